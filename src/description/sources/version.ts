const VERSION =
  /^v?(?:(\d{1,9})!)?(\d{1,12}(?:\.\d{1,12}){0,20})(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d{0,9}))?(?:[-_.]?(post|rev|r)[-_.]?(\d{0,9})|-(\d{1,9}))?(?:[-_.]?(dev)[-_.]?(\d{0,9}))?(?:\+[a-z0-9._-]{1,200})?$/i;
const CLAUSE = /^(===|==|~=|!=|<=|>=|<|>)\s*(.+)$/;
const STAGES: Readonly<Record<string, number>> = { a: 1, alpha: 1, b: 2, beta: 2 };

interface Version {
  release: number[];
  /** What comes after the release, for comparing: epoch stands before all. */
  epoch: number;
  rest: number[];
}

/** Source: PEP 440, "Summary of permitted suffixes and relative ordering". */
function readVersion(text: string): Version | undefined {
  const found = VERSION.exec(text.trim());
  if (!found) {
    return undefined;
  }
  const [, epoch, release = '', stage, count, post, revision, dash, dev, devCount] = found;
  const number = (digits: string | undefined): number => Number(digits ?? '') || 0;
  const hasPost = post !== undefined || dash !== undefined;
  const before = stage === undefined ? 9 : (STAGES[stage.toLowerCase()] ?? 3);
  return {
    epoch: number(epoch),
    release: release.split('.').map(Number),
    rest: [
      stage === undefined && !hasPost && dev !== undefined ? 0 : before,
      number(count),
      hasPost ? number(revision ?? dash) + 1 : 0,
      dev === undefined ? Infinity : number(devCount)
    ]
  };
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0 && !Number.isNaN(difference)) {
      return difference;
    }
  }
  return 0;
}

function compare(a: Version, b: Version): number {
  return a.epoch - b.epoch || compareLists(a.release, b.release) || compareLists(a.rest, b.rest);
}

/** Less than, equal to or more than 0; `undefined` where one is no version. */
export function compareVersions(a: string, b: string): number | undefined {
  const left = readVersion(a);
  const right = readVersion(b);
  return left && right ? compare(left, right) : undefined;
}

/** Whether a version is within `>=1.2,<2`; `undefined` where that cannot be told. Source: PEP 440. */
export function satisfies(version: string, specifier: string): boolean | undefined {
  const found = readVersion(version);
  let result: boolean | undefined = true;
  for (const clause of specifier.split(',').filter(part => part.trim() !== '')) {
    const [, operator = '', wanted = ''] = CLAUSE.exec(clause.trim()) ?? [];
    const fits = found ? fitsClause(found, version, operator, wanted.trim()) : undefined;
    if (fits === false) {
      return false;
    }
    result = fits === undefined ? undefined : result;
  }
  return result;
}

function fitsClause(
  found: Version,
  text: string,
  operator: string,
  wanted: string
): boolean | undefined {
  if (operator === '===') {
    return text === wanted;
  }
  const star = wanted.endsWith('.*');
  const limit = readVersion(star ? wanted.slice(0, -2) : wanted);
  if (!limit) {
    return undefined;
  }
  const starts = (length: number): boolean =>
    found.epoch === limit.epoch &&
    compareLists(padded(found.release, length), limit.release.slice(0, length)) === 0;
  const order = compare(found, limit);
  switch (operator) {
    case '==':
      return star ? starts(limit.release.length) : order === 0;
    case '!=':
      return star ? !starts(limit.release.length) : order !== 0;
    case '~=':
      return order >= 0 && starts(limit.release.length - 1);
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    case '>':
      // 1.7.post1 is not above 1.7, nor is 2.0rc1 below 2.
      return order > 0 && !(isPost(found) && isFinal(limit) && sameRelease(found, limit));
    case '<':
      return order < 0 && !(isPre(found) && isFinal(limit) && sameRelease(found, limit));
    default:
      return undefined;
  }
}

function isPost({ rest }: Version): boolean {
  return (rest[2] ?? 0) > 0;
}

function isPre({ rest }: Version): boolean {
  return (rest[0] ?? 9) < 9 || rest[3] !== Infinity;
}

function isFinal(version: Version): boolean {
  return !isPre(version) && !isPost(version);
}

function sameRelease(a: Version, b: Version): boolean {
  return a.epoch === b.epoch && compareLists(a.release, b.release) === 0;
}

function padded(release: readonly number[], length: number): number[] {
  return Array.from({ length }, (_, i) => release[i] ?? 0);
}

/** `1.26.4` of `==1.26.4`, where a specifier leaves no choice. */
export function pinOf(specifier: string): string | undefined {
  return /^={2,3}\s*([^*,=\s]+)$/.exec(specifier.trim())?.[1];
}

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
  const clauses = bare.split(',').map(poetryClause);
  return clauses.every(clause => CLAUSE.test(clause)) ? clauses.join(',') : '';
}

/** `^1.2` and `~1.2` of Poetry as PEP 440 has them; all else as it is. */
export function poetryClause(clause: string): string {
  const [, sign, digits = ''] = /^([\^~])\s*v?(\d+(?:\.\d+)*)$/.exec(clause.trim()) ?? [];
  if (sign === undefined) {
    const bare = clause.trim();
    return bare === '*' ? '' : /^\d/.test(bare) ? `==${bare}` : bare.replace(/\s+/g, '');
  }
  const parts = digits.split('.').map(Number);
  const first = parts.findIndex(part => part > 0);
  const at = sign === '~' ? Math.min(1, parts.length - 1) : first < 0 ? parts.length - 1 : first;
  const upper = [...parts.slice(0, at), (parts[at] ?? 0) + 1];
  return `>=${digits},<${upper.join('.')}`;
}
