import type { MessageItem } from '../../model/message';
import { parseDuration, parseInstant, parseInterval } from '../../model/time';
import type { NeedEdits } from '../needs/need-edits';

/**
 * The change of needs with which a platform that said NO would say YES: `undefined` unless every
 * reason names one (its values `path` and `would`) that the panel can make.
 */
export function smallestChange(
  reasons: readonly MessageItem[],
  now: number
): NeedEdits | undefined {
  const changes = reasons
    .filter(({ level }) => level !== 'DEBUG' && level !== 'INFO')
    .map(({ values }) => changeOf(values?.path ?? '', values?.would ?? '', now));
  const known = changes.filter(change => change !== undefined);
  return known.length && known.length === changes.length
    ? known.reduce<NeedEdits>((all, change) => ({ ...all, ...change }), {})
    : undefined;
}

function changeOf(path: string, would: string, now: number): NeedEdits | undefined {
  const number = Number.parseFloat(would);
  if (would === '') {
    return undefined;
  }
  if (/\bcores\b/.test(path)) {
    return number >= 1 ? { cores: Math.floor(number) } : undefined;
  }
  if (/\bmemory\b/.test(path)) {
    return number >= 1 ? { memory: Math.floor(number) } : undefined;
  }
  if (/\bcosts?\b/.test(path)) {
    return Number.isNaN(number) ? undefined : { costMax: number };
  }
  if (/\bduration\b/.test(path)) {
    const milliseconds = parseDuration(would);
    return milliseconds === undefined
      ? Number.isNaN(number)
        ? undefined
        : { duration: number }
      : { duration: milliseconds / 1000 };
  }
  if (/\bstart\b/.test(path)) {
    const start = parseInterval(would)?.start ?? parseInstant(would);
    return start === undefined
      ? undefined
      : { startWithin: Math.max(1, Math.ceil((start - now) / 3_600_000)) };
  }
  return undefined;
}
