import { stamp } from './amount-text';

/**
 * `out/a.csv` → `out/a.run-20261124-100200.csv`; `moment`: milliseconds since 1970; `word`: where it comes
 * from.
 */
export function besideName(path: string, moment: number, word: 'run' | 'sent' = 'run'): string {
  const dot = /(\.[^./]*)?$/.exec(path)?.index ?? path.length;
  return `${path.slice(0, dot)}.${word}-${stamp(moment)}${path.slice(dot)}`;
}
