import type { MinMax } from '../model/quantity';
import type { RunEvidence } from '../model/run-evidence';
import { cellNumber } from './analysis';
import { settled, type Candidate } from './candidate';
import type { DurationEstimate } from './description';
import type { Finding } from './finding';
import { coresFromKernel, kernelSilence, memoryFromKernel } from './kernel-resources';
import type { KernelSeen } from './kernel-seen';
import type { CodeCell } from './notebook';
import { coresFromRuns, durationFromRuns, memoryFromRuns } from './past-runs';

/** What stands in while nothing is known of an earlier run. */
export const DEFAULT_CORES: MinMax = { min: 1 };
/** GiB. */
export const DEFAULT_MEMORY: MinMax = { min: 2 };
/** Seconds. */
export const DEFAULT_DURATION: DurationEstimate = { low: 0, likely: 600, high: 3600 };

/** Another machine may be this much faster or slower than the one that was measured. */
export const FASTER = 2;
export const SLOWER = 3;

/** What was measured of the notebook, here or elsewhere. */
export interface Measured {
  /** The newest first. */
  runs?: readonly RunEvidence[];
  kernel?: KernelSeen;
}

/** The most that was kept busy counts: fewer cores make a run longer. */
export function findCores({ runs = [], kernel }: Measured = {}): Finding<MinMax> {
  return (
    greatest([coresFromRuns(runs), coresFromKernel(kernel)]) ??
    byDefault(DEFAULT_CORES, 'No earlier run is known; one core is asked for')
  );
}

/** The most that was held counts: too little memory ends a run. */
export function findMemory({ runs = [], kernel }: Measured = {}): Finding<MinMax> {
  const found =
    greatest([memoryFromRuns(runs), memoryFromKernel(kernel)]) ??
    byDefault(DEFAULT_MEMORY, 'No earlier run is known; 2 GiB are asked for');
  return { ...found, evidence: [...found.evidence, ...kernelSilence(kernel)] };
}

/** Earlier runs of the whole count; then the sum of what JupyterLab recorded for each cell. */
export function findDuration(
  cells: CodeCell[],
  { runs = [] }: Measured = {}
): Finding<DurationEstimate> {
  const recorded = fromCells(cells);
  const past = durationFromRuns(runs);
  if (!past) {
    return (
      recorded ?? byDefault(DEFAULT_DURATION, 'No earlier run is known; one hour is asked for')
    );
  }
  const { value, evidence } = recorded ?? {};
  const other = value && evidence ? [{ value, evidence }] : [];
  const agrees = ({ low, high }: DurationEstimate, { likely }: DurationEstimate) =>
    low <= likely && likely <= high;
  return settled(past, other, agrees);
}

/** The sum of what JupyterLab recorded for each cell, with room for slower and faster machines. */
function fromCells(cells: CodeCell[]): Finding<DurationEstimate> | undefined {
  const timed = cells.filter(cell => cell.seconds !== undefined);
  if (timed.length === 0) {
    return undefined;
  }
  const sum = timed.reduce((total, cell) => total + (cell.seconds ?? 0), 0);
  const counts = { timed: String(timed.length), cells: String(cells.length) };
  const longest = timed.reduce((a, b) => ((b.seconds ?? 0) > (a.seconds ?? 0) ? b : a));
  return {
    state: 'found',
    value: {
      low: Math.floor(sum / FASTER),
      likely: Math.ceil(sum),
      high: Math.ceil(sum * SLOWER)
    },
    evidence: [
      {
        template: 'The last runs of {timed} of {cells} code cells took {seconds} s together',
        values: { ...counts, seconds: sum.toFixed(1) },
        source: { kind: 'metadata', key: 'execution' }
      },
      {
        template: 'The longest, cell {cell}, took {seconds} s',
        values: { cell: cellNumber(longest.index), seconds: (longest.seconds ?? 0).toFixed(1) },
        source: { kind: 'cell', cell: longest.index }
      }
    ],
    conflicts: [],
    problems:
      timed.length === cells.length
        ? []
        : [
            {
              level: 'warning',
              template:
                'Only {timed} of {cells} code cells have a recorded time, so the whole may take longer.',
              values: counts,
              source: { kind: 'metadata', key: 'execution' }
            }
          ]
  };
}

function greatest(candidates: (Candidate<MinMax> | undefined)[]): Finding<MinMax> | undefined {
  const known = candidates
    .filter(candidate => candidate !== undefined)
    .sort((a, b) => (b.value.min ?? 0) - (a.value.min ?? 0));
  const [first, ...others] = known;
  return first && settled(first, others, (a, b) => a.min === b.min);
}

function byDefault<T>(value: T, template: string): Finding<T> {
  return {
    state: 'default',
    value,
    evidence: [{ template, source: { kind: 'default' } }],
    conflicts: [],
    problems: []
  };
}
