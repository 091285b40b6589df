import type { Phase } from '../../model/phase';
import { isFinal } from '../../model/phase';
import type { RunEvidence } from '../../model/run-evidence';

const DAY = 24 * 3600_000;
/** So many characters of a uuid are enough to mean it. */
const UUID = 6;

/** Which runs the reader wants to see; what is absent or empty does not restrict. */
export interface RunFilter {
  /** Words, all of which are in name, path, platform, or why it ended. */
  text: string;
  outcome?: 'running' | Extract<Phase, 'COMPLETED' | 'FAILED' | 'CANCELLED'> | undefined;
  platform?: string | undefined;
  /** The path of a notebook, or its name where no path is known. */
  notebook?: string | undefined;
  /** Accepted within so many days. */
  days?: number | undefined;
}

export const SORTS = ['when', 'notebook', 'platform', 'took', 'memory'] as const;
export type RunSort = (typeof SORTS)[number];

export interface RunOrder {
  by: RunSort;
  /** From the smallest to the largest. */
  up: boolean;
}

/** What a run is called in the list. */
export function runName({ name, notebook, session }: RunEvidence): string {
  return name ?? notebook?.split('/').pop() ?? session.slice(0, 8);
}

/** What tells the notebooks of runs apart. */
export function runNotebook(run: RunEvidence): string {
  return run.notebook ?? runName(run);
}

/** The runs that the reader wants to see, in the reader's order. `now`: milliseconds since 1970. */
export function shownRuns(
  runs: readonly RunEvidence[],
  filter: RunFilter,
  order: RunOrder,
  now: number
): readonly RunEvidence[] {
  const { outcome, platform, notebook, days } = filter;
  const words = filter.text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const from = days === undefined ? undefined : now - days * DAY;
  const found = runs.filter(run => {
    if (outcome !== undefined && (isFinal(run.phase) ? run.phase : 'running') !== outcome) {
      return false;
    }
    if (platform !== undefined && run.platform !== platform) {
      return false;
    }
    if (notebook !== undefined && runNotebook(run) !== notebook) {
      return false;
    }
    if (from !== undefined && Date.parse(run.accepted) < from) {
      return false;
    }
    return words.length === 0 || containsAll(run, words);
  });
  return order.by === 'when'
    ? // As they came, the newest first.
      order.up
      ? found.toReversed()
      : found
    : found.sort(byValue(order));
}

function containsAll(run: RunEvidence, words: readonly string[]): boolean {
  const { notebook = '', platform, message = '', session } = run;
  const text = `${runName(run)} ${notebook} ${platform} ${message}`.toLocaleLowerCase();
  // Every digit is somewhere in most of the uuids: they are found by how they begin.
  return words.every(
    word => text.includes(word) || (word.length >= UUID && session.startsWith(word))
  );
}

/** Made once: comparing by the reader's language takes long without. */
const COLLATOR = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** What is not known comes last in both directions. */
function byValue({ by, up }: RunOrder): (a: RunEvidence, b: RunEvidence) => number {
  const way = up ? 1 : -1;
  if (by === 'took' || by === 'memory') {
    const value = (run: RunEvidence) => (by === 'took' ? run.seconds : run.peak);
    return (a, b) => {
      const [x, y] = [value(a), value(b)];
      return x === undefined || y === undefined
        ? Number(x === undefined) - Number(y === undefined)
        : way * (x - y);
    };
  }
  const text = by === 'platform' ? ({ platform }: RunEvidence) => platform : runNotebook;
  return (a, b) => way * COLLATOR.compare(text(a), text(b));
}
