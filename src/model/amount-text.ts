const BYTES = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A number as a person would write it: two digits that matter, no trailing zeros. */
export function numberText(value: number): string {
  return value === 0 || Math.abs(value) >= 10
    ? String(Math.round(value))
    : String(Number(value.toPrecision(2)));
}

/** A size in bytes as a person would say it: `85 kB`, `0.9 MB`. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < BYTES.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${numberText(value)} ${BYTES[unit] ?? ''}`;
}

/** Seconds as a person would say them, two units at most: `40 s`, `1 h 30 min`, `2 d`. */
export function durationText(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  const parts: [number, string][] = [
    [Math.floor(total / 86400), 'd'],
    [Math.floor((total % 86400) / 3600), 'h'],
    [Math.floor((total % 3600) / 60), 'min'],
    [total % 60, 's']
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) {
    return '0 s';
  }
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** `YYYYMMDD-HHMMSS` in the reader's own zone, as it goes into a file's name. */
export function stamp(moment: number): string {
  const date = new Date(moment);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  return `${day}-${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}
