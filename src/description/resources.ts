import type { MinMax } from '../model/quantity';
import { cellNumber } from './analysis';
import type { DurationEstimate } from './description';
import type { Finding } from './finding';
import type { CodeCell } from './notebook';

/** What stands in while nothing is known of an earlier run. */
export const DEFAULT_CORES: MinMax = { min: 1 };
/** GiB. */
export const DEFAULT_MEMORY: MinMax = { min: 2 };
/** Seconds. */
export const DEFAULT_DURATION: DurationEstimate = { low: 0, likely: 600, high: 3600 };

/** Another machine may be this much faster or slower than the one that was measured. */
export const FASTER = 2;
export const SLOWER = 3;

export function findCores(): Finding<MinMax> {
  return byDefault(DEFAULT_CORES, 'No earlier run is known; one core is asked for');
}

export function findMemory(): Finding<MinMax> {
  return byDefault(DEFAULT_MEMORY, 'No earlier run is known; 2 GiB are asked for');
}

/** The sum of what JupyterLab recorded for each cell, with room for slower and faster machines. */
export function findDuration(cells: CodeCell[]): Finding<DurationEstimate> {
  const timed = cells.filter(cell => cell.seconds !== undefined);
  if (timed.length === 0) {
    return byDefault(DEFAULT_DURATION, 'No earlier run is known; one hour is asked for');
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

function byDefault<T>(value: T, template: string): Finding<T> {
  return {
    state: 'default',
    value,
    evidence: [{ template, source: { kind: 'default' } }],
    conflicts: [],
    problems: []
  };
}
