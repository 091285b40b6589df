import type { Evidence, Finding } from './finding';

/** A value that one source gives. */
export interface Candidate<T> {
  value: T;
  evidence: Evidence[];
}

/** The first counts; others that agree with it are evidence as well, else conflicts. */
export function settled<T>(
  first: Candidate<T>,
  others: readonly Candidate<T>[],
  agrees: (first: T, other: T) => boolean
): Finding<T> {
  const same = others.filter(({ value }) => agrees(first.value, value));
  return {
    state: 'found',
    value: first.value,
    evidence: [first, ...same].flatMap(({ evidence }) => evidence),
    conflicts: others.filter(other => !same.includes(other)),
    problems: []
  };
}
