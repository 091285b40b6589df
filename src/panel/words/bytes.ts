import { shortNumber } from './number';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A size in bytes as a person would say it: `85 kB`, `0.9 MB`. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${shortNumber(value)} ${UNITS[unit] ?? ''}`;
}
