import { compact, fieldsOf, listOf, unlessEmpty, type Fields } from './fields';
import { kindOf, typeOf, type Place } from './kind-names';
import type { WireForm } from './wire-form';

/** How a form of 2025 writes a component: what v1.0 has in `meta` stands beside everything else. */
export interface FlatForm {
  readonly form: Exclude<WireForm, 'v1.0'>;
  /** What of `meta` the form has a place for, in every component. The rest stays in `meta`. */
  readonly flat: readonly string[];
  /** How the form calls the path `phase` in options and updates. */
  readonly phasePath: string;
}

/** What stands for itself: it has a URL, and a session says what can be done with it. */
type Whole = 'session' | 'offerset';
const WHOLE: readonly Place[] = ['session', 'offerset'];
const FLAT = ['uuid', 'name', 'description', 'created', 'modified'];

/** A component of our model in the flat way; a session or an offer set with its `href`. */
export function toFlat({ form, flat, phasePath }: FlatForm, value: unknown, whole?: Whole): Fields {
  const { kind, meta, ...rest } = fieldsOf(value);
  const { messages, ...described } = fieldsOf(meta);
  const { url, options, ...others } = described;
  const names = ofPlace(flat, whole);
  const beside = Object.entries(whole ? others : described);
  return compact({
    type: typeOf(form, kind),
    ...Object.fromEntries(beside.filter(([name]) => names.includes(name))),
    ...(whole ? { href: url } : {}),
    ...unlessEmpty('meta', Object.fromEntries(beside.filter(([name]) => !names.includes(name)))),
    ...rest,
    ...(messages === undefined ? {} : { messages: listOf(messages).map(typed) }),
    ...(whole && options !== undefined
      ? { options: listOf(options).map(option => renamed(typed(option), 'phase', phasePath)) }
      : {})
  });
}

/** An offer set has a description of its own, which is not the one in its meta. */
function ofPlace(names: readonly string[], place: Place | undefined): readonly string[] {
  return place === 'offerset' ? names.filter(name => name !== 'description') : names;
}

/** A component in the flat way, or in v1.0's, as our model has it. */
export function fromFlat(place: Place, value: unknown): Fields {
  const { type, kind, meta, messages, ...fields } = fieldsOf(value);
  const names = [...ofPlace(FLAT, place), ...(WHOLE.includes(place) ? ['href', 'options'] : [])];
  const { href, options, ...described } = Object.fromEntries(
    Object.entries(fields).filter(([name]) => names.includes(name))
  );
  return compact({
    kind: kindOf(place, type ?? kind),
    ...unlessEmpty(
      'meta',
      compact({
        ...fieldsOf(meta),
        ...described,
        ...(href === undefined ? {} : { url: href }),
        ...(messages === undefined ? {} : { messages: listOf(messages).map(kinded) }),
        ...(options === undefined
          ? {}
          : { options: listOf(options).map(option => ofPhase(kinded(option))) })
      })
    ),
    ...Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))
  });
}

/** With `type` for `kind`, as messages, options and updates have it. */
export function typed(value: unknown): Fields {
  const { kind, ...rest } = fieldsOf(value);
  return compact({ type: kind, ...rest });
}

/** With `kind` for `type`. */
export function kinded(value: unknown): unknown {
  const { type, kind, ...rest } = fieldsOf(value);
  return typeof value === 'string' ? { message: value } : compact({ kind: type ?? kind, ...rest });
}

/** With the path that v1.0 has for what the older forms call state, status or phase. */
export function ofPhase(value: unknown): Fields {
  const fields = fieldsOf(value);
  return ['state', 'status'].includes(String(fields.path)) ? { ...fields, path: 'phase' } : fields;
}

/** With a path under another name. */
export function renamed(fields: Fields, from: string, to: string): Fields {
  return fields.path === from ? { ...fields, path: to } : fields;
}
