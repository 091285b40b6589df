import fc from 'fast-check';

import { complaintText } from '../complaint';
import { schemaCheck, type PlainSchema } from '../schema-check';
import { SCHEMAS, type Documents } from '../schemas';
import { checkDocument } from '../validate';

const NAMES = Object.keys(SCHEMAS) as (keyof Documents)[];

/** Words for the schemas that have a pattern: those of times. */
const MOMENTS = [
  '2026-11-24T10:00:00Z',
  '2026-11-24T10:00:00Z/PT1H',
  'PT1H',
  'P1DT2.5S',
  'P',
  '..'
];

const anything = fc.jsonValue({ maxDepth: 2 });

/** Values that a schema is about, most of them right; some have something else somewhere. */
function like(schema: PlainSchema, depth = 0): fc.Arbitrary<unknown> {
  const right = rightFor(schema, depth);
  return fc.oneof({ arbitrary: right, weight: 40 }, { arbitrary: anything, weight: 1 });
}

function rightFor(schema: PlainSchema, depth: number): fc.Arbitrary<unknown> {
  const { type, enum: words, const: only, anyOf, properties = {}, required = [] } = schema;
  if (anyOf) {
    return fc.oneof(...anyOf.map(choice => like(choice, depth)));
  }
  if (words) {
    return fc.constantFrom(...words);
  }
  if (only !== undefined) {
    return fc.constant(only);
  }
  switch (type) {
    case 'object': {
      const names = Object.entries(properties);
      const kept = depth > 4 ? names.filter(([name]) => required.includes(name)) : names;
      const known = Object.fromEntries(kept.map(([name, at]) => [name, like(at, depth + 1)]));
      const [free] = Object.values(schema.patternProperties ?? {});
      return free
        ? fc.dictionary(fc.string(), like(free, depth + 1), { maxKeys: 2 })
        : fc.record(known, { requiredKeys: [...required] });
    }
    case 'array':
      return fc.array(like(schema.items ?? {}, depth + 1), { maxLength: depth > 3 ? 1 : 2 });
    case 'integer':
      return fc.integer({ min: -2, max: 20 });
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    default:
      return text(schema);
  }
}

function text({ format, pattern, minLength = 0 }: PlainSchema): fc.Arbitrary<string> {
  const any = fc.string({ minLength, maxLength: minLength + 4, unit: 'grapheme' });
  if (format === 'uuid') {
    return fc.oneof(fc.uuid(), any);
  }
  if (format === 'date-time') {
    const two = fc.integer({ min: 0, max: 61 }).map(n => String(n).padStart(2, '0'));
    const moment = fc
      .tuple(fc.integer({ min: 1890, max: 2110 }), two, two, two, two)
      .map(([year, month, day, hour, zone]) => `${year}-${month}-${day}T${hour}:59:01+${zone}:30`);
    return fc.oneof(
      fc.date({ noInvalidDate: true }).map(date => date.toISOString()),
      moment
    );
  }
  return pattern === undefined ? any : fc.oneof(fc.constantFrom(...MOMENTS), any);
}

test.each(NAMES)('%s: the first complaint is that of ajv, in the same words', name => {
  const schema = SCHEMAS[name] as PlainSchema;
  const check = schemaCheck(schema);
  fc.assert(
    fc.property(fc.oneof(like(schema), anything), value => {
      const [expected] = checkDocument(name, value);
      expect(check(value).map(complaintText)).toEqual(expected ? [complaintText(expected)] : []);
    })
  );
});
