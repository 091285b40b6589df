import type { ExecutionSession } from '../../model/session';
import { parseDuration, parseInstant, parseInterval } from '../../model/time';

/** Its last part is near its limit: a tenth of its time, and at most so many milliseconds. */
const LONGEST_WARNING = 5 * 60_000;

/** When a session's promised time is over, and from when on that is near; milliseconds since 1970. */
export interface TimeLimit {
  near: number;
  end: number;
}

/** Where a session may be worked in or runs, and it is known for how long. */
export function timeLimit({ phase, schedule, meta }: ExecutionSession): TimeLimit | undefined {
  const { start, duration } = schedule?.available ?? {};
  const promised = parseDuration(duration ?? '');
  if ((phase !== 'AVAILABLE' && phase !== 'RUNNING') || promised === undefined) {
    return undefined;
  }
  const began = meta?.messages?.find(({ kind }) =>
    /:phase-(?:available|running)$/.test(kind ?? '')
  );
  const from = parseInstant(began?.time ?? '') ?? parseInterval(start ?? '')?.end;
  if (from === undefined) {
    return undefined;
  }
  const end = from + promised;
  return { end, near: end - Math.min(promised / 10, LONGEST_WARNING) };
}
