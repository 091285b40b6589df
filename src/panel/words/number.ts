import { numberText } from '../../model/amount-text';

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
  const [from, to] = [numberText(low), numberText(high)];
  return unit(from === to ? from : `${from} – ${to}`);
}
