import type { TSchema } from 'typebox';

import { ISO8601Duration, ISO8601Instant, ISO8601Interval } from '../model/schedule';
import { DATA_KINDS, EXECUTABLE_KINDS } from '../model/schemas';
import { fieldsOf, isFields, listOf, type Fields } from './fields';
import { durationOf, instantOf, intervalOf, isNotKnown } from './moments';

/** What the model's schemas are at run time, as far as it matters here. */
interface Schema {
  type?: string;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  patternProperties?: Readonly<Record<string, Schema>>;
  items?: Schema;
  enum?: readonly unknown[];
  format?: string;
  pattern?: string;
  minimum?: number;
  minLength?: number;
}

/** What became of a value; `aside` is what did not fit. Neither: it says nothing. */
interface Fit {
  value?: unknown;
  aside?: unknown;
}

const KINDS: Readonly<Record<string, TSchema>> = { ...EXECUTABLE_KINDS, ...DATA_KINDS };
const MOMENTS = new Map([
  [(ISO8601Instant as Schema).pattern, instantOf],
  [(ISO8601Interval as Schema).pattern, intervalOf],
  [(ISO8601Duration as Schema).pattern, durationOf]
]);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Words of the older forms, and of brokers in the field, for values of the model. */
const SAME: ReadonlyMap<string, string> = new Map([
  ['PROPOSED', 'INITIAL'],
  ['READY', 'AVAILABLE'],
  ['ACTIVE', 'AVAILABLE'],
  ['TEARDOWN', 'RELEASING'],
  ['R', 'READONLY'],
  ['RO', 'READONLY'],
  ['RW', 'READWRITE'],
  ['FALSE', 'NO'],
  ['TRUE', 'YES']
]);

/**
 * A value made to fit a schema of the model, as far as its meaning is plain: numbers that are
 * strings, one thing where a list is meant, times in other notations, words of older forms. What the
 * schema does not name is kept as it is.
 *
 * A forgiving reading, for what others answer, also takes out what does not fit and keeps it beside
 * the rest under `more`, and drops dates of 1970. A reading that is not leaves what does not fit
 * where it is, for the check after it to complain about.
 */
export function fit(schema: TSchema, value: unknown, forgiving: boolean): unknown {
  const { value: fitted = value } = fitOne(schema, value, forgiving);
  return fitted;
}

function fitOne(schema: Schema, value: unknown, forgiving: boolean): Fit {
  switch (schema.type) {
    case 'object':
      return fitObject(schema, value, forgiving);
    case 'array':
      return fitList(schema.items ?? {}, value, forgiving);
    case 'integer':
    case 'number':
      return fitNumber(schema, value);
    case 'boolean':
      return value === 'true' || value === 'false'
        ? { value: value === 'true' }
        : typeof value === 'boolean'
          ? { value }
          : { aside: value };
    default:
      return schema.enum
        ? fitWord(schema.enum, value)
        : schema.type === 'string'
          ? fitText(schema, value, forgiving)
          : { value };
  }
}

function fitObject(schema: Schema, value: unknown, forgiving: boolean): Fit {
  // An element of XML with nothing in it.
  const fields: unknown = typeof value === 'string' && value.trim() === '' ? {} : value;
  if (!isFields(fields)) {
    return { aside: value };
  }
  const [values] = Object.values(schema.patternProperties ?? {});
  // Lists of entries, since assignment would take a property called __proto__ for the prototype.
  const fitted: [string, unknown][] = [];
  const aside: [string, unknown][] = [];
  for (const [name, at] of Object.entries(fields)) {
    const known = values ?? schemaAt(schema, name, at);
    if (!known) {
      fitted.push([name, at]);
    } else if (at !== null && at !== undefined) {
      const found = fitOne(known, at, forgiving);
      const misfit = 'aside' in found;
      if (misfit && !forgiving) {
        fitted.push([name, at]);
      } else if ('value' in found) {
        fitted.push([name, found.value]);
      }
      if (misfit && forgiving) {
        aside.push([name, found.aside]);
      }
    }
  }
  const whole: Fields = Object.fromEntries(fitted);
  if (forgiving && schema.required?.some(name => whole[name] === undefined)) {
    return { aside: value };
  }
  return {
    value: aside.length
      ? { ...whole, more: { ...fieldsOf(whole.more), ...Object.fromEntries(aside) } }
      : whole
  };
}

/** The schema of a property; of a component whose kind has one of its own, that one. */
function schemaAt(schema: Schema, name: string, value: unknown): Schema | undefined {
  const properties = schema.properties ?? {};
  return Object.hasOwn(properties, name) ? byKind(properties[name] ?? {}, value) : undefined;
}

function byKind(schema: Schema, value: unknown): Schema {
  const { kind } = fieldsOf(value);
  return schema.properties?.kind && typeof kind === 'string' && Object.hasOwn(KINDS, kind)
    ? (KINDS[kind] as Schema)
    : schema;
}

function fitList(items: Schema, value: unknown, forgiving: boolean): Fit {
  const fits = listOf(value).map(item => fitOne(byKind(items, item), item, forgiving));
  const aside = fits.filter(found => 'aside' in found).map(found => found.aside);
  return {
    value: fits.flatMap(found => ('value' in found ? [found.value] : [])),
    ...(aside.length ? { aside } : {})
  };
}

function fitNumber({ type, minimum = -Infinity }: Schema, value: unknown): Fit {
  const number =
    typeof value === 'string' && /^\s*[+-]?\d/.test(value) ? Number(value) : (value as number);
  return Number.isFinite(number) &&
    number >= minimum &&
    (type === 'number' || Number.isInteger(number))
    ? { value: number }
    : { aside: value };
}

function fitWord(words: readonly unknown[], value: unknown): Fit {
  const word = String(value).trim().toUpperCase();
  const found = [value, word, SAME.get(word)].find(one => words.includes(one));
  return found === undefined ? { aside: value } : { value: found };
}

function fitText(schema: Schema, value: unknown, forgiving: boolean): Fit {
  if (typeof value !== 'string') {
    return forgiving && ['number', 'boolean'].includes(typeof value)
      ? { value: String(value) }
      : { aside: value };
  }
  const read = momentOf(schema);
  if (read) {
    const moment = read(value);
    return moment === undefined
      ? { aside: value }
      : forgiving && isNotKnown(moment)
        ? {}
        : { value: moment };
  }
  const right =
    value.length >= (schema.minLength ?? 0) &&
    (schema.format !== 'uuid' || UUID.test(value)) &&
    (schema.pattern === undefined || new RegExp(schema.pattern).test(value));
  return right ? { value } : { aside: value };
}

function momentOf({ format, pattern }: Schema): ((text: string) => string | undefined) | undefined {
  return format === 'date-time' ? instantOf : MOMENTS.get(pattern);
}

/** The fields of a document after fit(). */
export function fitFields(schema: TSchema, value: unknown, forgiving: boolean): Fields {
  return fieldsOf(fit(schema, value, forgiving));
}
