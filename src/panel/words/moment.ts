import type { TranslationBundle } from '@jupyterlab/translation';

import { durationText } from '../../model/amount-text';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Made once: making one takes a hundred times as long as using it. */
const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const SECONDS = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit'
});
const DATE = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const YEAR = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  year: 'numeric'
});

/** A time of day in the reader's own zone; with the date where that is another day than `now`. */
export function timeText(moment: number, now: number): string {
  const date = new Date(moment);
  const time = TIME.format(date);
  if (date.toDateString() === new Date(now).toDateString()) {
    return time;
  }
  const far = Math.abs(moment - now) > 180 * DAY;
  return `${(far ? YEAR : DATE).format(date)} ${time}`;
}

/** The same to the second. */
export function secondsText(moment: number, now: number): string {
  return new Date(moment).toDateString() === new Date(now).toDateString()
    ? SECONDS.format(moment)
    : timeText(moment, now);
}

/** When something begins: `now`, `in 20 min`, or a date where that is a day or more away. */
export function startText(moment: number, now: number, trans: TranslationBundle): string {
  const ahead = moment - now;
  if (ahead < 5000) {
    return trans.__('now');
  }
  if (ahead >= DAY) {
    return timeText(moment, now);
  }
  const rough = ahead < MINUTE ? ahead : Math.round(ahead / MINUTE) * MINUTE;
  return trans.__('in %1', durationText(rough / 1000));
}
