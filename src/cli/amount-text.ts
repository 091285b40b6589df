const BYTES = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A number as a person would write it: two digits that matter, no trailing zeros. */
export function numberText(value: number): string {
  return value === 0 || Math.abs(value) >= 10
    ? String(Math.round(value))
    : String(Number(value.toPrecision(2)));
}

/** A size in bytes: `85 kB`, `0.9 MB`. */
export function bytesText(bytes: number): string {
  const unit = Math.min(
    BYTES.length - 1,
    bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3 + Number.EPSILON)
  );
  return `${numberText(bytes / 1000 ** unit)} ${BYTES[unit] ?? ''}`;
}

/** Seconds, two units at most: `40 s`, `1 h 30 min`, `2 d`. */
export function secondsText(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  const parts = [
    [Math.floor(total / 86_400), 'd'],
    [Math.floor((total % 86_400) / 3600), 'h'],
    [Math.floor((total % 3600) / 60), 'min'],
    [total % 60, 's']
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  return first < 0
    ? '0 s'
    : parts
        .slice(first, first + 2)
        .filter(([count]) => count > 0)
        .map(([count, unit]) => `${count} ${unit}`)
        .join(' ');
}

/** `1 core`, `2 cores`. */
export function countText(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
