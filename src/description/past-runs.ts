import type { MinMax } from '../model/quantity';
import type { RunEvidence } from '../model/run-evidence';
import type { DurationEstimate } from './description';
import type { Candidate } from './candidate';
import type { Evidence } from './finding';
import { gibFor, MEMORY_HEADROOM } from './memory-headroom';

/** So many of the newest runs are looked at: older ones were of another notebook, for the most part. */
export const MAX_RUNS = 10;
/** The longest run, and half as much again, before a run is taken for stuck: other data, another machine. */
export const RUN_MARGIN = 1.5;
/**
 * A run that was ended for the memory or the time that it took needed more than it had. Source: the
 * Vertical Pod Autoscaler of Kubernetes for memory (`oom-bump-up-ratio`, 1.2); for time, which no one
 * can see the end of, twice what it had, as retries double.
 */
export const MEMORY_BUMP = 1.2;
export const TIME_BUMP = 2;
/** Cores kept busy on the average, above a whole number by no more than this, are that number. */
const CORE_TOLERANCE = 0.1;

/** Of a run below this, in seconds, nothing is said of the cores that it kept busy. */
const SHORTEST_BUSY = 10;

const GIB = 2 ** 30;

/** How long earlier runs took: those that came to their end, and those whose time was too short since. */
export function durationFromRuns(
  runs: readonly RunEvidence[]
): Candidate<DurationEstimate> | undefined {
  // Who works in a session decides how long it takes; that says nothing about the notebook.
  const own = runs.slice(0, MAX_RUNS).filter(({ mode }) => mode !== 'interactive');
  const done = own
    .filter(({ phase }) => phase === 'COMPLETED')
    .flatMap(({ seconds: s }) => s ?? []);
  const cut = sinceSuccess(own)
    .filter(({ reason }) => reason === 'time-limit')
    .flatMap(({ seconds, promised }) => seconds ?? promised.seconds ?? []);
  const [low = 0, likely = 0, high = 0] = spread(done);
  const least = Math.max(0, ...cut);
  if (done.length + cut.length === 0) {
    return undefined;
  }
  return {
    value: {
      low: Math.floor(done.length > 0 ? Math.max(low, 0) : least),
      likely: Math.ceil(Math.max(likely, least)),
      high: Math.ceil(Math.max(high * RUN_MARGIN, least * TIME_BUMP))
    },
    evidence: [
      ...(done.length > 0 ? [took(done.length, low, high)] : []),
      ...(cut.length > 0
        ? [
            evidence('An earlier run was ended after {seconds} s because its time was over', {
              seconds: seconds(least)
            })
          ]
        : [])
    ]
  };
}

/** The memory that earlier runs needed, with the headroom of memory-headroom.ts. */
export function memoryFromRuns(runs: readonly RunEvidence[]): Candidate<MinMax> | undefined {
  const known = runs.slice(0, MAX_RUNS);
  const peaks = known.flatMap(({ peak }) => (peak ? [peak] : []));
  const short = sinceSuccess(known)
    .filter(({ reason }) => reason === 'memory-limit')
    .flatMap(({ promised, peak }) =>
      promised.memory === undefined ? (peak ? [peak] : []) : [promised.memory * GIB]
    );
  if (peaks.length + short.length === 0) {
    return undefined;
  }
  const most = Math.max(0, ...peaks);
  const limit = Math.max(0, ...short);
  return {
    value: {
      min: Math.max(gibFor(most, MEMORY_HEADROOM), limit > 0 ? gibFor(limit, MEMORY_BUMP) : 1)
    },
    evidence: [
      ...(peaks.length > 0
        ? [
            evidence(
              peaks.length === 1
                ? 'An earlier run held {peak} GiB at its peak'
                : '{runs} earlier runs held {peak} GiB at most',
              { runs: String(peaks.length), peak: (most / GIB).toFixed(2) }
            )
          ]
        : []),
      ...(short.length > 0
        ? [
            evidence('An earlier run was ended because {memory} GiB were too little', {
              memory: (limit / GIB).toFixed(2)
            })
          ]
        : [])
    ]
  };
}

/** The cores that earlier runs kept busy; the average over a run, so that peaks are above it. */
export function coresFromRuns(runs: readonly RunEvidence[]): Candidate<MinMax> | undefined {
  const busy = runs
    .slice(0, MAX_RUNS)
    // Starting a kernel is work too, and in a short run that would be most of it.
    .filter(({ mode, seconds = 0 }) => mode !== 'interactive' && seconds >= SHORTEST_BUSY)
    .flatMap(({ busy: cores, promised }) =>
      // More than was promised it cannot have had, so that would be an error of measuring.
      cores === undefined ? [] : Math.min(cores, promised.cores ?? cores)
    );
  if (busy.length === 0) {
    return undefined;
  }
  const most = Math.max(...busy);
  return {
    value: { min: coresFor(most) },
    evidence: [
      evidence(
        busy.length === 1
          ? 'An earlier run kept {busy} cores busy on the average'
          : '{runs} earlier runs kept {busy} cores busy at most, on the average of a run',
        { runs: String(busy.length), busy: most.toFixed(1) }
      )
    ]
  };
}

/** Whole cores for so many busy ones. */
export function coresFor(busy: number): number {
  return Math.max(1, Math.ceil(busy - CORE_TOLERANCE));
}

/** Runs of which the newest that came to its end says nothing yet: what failed before is settled. */
function sinceSuccess(runs: readonly RunEvidence[]): readonly RunEvidence[] {
  const success = runs.findIndex(({ phase }) => phase === 'COMPLETED');
  return success < 0 ? runs : runs.slice(0, success);
}

/** The least, the one in the middle, the most. */
function spread(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number) => sorted.slice(index, index + 1);
  return [...at(0), ...at(Math.floor(sorted.length / 2)), ...at(sorted.length - 1)];
}

function took(count: number, low: number, high: number): Evidence {
  const [least, most] = [seconds(low), seconds(high)];
  if (count === 1) {
    return evidence('An earlier run took {most} s', { most });
  }
  return least === most
    ? evidence('{runs} earlier runs took {most} s each', { runs: String(count), most })
    : evidence('{runs} earlier runs took {least} to {most} s', {
        runs: String(count),
        least,
        most
      });
}

function seconds(value: number): string {
  return value < 10 ? value.toFixed(1) : String(Math.round(value));
}

function evidence(template: string, values: Record<string, string>): Evidence {
  return { template, values, source: { kind: 'history' } };
}
