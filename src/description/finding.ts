/**
 * What a description is made of: values, each with its evidence, what speaks against it, and what
 * could not be found out. Templates are English sentences with `{name}` holes, for the translator.
 */
export interface Sentence {
  template: string;
  values?: Record<string, string>;
}

/** Where something was seen. Cells are counted from 0 in the notebook; lines from 1. */
export type Source =
  | { kind: 'file'; path: string; line?: number }
  | { kind: 'cell'; cell: number; line?: number }
  | { kind: 'metadata'; key: string }
  | { kind: 'kernel' }
  | { kind: 'history' }
  | { kind: 'default' };

export interface Evidence extends Sentence {
  source: Source;
}

/** Something wrong or doubtful that a person should know; an `error` will surely make the run fail. */
export interface Problem extends Sentence {
  level: 'error' | 'warning';
  source?: Source;
}

/**
 * A value that was looked for.
 *
 * `found`: there is evidence for it. `default`: nothing was found, and a stated default stands in.
 * `unknown`: nothing was found and there is no default; `value` is undefined then.
 */
export interface Finding<T> {
  state: 'found' | 'default' | 'unknown';
  value?: T;
  evidence: Evidence[];
  /** Other values that were found, and lost against `value`. */
  conflicts: { value: T; evidence: Evidence[] }[];
  problems: Problem[];
}

/** What was found of many: the first evidence of each, or that there is `nothing`. */
export function listFinding<T extends { evidence: Evidence[] }>(
  value: T[],
  nothing: string,
  problems: Problem[] = []
): Finding<T[]> {
  return {
    state: value.length > 0 ? 'found' : 'default',
    value,
    evidence:
      value.length > 0
        ? value.flatMap(({ evidence }) => evidence.slice(0, 1))
        : [{ template: nothing, source: { kind: 'default' } }],
    conflicts: [],
    problems
  };
}
