import { Ajv, type ValidateFunction } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats';
import type { TSchema } from 'typebox';

import { complaintAt, type Complaint } from './complaint';
import { SCHEMAS, type Documents } from './schemas';

// Unknown properties are kept, nothing is coerced. That schemas are right is for tests to see: to compile the
// schema of schemas would be a tenth of the broker's start.
const ajv = new Ajv({ strict: false, meta: false, validateSchema: false });
for (const name of ['date-time', 'uuid'] as const) {
  // Not by the package's own function: it loads a second copy of all keywords.
  ajv.addFormat(name, fullFormats[name]);
}
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
