import {
  formatDuration,
  formatInstant,
  parseDuration,
  parseInstant,
  parseInterval
} from '../model/time';

/** RFC 3339 with milliseconds at most: what every published schema and every reader takes. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:\d{2})$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
/** The published patterns for durations and for the durations in intervals, where both agree. */
const DURATION =
  /^P(?:\d+W|(?=\d|T\d)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?)$/;

/**
 * An instant as the standard has it, from what services write: nanoseconds are cut, no zone means
 * UTC, and of an interval the start is taken. `undefined` where there is no instant in it.
 */
export function instantOf(text: string): string | undefined {
  const [first = ''] = text.trim().split('/');
  const cut = first.replace(/(\.\d{3})\d+/, '$1');
  const value = parseInstant(cut);
  if (value === undefined) {
    return undefined;
  }
  return INSTANT.test(cut) ? cut : formatInstant(value);
}

/** A duration as the standard has it; `P1H`, as the working draft writes it, is one hour. */
export function durationOf(text: string): string | undefined {
  const whole = text.trim().replace(/^(-?)P(?=[^T]*[HS])([^T]+)$/, '$1PT$2');
  if (DURATION.test(whole)) {
    return whole;
  }
  const value = parseDuration(whole);
  return value === undefined ? undefined : formatDuration(value);
}

/** An interval as the standard has it; an instant alone is one of no length. */
export function intervalOf(text: string): string | undefined {
  const [left = '', right = 'PT0S'] = text.trim().split('/');
  const whole = `${side(left) ?? ''}/${side(right) ?? ''}`;
  return parseInterval(whole) ? whole : undefined;
}

function side(text: string): string | undefined {
  return DATE.test(text) ? text : text.includes('P') ? durationOf(text) : instantOf(text);
}

/** Whether it is a date of 1970, which services write for one that they do not know. */
export function isNotKnown(text: string): boolean {
  return text.startsWith('1970-');
}
