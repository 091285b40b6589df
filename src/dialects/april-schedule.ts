import { formatInstant, parseInterval } from '../model/time';
import { compact, fieldsOf, listOf, unlessEmpty, type Fields } from './fields';
import { durationOf, instantOf, intervalOf } from './moments';

const SECOND = 1000;

/** A schedule as of April 2025: every start is an interval, and what is available is `executing`. */
export function toAprilSchedule(schedule: unknown): Fields {
  const { requested, preparing, available, releasing, ...rest } = fieldsOf(schedule);
  return compact({
    ...rest,
    requested: requested === undefined ? undefined : toRequested(requested),
    preparing: preparing === undefined ? undefined : toItem(preparing),
    executing: available === undefined ? undefined : toItem(available),
    releasing: releasing === undefined ? undefined : toItem(releasing)
  });
}

export function fromAprilSchedule(schedule: unknown): Fields {
  const {
    requested,
    preparing,
    executing,
    releasing,
    available = executing,
    ...rest
  } = fieldsOf(schedule);
  return compact({
    ...rest,
    requested: requested === undefined ? undefined : fromRequested(requested),
    preparing: preparing === undefined ? undefined : fromItem(preparing),
    available,
    releasing: releasing === undefined ? undefined : fromItem(releasing)
  });
}

/** One start, or several to choose from: our model has the first, and keeps the others. */
function fromRequested(value: unknown): Fields {
  const { start, ...rest } = fieldsOf(value);
  const starts = listOf(start);
  return compact({ ...rest, start: starts[0], starts: starts.length > 1 ? starts : undefined });
}

function toRequested(value: unknown): Fields {
  const { start, starts = start, ...rest } = fieldsOf(value);
  const written = listOf(starts).map(wholeSeconds);
  return {
    ...toItem(rest),
    ...unlessEmpty(
      'start',
      written.filter(one => one !== undefined)
    )
  };
}

function toItem(value: unknown): Fields {
  const { start, duration, ...rest } = fieldsOf(value);
  return compact({
    ...rest,
    start: typeof start === 'string' ? wholeSeconds(start) : undefined,
    duration: typeof duration === 'string' ? durationOf(duration) : undefined
  });
}

function fromItem(value: unknown): Fields {
  const { start, ...rest } = fieldsOf(value);
  return compact({ ...rest, start: typeof start === 'string' ? instantOf(start) : undefined });
}

/** The form's only kind of interval: a start and a length in whole seconds, here rounded up. */
function wholeSeconds(text: unknown): string | undefined {
  const whole = typeof text === 'string' ? intervalOf(text) : undefined;
  const interval = whole === undefined ? undefined : parseInterval(whole);
  if (!interval) {
    return undefined;
  }
  const { start, end } = interval;
  return `${formatInstant(start)}/PT${Math.ceil((end - start) / SECOND)}S`;
}
