import { isSpecifier, satisfies } from '../version';
import { poetryVersions } from './poetry-version';

/** Python versions that a range may be asked about, the oldest first: nobody offers others. */
const MINORS = ['2.7', ...Array.from({ length: 15 }, (_, i) => `3.${i + 6}`)];

/** Whether any Python that there is (or may come to be) is within a range. */
export function isPython(specifier: string): boolean {
  return MINORS.some(minor => allows(specifier, minor));
}

/**
 * The `major.minor` of Python to run with, given what is asked for and what was last used.
 *
 * What was used stays where it fits; else the nearest that fits, the newer of two. Where nothing is
 * known of what was used: the newest that fits, and nothing where the range has no upper end, since
 * then any platform's Python will do. `undefined` as well: nothing fits.
 */
export function pythonFor(specifier: string, used: string | undefined): string | undefined {
  if (used !== undefined && allows(specifier, used)) {
    return used;
  }
  const pinned = /^={2,3}\s*(\d+\.\d+)\.\d+$/.exec(specifier.trim())?.[1];
  const fitting = MINORS.filter(minor => allows(specifier, minor));
  if (pinned !== undefined || specifier === '') {
    return pinned;
  }
  if (used === undefined) {
    const newest = fitting.at(-1);
    return newest === MINORS.at(-1) ? undefined : newest;
  }
  const from = MINORS.indexOf(used);
  return fitting.reduce<string | undefined>((best, minor) => {
    const distance = (one: string): number => Math.abs(MINORS.indexOf(one) - from);
    return best === undefined || distance(minor) <= distance(best) ? minor : best;
  }, undefined);
}

/** `3.11` stands for all of its patch releases: one of the last is asked about. */
function allows(specifier: string, minor: string): boolean {
  return satisfies(`${minor}.50`, specifier) !== false;
}

/** A Python version as tools write it (`3.11`, `>=3.10`, `^3.9`, `3.11.*`), as PEP 440 has it; '' for none. */
export function pythonSpecifier(text: string): string {
  const bare = text.trim().replace(/^(?:c?python[-@=]?|python-)(?=\d)/i, '');
  if (/^\d+(?:\.\d+)?$/.test(bare)) {
    return `==${bare}.*`;
  }
  if (/^\d+\.\d+\.\d+$/.test(bare)) {
    return `==${bare}`;
  }
  if (/^\d[\d.]*\.\*$/.test(bare)) {
    return `==${bare}`;
  }
  const specifier = poetryVersions(bare);
  return isSpecifier(specifier) ? specifier : '';
}
