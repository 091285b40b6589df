import type { ErrorObject } from 'ajv';

/** What is wrong with a document: where, what was expected there, and what was found. */
export interface Complaint {
  /** Such as `compute.cores.min`, or `data[2].location`. Empty: the document itself. */
  path: string;
  expected: string;
  found: string;
}

/** A validator as ajv makes it, compiled at run time or beforehand. */
export interface Validator {
  (value: unknown): boolean;
  errors?: ErrorObject[] | null | undefined;
}

/** Runs a validator and says in words what is wrong; empty where nothing is. */
export function complaintsOf(validate: Validator, value: unknown): Complaint[] {
  if (validate(value)) {
    return [];
  }
  return (validate.errors ?? []).map(error => ({
    path: error.instancePath
      .slice(1)
      .replace(/\/(\d+)/g, '[$1]')
      .replace(/\//g, '.'),
    expected: error.message ?? error.keyword,
    found: excerpt(valueAt(value, error.instancePath))
  }));
}

/** One line for a person: `compute.cores.min must be integer, found "four"`. */
export function complaintText({ path, expected, found }: Complaint): string {
  return `${path || 'the document'} ${expected}, found ${found}`;
}

function valueAt(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (at, key) =>
        typeof at === 'object' && at !== null
          ? (at as Record<string, unknown>)[key.replace(/~1/g, '/').replace(/~0/g, '~')]
          : undefined,
      value
    );
}

function excerpt(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
