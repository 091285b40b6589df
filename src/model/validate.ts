import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { TSchema } from 'typebox';

import { complaintAt, type Complaint } from './complaint';
import { SCHEMAS, type Documents } from './schemas';

// Unknown properties are kept, nothing is coerced.
const ajv = new Ajv2020({ strict: false });
addFormats(ajv, ['date-time', 'uuid']);
const validators = new Map<TSchema, ValidateFunction>();

/** The complaints about a value; empty where it fits the schema. Compiled on first use. */
export function check(schema: TSchema, value: unknown): Complaint[] {
  let validator = validators.get(schema);
  if (!validator) {
    validator = ajv.compile(schema);
    validators.set(schema, validator);
  }
  return validator(value)
    ? []
    : (validator.errors ?? []).map(({ instancePath, message, keyword }) =>
        complaintAt(instancePath, message ?? keyword, value)
      );
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
