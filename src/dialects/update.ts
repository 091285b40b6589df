import {
  ENUM_VALUE_UPDATE,
  INTEGER_DELTA_UPDATE,
  INTEGER_VALUE_UPDATE
} from '../model/update-kind';
import type { Update } from '../model/update';
import { compact, fieldsOf, isFields, type Fields } from './fields';
import { kinded, ofPhase, renamed, typed, type FlatForm } from './flat-component';

/** An update as the forms of 2025 have it: `{update: {type, path, value}}`. */
export function writeTypedUpdate({ phasePath }: FlatForm, update: Update): Fields {
  return { update: renamed(typed(update), 'phase', phasePath) };
}

/** An update of any form: as v1.0 has it, under `update`, or as the values to be set. */
export function readUpdate(document: unknown): unknown {
  if (!isFields(document)) {
    return document;
  }
  const { update = document } = document;
  const fields = fieldsOf(update);
  if (fields.path !== undefined) {
    return ofPhase(numbered(fieldsOf(kinded(fields))));
  }
  const { status, state = status, phase = state, ...rest } = fieldsOf(document.offer ?? update);
  return phase === undefined
    ? document
    : { kind: ENUM_VALUE_UPDATE, path: 'phase', value: phase, ...rest };
}

/** With numbers where its kind has them. */
function numbered(update: Fields): Fields {
  const number = (value: unknown): unknown =>
    typeof value === 'string' && /^[+-]?\d+$/.test(value) ? Number(value) : value;
  switch (update.kind) {
    case INTEGER_VALUE_UPDATE:
      return { ...update, value: number(update.value) };
    case INTEGER_DELTA_UPDATE:
      return compact({ ...update, delta: number(update.delta) });
    default:
      return update;
  }
}
