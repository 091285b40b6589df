import { normalName } from '../normal-name';
import { get, textOf, type Located } from './located';
import type { Place } from './place';
import type { RequirementList } from './requirement-list';
import { addWanted, type Wanted } from './wanted';

/** What one package of a lock needs of another. */
export interface Edge {
  /** One package, or the versions of it for different Pythons and machines. */
  to: readonly Located[];
  extras: readonly string[];
  /** When it is needed; absent: in any case. */
  marker?: string | undefined;
}

/** A package that is needed, with the markers that lead to it. */
export interface Reached {
  node: Located;
  /** Asked for, not only needed by others. */
  direct: boolean;
  /** Absent: needed in any case. */
  markers: Set<string> | undefined;
  extras: Set<string>;
}

/** One package has as many versions as there are forks of platforms and Pythons; more are not looked at. */
const MAX_VERSIONS = 50;

/** The packages of a lock by their names in normal form. */
export function byName(packages: readonly Located[]): Map<string, Located[]> {
  const found = new Map<string, Located[]>();
  for (const node of packages) {
    const name = normalName(textOf(node, 'name') ?? '');
    const same = found.get(name) ?? [];
    if (same.length < MAX_VERSIONS) {
      same.push(node);
    }
    found.set(name, same);
  }
  return found;
}

/** What is asked for and all that it needs, in the order of the lock. */
export function reachable(
  roots: readonly Edge[],
  edgesOf: (node: Located, extras: ReadonlySet<string>) => readonly Edge[]
): Reached[] {
  const reached = new Map<Located, Reached>();
  const waiting: Reached[] = [];
  const reach = ({ to, extras, marker }: Edge, direct: boolean): void => {
    for (const node of to) {
      const known = reached.get(node);
      const found: Reached = known ?? {
        node,
        direct: false,
        markers: new Set(),
        extras: new Set()
      };
      const fresh = extras.filter(extra => !found.extras.has(extra));
      found.direct ||= direct;
      found.markers = marker === undefined ? undefined : found.markers?.add(marker);
      fresh.forEach(extra => found.extras.add(extra));
      reached.set(node, found);
      if (!known || fresh.length > 0) {
        waiting.push(found);
      }
    }
  };
  roots.forEach(edge => {
    reach(edge, true);
  });
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    edgesOf(next.node, next.extras).forEach(edge => {
      reach(edge, false);
    });
  }
  return [...reached.values()].sort((a, b) => a.node.line - b.node.line);
}

/** Adds a package of a lock, from where it comes, else at its version. */
export function addLocked(
  { node, direct, markers }: Reached,
  list: RequirementList,
  place: Place,
  from: Omit<Wanted, 'name' | 'line'>
): void {
  // Where its name is written, not where its table begins.
  const line = get(node, 'name')?.line ?? node.line;
  const all = [...(markers ?? [])];
  const version = textOf(node, 'version');
  const wanted = {
    name: textOf(node, 'name') ?? '',
    line,
    versions: version === undefined ? undefined : `==${version}`,
    marker: all.length > 1 ? all.map(text => `(${text})`).join(' or ') : all[0],
    ...from
  };
  addWanted(wanted, list, {
    template: direct ? '{place}, asked for' : '{place}, which others need',
    values: { place: place.words(line) }
  });
}
