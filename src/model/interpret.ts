import { Validator, type Schema } from '@cfworker/json-schema';

import { complaintAt, type Complaint } from './complaint';
import { plainSchemas } from './plain-schemas';
import type { Documents } from './schemas';

const validators = new Map<string, Validator>();

/**
 * The complaints about a document, found by an interpreter: a fifth of the size of a compiler, and
 * it needs no right to make code. For the page; elsewhere validate.ts is the faster one.
 *
 * @throws RangeError for a document that the page never receives
 */
export function checkDocument(name: keyof Documents, value: unknown): Complaint[] {
  let validator = validators.get(name);
  if (!validator) {
    if (!Object.hasOwn(plainSchemas.$defs, name)) {
      throw new RangeError(`There is no plain schema of ${name}; add it to build-schemas.mjs`);
    }
    const schema: Schema = { ...plainSchemas, $ref: `#/$defs/${name}` };
    validator = new Validator(schema, '2020-12');
    validators.set(name, validator);
  }
  // The last one is the innermost: where it is, not only that something in there is wrong.
  const error = validator.validate(value).errors.at(-1);
  if (!error) {
    return [];
  }
  const expected = `is not right (${error.error.replace(/\.$/, '')})`;
  return [complaintAt(error.instanceLocation.replace(/^#/, ''), expected, value)];
}
