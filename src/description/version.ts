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

/** Whether a text is a range of versions, and no empty one. */
export function isSpecifier(text: string): boolean {
  return text.split(',').every(clause => CLAUSE.test(clause.trim()));
}
