import type { SessionEvent } from '../../model/event';
import type { Phase } from '../../model/phase';
import type { Progress } from '../../model/session';
import { parseInstant } from '../../model/time';

/** When a session came into a phase; milliseconds since 1970. */
export interface PhaseStep {
  phase: Phase;
  time: number;
}

/** A code cell that ran or runs. */
export interface CellRun {
  /** Among the code cells, from 1. */
  cell: number;
  /** Among all cells of the notebook, from 0; absent: not known. */
  index?: number;
  started?: number;
  /** How long it took; absent: it has not ended, as far as is known. */
  seconds?: number;
  failed?: boolean;
}

/** What its processes used at a time: bytes, and seconds of processor time so far. */
export interface UsagePoint {
  time: number;
  memory: number;
  cpu: number;
}

/** What has happened to a session, read from its events. */
export interface SessionRecord {
  /** The number of the last event. */
  last: number;
  steps: readonly PhaseStep[];
  cells: readonly CellRun[];
  /** How many code cells there are; 0: not known. */
  total: number;
  usage: readonly UsagePoint[];
}

export const NOTHING_YET: SessionRecord = { last: 0, steps: [], cells: [], total: 0, usage: [] };

/** More points than can be seen are put together, two by two. */
const MOST_POINTS = 1200;

export function withEvents(record: SessionRecord, events: readonly SessionEvent[]): SessionRecord {
  const steps = [...record.steps];
  const usage = [...record.usage];
  const cells = new Map(record.cells.map(cell => [cell.cell, cell]));
  let { last, total } = record;
  for (const event of events) {
    const time = parseInstant(event.time);
    last = Math.max(last, event.seq);
    if (time === undefined) {
      continue;
    }
    if (event.phase !== undefined) {
      steps.push({ phase: event.phase, time });
    }
    if (event.usage) {
      usage.push({ time, memory: event.usage.memory, cpu: event.usage.cpu });
    }
    if (event.progress) {
      total = event.progress.cells || total;
      note(cells, event.progress, time);
    }
  }
  return { last, steps, cells: [...cells.values()], total, usage: thinned(usage) };
}

function note(cells: Map<number, CellRun>, progress: Progress, time: number): void {
  const { cell, index, seconds, done } = progress;
  if (cell === 0) {
    return;
  }
  const known = cells.get(cell);
  const before = cells.get(cell - 1);
  if (!known && before?.started !== undefined && before.seconds === undefined) {
    // Its broker does not say how long cells take: until the next one was seen.
    cells.set(cell - 1, { ...before, seconds: (time - before.started) / 1000 });
  }
  cells.set(cell, {
    started: seconds === undefined ? time : time - seconds * 1000,
    ...known,
    cell,
    ...(index === undefined ? {} : { index }),
    ...(seconds === undefined ? {} : { seconds, failed: done < cell })
  });
}

function thinned(points: UsagePoint[]): UsagePoint[] {
  if (points.length <= MOST_POINTS) {
    return points;
  }
  const half: UsagePoint[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const [one, two] = points.slice(i, i + 2);
    const last = two ?? one;
    if (one && last) {
      half.push({ ...last, memory: Math.max(one.memory, last.memory) });
    }
  }
  return half;
}

/** When a session first came into one of these phases. */
export function enteredAt(
  { steps }: SessionRecord,
  ...phases: readonly Phase[]
): number | undefined {
  return steps.find(({ phase }) => phases.includes(phase))?.time;
}
