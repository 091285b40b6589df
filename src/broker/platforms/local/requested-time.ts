import type { ExecutionRequest } from '../../../model/request';
import { parseDuration, parseInterval } from '../../../model/time';

/** For how many seconds it is asked; `undefined` where that is left open. */
export function requestedSeconds({ schedule }: ExecutionRequest): number | undefined {
  const duration = schedule?.requested?.duration;
  const milliseconds = duration === undefined ? undefined : parseDuration(duration);
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}

/** The earliest start in the window that was asked for; `undefined` where it is over. */
export function startOf({ schedule }: ExecutionRequest, now: number): number | undefined {
  const window = schedule?.requested?.start;
  const interval = window === undefined ? undefined : parseInterval(window);
  if (!interval) {
    return now;
  }
  return interval.end < now ? undefined : Math.max(now, interval.start);
}
