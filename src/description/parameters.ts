import type { Evidence } from './finding';

/** The tags by which papermill knows the two cells. */
export const PARAMETERS = 'parameters';
export const INJECTED = 'injected-parameters';

/** A name that the notebook is made to be given values for. */
export interface Parameter {
  name: string;
  /** Python, as it is written. */
  value: string;
  /** As it is annotated, or the type of its literal; absent: not known. */
  type?: string;
  /** What its author says of it. */
  comment?: string;
  /** The value is from a cell that an earlier run has put in. */
  injected?: boolean;
  /** The value is not the notebook's own: somebody wrote it down beside it. */
  given?: boolean;
  evidence: Evidence[];
}

/** What a run is given: what is edited or written down, and what an earlier run has put in; `undefined`: nothing is. */
export function givenValues(
  parameters: readonly Parameter[],
  edits: Readonly<Record<string, string>> = {}
): Record<string, string> | undefined {
  if (Object.keys(edits).length === 0 && !parameters.some(({ given }) => given)) {
    return undefined;
  }
  const kept = parameters.filter(({ given = false, injected = false }) => given || injected);
  return { ...Object.fromEntries(kept.map(({ name, value }) => [name, value])), ...edits };
}
