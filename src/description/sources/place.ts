import type { Source } from '../finding';

/** A place that a document lies in, and how a line of it is named. */
export interface Place {
  name: string;
  /** A line of the document as it is cited; the document itself without one. */
  at: (line?: number) => Source;
  /** In words: `uv.lock, line 3`. */
  words: (line: number) => string;
}

export function filePlace(path: string): Place {
  return {
    name: path,
    at: line => ({ kind: 'file', path, ...(line === undefined ? {} : { line }) }),
    words: line => `${path}, line ${line}`
  };
}

/** A piece of the notebook's metadata, which has no lines that a person could look up. */
export function metadataPlace(key: string): Place {
  const name = `metadata["${key}"]`;
  return { name, at: () => ({ kind: 'metadata', key }), words: () => name };
}

/** A cell, of which the document begins after `before` lines. */
export function cellPlace(index: number, before: number): Place {
  const name = `cell ${index + 1}`;
  return {
    name,
    at: line => ({ kind: 'cell', cell: index, line: before + (line ?? 0) }),
    words: line => `${name}, line ${before + line}`
  };
}
