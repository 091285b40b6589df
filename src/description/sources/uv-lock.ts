import { normalName } from '../normal-name';
import type { Declared } from '../environment';
import { asksForPython } from './asks-for';
import { entriesOf, get, itemsOf, must, textOf, textsOf, type Located } from './located';
import { addLocked, byName, reachable, type Edge, type Reached } from './lock-graph';
import { evaluateMarker } from './marker';
import { declareLock } from './pinned';
import type { Place } from './place';
import { pythonFor } from './python-version';
import { RequirementList } from './requirement-list';

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
  const known = byName(packages);
  const edges = (found: readonly Located[]): Edge[] =>
    found.flatMap(edge => {
      const marker = textOf(edge, 'marker');
      const extras = textsOf(edge, 'extra');
      const truth = marker === undefined || evaluateMarker(marker, python, extras);
      const version = textOf(edge, 'version');
      const to = (known.get(normalName(textOf(edge, 'name') ?? '')) ?? []).filter(
        node => version === undefined || textOf(node, 'version') === version
      );
      return truth === false ? [] : [{ to, extras, marker: truth ? undefined : marker }];
    });
  const roots = rootsOf(document, packages);
  const asked = [
    ...itemsOf(document, 'manifest', 'requirements'),
    ...roots.flatMap(root => [
      ...itemsOf(root, 'dependencies'),
      ...itemsOf(root, 'dev-dependencies', 'dev')
    ])
  ];
  const reached = reachable(edges(asked), (node, extras) =>
    edges([
      ...itemsOf(node, 'dependencies'),
      ...entriesOf(node, 'optional-dependencies').flatMap(([extra, { items = [] }]) =>
        extras.has(extra) ? items : []
      )
    ])
  );
  const isRoot = new Set(roots);
  const sent = reached.filter(({ node }) => !isRoot.has(node));
  sent.forEach(found => {
    addPackage(found, list, place);
  });
  const project = roots.length === 1 ? textOf(roots[0], 'name') : undefined;
  return {
    ...declareLock('pip', place, list, sent.filter(({ direct }) => direct).length, 0),
    ...(project === undefined ? {} : { project: normalName(project) }),
    ...asksForPython(document, ['requires-python'], requires, place)
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

function addPackage(found: Reached, list: RequirementList, place: Place): void {
  const { node } = found;
  const source = get(node, 'source');
  const git = textOf(source, 'git');
  const folder = folderOfPackage(node) ?? textOf(source, 'path');
  // `https://x/y.git?subdirectory=z#0123abc`
  const [address = '', commit] = git?.split('#') ?? [];
  const [bare = '', query = ''] = address.split('?');
  addLocked(found, list, place, {
    url: folder === undefined ? ((git && bare) ?? textOf(source, 'url')) : undefined,
    vcs: git && 'git',
    commit,
    inside: /(?:^|&)subdirectory=([^&]+)/.exec(query)?.[1],
    folder
  });
}
