import { compareVersions } from '../version';

/** What Poetry and Julia sign with `^` and `~`: the sign, the version and its numbers. */
const SIGNED = /^([\^~])v?((?:\d+!)?(\d+(?:\.\d+)*)\S*)$/;

/**
 * `^1.2` and `~1.2` as PEP 440 has them, by Poetry's documentation, "Dependency specification"; '' for
 * `*`. Of `^1.2 || ^3` the versions from the lowest to the highest, since pip has no "or".
 */
export function poetryVersions(text: string): string {
  const either = text
    .trim()
    .replace(/([<>=!~^])\s+/g, '$1')
    .split(/\s*\|\|?\s*/)
    .map(range =>
      range
        .split(/[\s,]+/)
        .filter(part => part !== '')
        .flatMap(poetryClause)
    );
  if (either.length === 1 || either.some(range => range.length === 0)) {
    return either.length === 1 ? (either[0] ?? []).join(',') : '';
  }
  const lowest = either.map(range => bound(range, '>')).reduce((a, b) => further(a, b, -1));
  const highest = either.map(range => bound(range, '<')).reduce((a, b) => further(a, b, 1));
  return [lowest, highest].filter(Boolean).join(',');
}

function poetryClause(clause: string): string[] {
  const [, sign, version = '', digits = ''] = SIGNED.exec(clause) ?? [];
  if (sign === undefined) {
    const plain = clause.replace(/^=(?!=)/, '');
    return /^[*.]+$/.test(plain) ? [] : [/^v?\d/.test(plain) ? `==${plain}` : plain];
  }
  const parts = digits.split('.').map(Number);
  const first = parts.findIndex(part => part > 0);
  const at = sign === '~' ? Math.min(1, parts.length - 1) : first < 0 ? parts.length - 1 : first;
  const upper = parts.map((part, i) => (i < at ? part : i === at ? part + 1 : 0));
  const epoch = /^\d+!/.exec(version)?.[0] ?? '';
  return [`>=${version}`, `<${epoch}${upper.join('.')}`];
}

/** One end of a range; '' where it has none. */
function bound(range: readonly string[], sign: '<' | '>'): string {
  const pin = range.find(clause => clause.startsWith('=='))?.slice(2);
  const both = pin === undefined ? range : poetryClause(`~${pin.replace(/\.\*$/, '')}`);
  return pin !== undefined && !pin.endsWith('.*')
    ? `${sign}=${pin}`
    : (both.find(clause => clause.startsWith(sign)) ?? '');
}

/** The bound that lies further in a direction; none is the furthest. */
function further(a: string, b: string, direction: 1 | -1): string {
  const version = (clause: string): string => clause.replace(/^[<>]=?/, '');
  const order = compareVersions(version(b), version(a));
  return a === '' || b === '' || order === undefined ? '' : order * direction > 0 ? b : a;
}
