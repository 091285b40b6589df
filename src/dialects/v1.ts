import { OfferSetResponse } from '../model/offer-set';
import { ExecutionRequest } from '../model/request';
import { ExecutionSession } from '../model/session';
import { compact, fieldsOf, isFields, listOf, type Fields } from './fields';
import { fitFields } from './fit';
import { kindOf, type Place } from './kind-names';
import { withSchedule } from './session-schedule';
import { readUpdate } from './update';
import type { Dialect } from './wire-form';

/** v1.0 of July 2026: our model's own form. Extensions go as they are. */
export const v1: Dialect = {
  form: 'v1.0',
  askPath: '/requests',
  writeRequest: request => fitFields(ExecutionRequest, request, true),
  readRequest: document =>
    isFields(document) ? fitFields(ExecutionRequest, readParts(document), false) : document,
  writeOfferSet: readOfferSet,
  readOfferSet,
  writeSession: readSession,
  readSession,
  writeUpdate: update => update,
  readUpdate
};

function readOfferSet(document: unknown): Fields {
  const set = fieldsOf(document);
  return fitFields(
    OfferSetResponse,
    compact({
      ...set,
      kind: kindOf('offerset', set.kind),
      offers: set.offers === undefined ? undefined : listOf(set.offers).map(readSession)
    }),
    true
  );
}

function readSession(document: unknown): Fields {
  const session = fieldsOf(document);
  const parts = readParts({ ...session, kind: kindOf('session', session.kind) });
  return withSchedule(fitFields(ExecutionSession, withSchedule(parts), true));
}

/** The parts of a request or a session, with the kinds of v1.0 under whichever base they stand. */
function readParts(document: Fields): Fields {
  const { executable, compute, storage, data } = document;
  return compact({
    ...document,
    executable: one('executable', executable),
    compute: one('compute', compute),
    storage: many('storage', storage),
    data: many('data', data)
  });
}

function one(place: Place, value: unknown): unknown {
  if (!isFields(value)) {
    return value;
  }
  const part = { ...value, kind: kindOf(place, value.kind) };
  return compact(place === 'compute' ? { ...part, volumes: many('volume', value.volumes) } : part);
}

function many(place: Place, value: unknown): unknown {
  return value === undefined || value === null
    ? undefined
    : listOf(value).map(item => one(place, item));
}
