import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { TSchema } from 'typebox';

import { complaintsOf, type Complaint, type Validator } from './complaint';
import { SCHEMAS, type Documents } from './schemas';

/** ajv as this project uses it: unknown properties are kept, nothing is coerced. */
export function createAjv(): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: false, discriminator: true });
  addFormats(ajv, ['date-time', 'uuid']);
  return ajv;
}

const ajv = createAjv();
const validators = new Map<TSchema, Validator>();

/** The complaints about a value; empty where it fits the schema. Compiled on first use. */
export function check(schema: TSchema, value: unknown): Complaint[] {
  let validator = validators.get(schema);
  if (!validator) {
    validator = ajv.compile(schema);
    validators.set(schema, validator);
  }
  return complaintsOf(validator, value);
}

/** Whether a value is the named document. */
export function is<Name extends keyof Documents>(
  name: Name,
  value: unknown
): value is Documents[Name] {
  return check(SCHEMAS[name], value).length === 0;
}

/** The complaints about a document by its name. */
export function checkDocument(name: keyof Documents, value: unknown): Complaint[] {
  return check(SCHEMAS[name], value);
}
