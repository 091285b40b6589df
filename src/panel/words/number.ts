/** A number as a person would write it: two digits that matter, no trailing zeros. */
export function shortNumber(value: number): string {
  if (value === 0 || Math.abs(value) >= 10) {
    return String(Math.round(value));
  }
  return String(Number(value.toPrecision(2)));
}

/** `3 Wh`, `1 to 3 Wh`, `at most 3 Wh`: a range in words, `undefined` where neither end is known. */
export function shortRange(
  { min, max }: { min?: number | undefined; max?: number | undefined },
  unit: (range: string) => string
): string | undefined {
  const low = min ?? max;
  const high = max ?? min;
  if (low === undefined || high === undefined) {
    return undefined;
  }
  const [from, to] = [shortNumber(low), shortNumber(high)];
  return unit(from === to ? from : `${from} – ${to}`);
}
