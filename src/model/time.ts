/**
 * ISO 8601 instants, durations and intervals, as the standard writes them.
 *
 * Years and months have no fixed length; where a number of milliseconds is needed they count as 365
 * and 30 days, which is exact enough for the lifetime of a session.
 */
const DURATION =
  /^(-?)P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS = [365 * DAY, 30 * DAY, 7 * DAY, DAY, HOUR, MINUTE, SECOND];

/** Milliseconds of a duration such as `PT1H30M`; `undefined` if it is none. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (!match) {
    return undefined;
  }
  const sum = UNITS.reduce((total, unit, i) => total + Number(match[i + 2] ?? 0) * unit, 0);
  return match[1] === '-' ? -sum : sum;
}

/** A duration in hours, minutes and seconds (`PT1H30M`), rounded to the millisecond. */
export function formatDuration(milliseconds: number): string {
  const total = Math.round(Math.abs(milliseconds));
  const hours = Math.floor(total / HOUR);
  const minutes = Math.floor((total % HOUR) / MINUTE);
  const seconds = (total % MINUTE) / SECOND;
  const parts = [
    hours ? `${hours}H` : '',
    minutes ? `${minutes}M` : '',
    seconds || total === 0 ? `${seconds}S` : ''
  ];
  return `${milliseconds < 0 ? '-' : ''}PT${parts.join('')}`;
}

/** Milliseconds since 1970 of an instant; one without a zone is UTC, as IVOA's DALI has it. */
export function parseInstant(text: string): number | undefined {
  if (!INSTANT.test(text)) {
    return undefined;
  }
  const zoned = !text.includes('T') || /(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`;
  const value = Date.parse(zoned);
  return Number.isNaN(value) ? undefined : value;
}

/** An instant in UTC with milliseconds: `2026-11-24T10:00:00.000Z`. */
export function formatInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

export interface Interval {
  /** Milliseconds since 1970. */
  start: number;
  /** Milliseconds since 1970, not before `start`. */
  end: number;
}

/** An interval as `start/end`, `start/duration` or `duration/end`; `undefined` if it is none. */
export function parseInterval(text: string): Interval | undefined {
  const [left, right, more] = text.split('/');
  if (left === undefined || right === undefined || more !== undefined) {
    return undefined;
  }
  let start = parseInstant(left);
  let end = parseInstant(right);
  if (start !== undefined && end === undefined) {
    const duration = parseDuration(right);
    end = duration === undefined ? undefined : start + duration;
  } else if (end !== undefined && start === undefined) {
    const duration = parseDuration(left);
    start = duration === undefined ? undefined : end - duration;
  }
  return start === undefined || end === undefined || end < start ? undefined : { start, end };
}

/** An interval as `start/duration`. */
export function formatInterval({ start, end }: Interval): string {
  return `${formatInstant(start)}/${formatDuration(end - start)}`;
}
