const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86400 };
const PART =
  /(\d+(?:[.,]\d+)?)\s*(seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)(?![a-z])/giy;

/** Seconds of `40 s`, `1 h 30 min`, `2d`, or of a bare number of minutes; `undefined` if it is none. */
export function parseDurationText(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^\d+(?:[.,]\d+)?$/.test(trimmed)) {
    return Number(trimmed.replace(',', '.')) * 60;
  }
  PART.lastIndex = 0;
  let at = 0;
  let sum = 0;
  while (at < trimmed.length) {
    PART.lastIndex = at;
    const match = PART.exec(trimmed);
    const [whole, count, unit] = match ?? [];
    if (!whole || !count || !unit) {
      return undefined;
    }
    sum += Number(count.replace(',', '.')) * (SECONDS[unit.charAt(0).toLowerCase()] ?? 0);
    at += whole.length;
    at += trimmed.slice(at).length - trimmed.slice(at).trimStart().length;
  }
  return sum > 0 ? sum : undefined;
}

/** Minutes and seconds until something: `4:31`; hours before them where there are any. */
export function countdownText(milliseconds: number): string {
  const total = Math.max(0, Math.ceil(milliseconds / 1000));
  const [hours, minutes, seconds] = [
    Math.floor(total / 3600),
    Math.floor((total % 3600) / 60),
    total % 60
  ];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}
