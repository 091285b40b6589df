import { DOCKER } from './docker-container';
import type { ExecutableKind } from './executable-kind';
import { JAVA } from './java-program';
import { NOTEBOOK } from './notebook';
import { PYTHON } from './python-program';
import { SINGULARITY } from './singularity-container';

/** What this computer knows how to run, in the order in which it says so. */
export const KINDS: readonly ExecutableKind[] = [NOTEBOOK, PYTHON, JAVA, DOCKER, SINGULARITY];

/** The one of a kind; `undefined` where this computer cannot run such. */
export function kindOf(kind: string): ExecutableKind | undefined {
  return KINDS.find(known => known.kind === kind);
}
