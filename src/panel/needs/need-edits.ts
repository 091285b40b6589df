import type { RequestEdits } from '../../description/request';
import { formatInterval } from '../../model/time';

/** What the reader changed. Absent: as it was found. */
export interface NeedEdits {
  /** At least so many. */
  cores?: number | undefined;
  /** GiB, at least. */
  memory?: number | undefined;
  /** Seconds. */
  duration?: number | undefined;
  /** Any start from now until so many hours from now; absent: now. */
  startWithin?: number | undefined;
  /** The most that it may cost; absent: not limited. */
  costMax?: number | undefined;
}

/** As the request wants them, seen from `now`. */
export function toEdits(
  { cores, memory, duration, startWithin, costMax }: NeedEdits,
  now: number
): RequestEdits {
  return {
    ...(cores === undefined ? {} : { cores: { min: cores } }),
    ...(memory === undefined ? {} : { memory: { min: memory } }),
    ...(duration === undefined ? {} : { duration }),
    ...(startWithin === undefined
      ? {}
      : { start: formatInterval({ start: now, end: now + startWithin * 3_600_000 }) }),
    ...(costMax === undefined ? {} : { cost: { max: costMax } })
  };
}
