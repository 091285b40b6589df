import { setFlagsFromString } from 'node:v8';

/** More platforms than that, or more offers in one answer, are many. */
export const MANY_PLATFORMS = 20;
export const MANY_OFFERS = 200;

/** The defaults of V8, instead of the saving flags that a Jupyter server starts us with. */
const FAST = ['--no-optimize-for-size', '--maglev', '--invocation-count-for-turbofan=3000'];

let hasty = false;

/**
 * Trades memory for speed, from now on: a broker with one platform idles and should be small, one that
 * has thousands of offers to read takes three times as long with those flags (docs/performance.md).
 */
export function makeHaste(): void {
  if (!hasty) {
    hasty = true;
    FAST.forEach(setFlagsFromString);
  }
}
