import { normalName } from '../normal-name';
import type { Declared } from '../environment';
import { satisfies } from '../version';
import { asksForPython } from './asks-for';
import { entriesOf, get, itemsOf, must, textOf, textsOf, type Located } from './located';
import { addLocked, byName, reachable, type Edge } from './lock-graph';
import { evaluateMarker } from './marker';
import { declareLock } from './pinned';
import type { Place } from './place';
import { poetryMarker } from './poetry';
import { poetryVersions } from './poetry-version';
import { pythonFor, pythonSpecifier } from './python-version';
import { RequirementList } from './requirement-list';
import type { Wanted } from './wanted';

type Known = ReadonlyMap<string, readonly Located[]>;

/**
 * What Poetry locked, for Linux and this Python: what `asked`, its pyproject.toml, asks for and all that
 * this needs; without that file, what nothing else needs. Source: files of Poetry 1.1, 1.8 and 2.5
 * (lock-version 1.1, 2.0, 2.1).
 */
export function readPoetryLock(
  document: Located,
  place: Place,
  asked: Declared | undefined,
  used?: string
): Declared {
  must(get(document, 'metadata', 'lock-version'));
  const requires = pythonSpecifier(textOf(document, 'metadata', 'python-versions') ?? '');
  const python = pythonFor(requires, used);
  const list = new RequirementList(place);
  const packages = itemsOf(document, 'package').filter(node => isFor(node, python));
  const known = byName(packages);
  const roots = asked?.complete ? askedOf(asked, known) : neededByNone(known, python);
  const chosen = new Set(roots.flatMap(({ to }) => to));
  const reached = reachable(roots, (node, extras) =>
    entriesOf(node, 'dependencies').flatMap(([name, value]) =>
      (value.items ?? [value]).flatMap((entry): Edge[] => {
        const marker = poetryMarker(entry);
        const truth = marker === undefined || evaluateMarker(marker, python, [...extras]);
        const range = poetryVersions(entry.text ?? textOf(entry, 'version') ?? '*');
        const fitting = within(known.get(normalName(name)) ?? [], range);
        const mine = fitting.filter(one => chosen.has(one));
        // What was asked for decides, where it does; else the newest, which is the last.
        const to = mine.length > 1 ? [] : mine.length > 0 ? mine : fitting.slice(-1);
        return truth === false
          ? []
          : [{ to, extras: textsOf(entry, 'extras'), marker: truth ? undefined : marker }];
      })
    )
  );
  reached.forEach(found => {
    addLocked(found, list, place, originOf(get(found.node, 'source')));
  });
  return {
    ...declareLock('pip', place, list, reached.filter(({ direct }) => direct).length, 0),
    ...(asked?.project === undefined ? {} : { project: asked.project }),
    ...asksForPython(document, ['metadata', 'python-versions'], requires, place)
  };
}

/** What the project asks for, among what is locked. */
function askedOf(asked: Declared, known: Known): Edge[] {
  return asked.requirements.map(({ name, line }) => {
    const [head = '', marker] = line.split(/\s*;\s*/);
    const extras = /^[^[@]*\[([^\]]*)\]/.exec(head)?.[1]?.split(',') ?? [];
    const range = head.includes('@') ? '' : (/[<>=!~].*$/.exec(head)?.[0] ?? '');
    return { to: within(known.get(name) ?? [], range), extras, marker };
  });
}

/** Where nobody tells what was asked for: what nothing else needs, of several versions the newest. */
function neededByNone(known: Known, python: string | undefined): Edge[] {
  const all = [...known.values()].flat();
  const needed = new Set(
    all.flatMap(node =>
      entriesOf(node, 'dependencies').flatMap(([name, entry]) =>
        // What an extra brings would not be locked had nobody asked for it.
        textOf(entry, 'optional') === 'true' ? [] : [normalName(name)]
      )
    )
  );
  return [...known].flatMap(([name, same]): Edge[] => {
    const there = same.filter(node => textOf(node, 'optional') !== 'true');
    const markers = there.map(markerOf);
    const to = markers.includes(undefined) ? there.slice(-1) : there;
    return needed.has(name)
      ? []
      : to.map(node => {
          const marker = markerOf(node);
          const sure = marker === undefined || evaluateMarker(marker, python) === true;
          return { to: [node], extras: [], marker: sure ? undefined : marker };
        });
  });
}

/** The versions within a range; a single one is there all the same, since it was locked. */
function within(nodes: readonly Located[], range: string): readonly Located[] {
  return nodes.length < 2
    ? nodes
    : nodes.filter(node => satisfies(textOf(node, 'version') ?? '', range) !== false);
}

/** Where a package comes from, if not from an index. */
function originOf(
  source: Located | undefined
): Pick<Wanted, 'url' | 'vcs' | 'commit' | 'inside' | 'folder'> {
  const url = textOf(source, 'url');
  switch (textOf(source, 'type')) {
    case 'git':
      return {
        url,
        vcs: 'git',
        commit: textOf(source, 'resolved_reference') ?? textOf(source, 'reference'),
        inside: textOf(source, 'subdirectory')
      };
    case 'url':
      return { url };
    case 'directory':
    case 'file':
      return { folder: url };
    default:
      return {};
  }
}

/** Whether a package is for Linux and this Python, as newer locks say it of each. */
function isFor(node: Located, python: string | undefined): boolean {
  const marker = markerOf(node);
  const range = pythonSpecifier(textOf(node, 'python-versions') ?? '');
  return (
    (marker === undefined || evaluateMarker(marker, python) !== false) &&
    (python === undefined || satisfies(`${python}.50`, range) !== false)
  );
}

/** Its marker, or those of its groups. */
function markerOf(node: Located): string | undefined {
  const all = entriesOf(node, 'markers').map(([, { text = '' }]) => `(${text})`);
  return textOf(node, 'markers') ?? (all.length > 0 ? all.join(' or ') : undefined);
}
