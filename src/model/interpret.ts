import type { Complaint } from './complaint';
import { plainSchemas } from './plain-schemas';
import { schemaCheck } from './schema-check';
import type { Documents } from './schemas';

const checks = new Map<string, (value: unknown) => Complaint[]>();

/**
 * The first complaint about a document, or none: for the page, which has neither the schemas' library
 * nor a right to make code. Elsewhere validate.ts says the same, and all of it.
 *
 * @throws RangeError for a document that the page never receives
 */
export function checkDocument(name: keyof Documents, value: unknown): Complaint[] {
  let check = checks.get(name);
  if (!check) {
    const schema = Object.hasOwn(plainSchemas, name) ? plainSchemas[name] : undefined;
    if (!schema) {
      throw new RangeError(`There is no plain schema of ${name}; add it to build-schemas.mjs`);
    }
    check = schemaCheck(schema);
    checks.set(name, check);
  }
  return check(value);
}
