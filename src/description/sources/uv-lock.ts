import { normalName } from '../normal-name';
import type { Declared } from '../environment';
import { entriesOf, get, itemsOf, must, textOf, type Located } from './located';
import { evaluateMarker } from './marker';
import { declareLock } from './pinned';
import type { Place } from './place';
import { RequirementList } from './requirement-list';
import { pythonFor } from './version';

/** A package on the way from the roots, with the markers that lead to it. */
interface Reached {
  node: Located;
  direct: boolean;
  /** Absent: needed in any case. */
  markers: Set<string> | undefined;
  extras: Set<string>;
}

/**
 * What uv locked: the project (or script) and all that it needs on Linux, each at its version; with the
 * group `dev`, as `uv sync` does. Source: uv's documentation, "Locking and syncing", and files of uv 0.13.
 */
export function readUvLock(document: Located, place: Place, used?: string): Declared {
  must(get(document, 'version') && (get(document, 'package') ?? get(document, 'requires-python')));
  const requires = textOf(document, 'requires-python') ?? '';
  const python = pythonFor(requires, used);
  const list = new RequirementList(place);
  const packages = itemsOf(document, 'package');
  const byName = new Map<string, Located[]>();
  for (const node of packages) {
    const name = normalName(textOf(node, 'name') ?? '');
    const same = byName.get(name) ?? [];
    // One package has as many versions as there are forks of platforms and Pythons.
    if (same.length < 50) {
      same.push(node);
    }
    byName.set(name, same);
  }
  const reached = new Map<Located, Reached>();
  const waiting: Reached[] = [];
  const reach = (edge: Located, direct: boolean): void => {
    const marker = textOf(edge, 'marker');
    const extras = itemsOf(edge, 'extra').map(({ text = '' }) => text);
    const truth = marker === undefined ? true : evaluateMarker(marker, python, extras);
    const version = textOf(edge, 'version');
    const candidates = byName.get(normalName(textOf(edge, 'name') ?? '')) ?? [];
    for (const node of truth === false ? [] : candidates) {
      if (version !== undefined && textOf(node, 'version') !== version) {
        continue;
      }
      const known = reached.get(node);
      const fresh = extras.filter(extra => !known?.extras.has(extra));
      const found: Reached = known ?? {
        node,
        direct: false,
        markers: new Set(),
        extras: new Set()
      };
      found.direct ||= direct;
      found.markers = truth === true ? undefined : found.markers?.add(marker ?? '');
      fresh.forEach(extra => found.extras.add(extra));
      reached.set(node, found);
      if (!known || fresh.length > 0) {
        waiting.push(found);
      }
    }
  };
  const roots = rootsOf(document, packages);
  const isRoot = new Set(roots);
  itemsOf(document, 'manifest', 'requirements').forEach(edge => reach(edge, true));
  for (const root of roots) {
    [...itemsOf(root, 'dependencies'), ...itemsOf(root, 'dev-dependencies', 'dev')].forEach(edge =>
      reach(edge, true)
    );
  }
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, extras } = next;
    itemsOf(node, 'dependencies').forEach(edge => reach(edge, false));
    for (const [extra, edges] of entriesOf(node, 'optional-dependencies')) {
      if (extras.has(extra)) {
        edges.items?.forEach(edge => reach(edge, false));
      }
    }
  }
  const sent = [...reached.values()].filter(({ node }) => !isRoot.has(node));
  sent.sort((a, b) => a.node.line - b.node.line).forEach(found => addPackage(found, list, place));
  const project = roots.length === 1 ? textOf(roots[0], 'name') : undefined;
  return {
    ...declareLock('pip', place, list, sent.filter(({ direct }) => direct).length, 0),
    ...(project === undefined ? {} : { project: normalName(project) }),
    ...askedPython(document, 'requires-python', requires, place)
  };
}

/** The project of the lock; of a workspace without one at its root, all members. */
function rootsOf(document: Located, packages: Located[]): Located[] {
  if (get(document, 'manifest', 'requirements')) {
    return [];
  }
  const members = packages.filter(node => folderOfPackage(node) !== undefined);
  const own = members.filter(node => folderOfPackage(node) === '.');
  return own.length > 0 ? own : members;
}

function folderOfPackage(node: Located): string | undefined {
  const source = get(node, 'source');
  return ['virtual', 'editable', 'directory'].map(key => textOf(source, key)).find(Boolean);
}

function addPackage({ node, direct, markers }: Reached, list: RequirementList, place: Place): void {
  const name = textOf(node, 'name') ?? '';
  const version = textOf(node, 'version');
  const source = get(node, 'source');
  const git = textOf(source, 'git');
  const url = textOf(source, 'url');
  const folder = folderOfPackage(node) ?? textOf(source, 'path');
  const line = textLine(node);
  const marker = markers ? [...markers].map(text => (markers.size > 1 ? `(${text})` : text)) : [];
  const suffix = marker.length > 0 ? `; ${marker.join(' or ')}` : '';
  const why = {
    template: direct ? '{place}, asked for' : '{place}, which others need',
    values: { place: place.words(line) }
  };
  if (folder !== undefined) {
    // `foo @ ./folder` is what it would be; the list says why that cannot be sent.
    list.add(`${name} @ ${/^[./~\\]/.test(folder) ? folder : `./${folder}`}`, line);
  } else if (git !== undefined) {
    list.add(`${name} @ ${gitUrl(git)}${suffix === '' ? '' : ` ${suffix}`}`, line, why);
  } else if (url !== undefined) {
    list.add(`${name} @ ${url}${suffix === '' ? '' : ` ${suffix}`}`, line, why);
  } else {
    list.add(`${name}${version === undefined ? '' : `==${version}`}${suffix}`, line, why);
  }
}

/** Where the package's name is written, not where its table begins. */
function textLine(node: Located): number {
  return get(node, 'name')?.line ?? node.line;
}

/** `https://x/y.git?rev=main#0123abc` as pip has it: `git+https://x/y.git@0123abc`. */
function gitUrl(text: string): string {
  const [address = '', commit = ''] = text.split('#');
  const [bare = '', query = ''] = address.split('?');
  const folder = /(?:^|&)subdirectory=([^&]+)/.exec(query)?.[1];
  return [
    `git+${bare}`,
    commit === '' ? '' : `@${commit}`,
    folder === undefined ? '' : `#subdirectory=${folder}`
  ].join('');
}

/** The Python that a document asks for, with where it does. */
export function askedPython(
  document: Located,
  key: string,
  specifier: string,
  place: Place
): Pick<Declared, 'version'> {
  const line = get(document, ...key.split('.'))?.line ?? 1;
  return specifier === ''
    ? {}
    : {
        version: {
          specifier,
          evidence: {
            template: '{place} asks for Python {version}',
            values: { place: place.words(line), version: specifier },
            source: place.at(line)
          }
        }
      };
}
