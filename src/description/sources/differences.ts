import type { Requirement } from '../description';
import { readRequirementLine } from '../requirement-line';
import { pinOf, satisfies } from '../version';
import { poetryVersions } from './poetry-version';

/**
 * The requirements of a list that contradict those of the list that is taken: the same package, and some
 * version that is taken would not do for them.
 */
export function differences(
  taken: readonly Requirement[],
  other: readonly Requirement[]
): Requirement[] {
  const known = new Map<string, string[]>();
  for (const { name, line } of taken) {
    known.set(name, [...(known.get(name) ?? []), line]);
  }
  // A package may be there once for each Python: one line that agrees is enough.
  return other.filter(({ name, line }) =>
    known.get(name)?.every(mine => differ(versionsOf(mine), versionsOf(line)))
  );
}

function differ(mine: string | undefined, theirs: string | undefined): boolean {
  // A URL or nothing at all leaves nothing to compare.
  if (!mine || !theirs || mine === theirs) {
    return false;
  }
  const pin = pinOf(mine) ?? pinOf(theirs);
  return pin === undefined
    ? probes(`${mine},${theirs}`).some(
        version => satisfies(version, mine) === true && satisfies(version, theirs) === false
      )
    : satisfies(pin, pinOf(mine) === undefined ? mine : theirs) === false;
}

/** Versions at, below and above each that ranges name: what differs between two ranges, differs there. */
function probes(ranges: string): string[] {
  return ['0', '999999', ...(ranges.match(/[\d!]+(?:\.\d+)*/g) ?? [])].flatMap(version => {
    const [, start = '', last = '0'] = /^(.*?)([1-9]\d*)(?:\.0+)*$/.exec(version) ?? [];
    return [version, `${version}.0.0.1`, `${start}${Number(last) - 1}.999999`];
  });
}

/** `>=1,<2` of a line with or without a marker; of R and Julia, what `Name@1.2` or `Name (>= 1.2)` says. */
function versionsOf(line: string): string | undefined {
  const [, pin, range] = /^[\w.]+(?:@(.+)| \((.+)\))$/.exec(line) ?? [];
  if (pin !== undefined) {
    return `==${pin}`;
  }
  if (range !== undefined) {
    // A plain version in Julia's [compat] means the same as `^1.2`; of several any one will do.
    return range.includes(',') && !/[<>]/.test(range)
      ? undefined
      : poetryVersions(/^\d/.test(range) ? `^${range}` : range);
  }
  const found = readRequirementLine(line.split(/;|\s--/)[0]?.trim() ?? '');
  return found.kind === 'package' ? found.versions : undefined;
}
