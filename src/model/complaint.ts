/** What is wrong with a document: where, what was expected there, and what was found. */
export interface Complaint {
  /** Such as `compute.cores.min`, or `data[2].location`. Empty: the document itself. */
  path: string;
  expected: string;
  found: string;
}

/** A complaint about the value at a JSON pointer (`/compute/cores/min`) of a document. */
export function complaintAt(pointer: string, expected: string, document: unknown): Complaint {
  return { path: pathOf(pointer), expected, found: excerpt(valueAt(document, pointer)) };
}

/** One line for a person: `compute.cores.min must be integer, found "four"`. */
export function complaintText({ path, expected, found }: Complaint): string {
  return `${path || 'the document'} ${expected}, found ${found}`;
}

function pathOf(pointer: string): string {
  return pointer
    .slice(1)
    .replace(/\/(\d+)/g, '[$1]')
    .replace(/\//g, '.');
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
