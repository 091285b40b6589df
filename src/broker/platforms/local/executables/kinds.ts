import type { ExecutableKind } from './executable-kind';
import { NOTEBOOK } from './notebook';

/** What this computer knows how to run, in the order in which it says so. */
export const KINDS: readonly ExecutableKind[] = [NOTEBOOK];

/** The one of a kind; `undefined` where this computer cannot run such. */
export function kindOf(kind: string): ExecutableKind | undefined {
  return KINDS.find(known => known.kind === kind);
}
