import { normalName } from '../normal-name';
import type { Declared } from '../environment';
import { get, itemsOf, must, textOf, type Located } from './located';
import { evaluateMarker } from './marker';
import { declareLock } from './pinned';
import type { Place } from './place';
import { RequirementList } from './requirement-list';
import { askedPython } from './uv-lock';
import { pythonFor } from './version';

/** Source: PEP 751, "A file format to record Python dependencies for installation reproducibility". */
export function readPylock(document: Located, place: Place, used?: string): Declared {
  must(get(document, 'lock-version') && get(document, 'packages'));
  const requires = textOf(document, 'requires-python') ?? '';
  const python = pythonFor(requires, used);
  const list = new RequirementList(place);
  const needed = new Set<string>();
  const names: string[] = [];
  for (const node of itemsOf(document, 'packages')) {
    const name = textOf(node, 'name') ?? '';
    const marker = textOf(node, 'marker');
    const truth = marker === undefined ? true : evaluateMarker(marker, python);
    if (truth !== false) {
      const before = list.requirements.length;
      addPackage(node, name, truth === true ? undefined : marker, list);
      itemsOf(node, 'dependencies').forEach(edge => {
        needed.add(normalName(textOf(edge, 'name') ?? ''));
      });
      if (list.requirements.length > before) {
        names.push(normalName(name));
      }
    }
  }
  // What needs what is optional in this format; where nothing is said, nothing is counted.
  const direct = needed.size > 0 ? names.filter(name => !needed.has(name)).length : undefined;
  return {
    ...declareLock('pip', place, list, direct, 0),
    ...askedPython(document, 'requires-python', requires, place)
  };
}

function addPackage(
  node: Located,
  name: string,
  marker: string | undefined,
  list: RequirementList
): void {
  const line = get(node, 'name')?.line ?? node.line;
  const suffix = marker === undefined ? '' : `; ${marker}`;
  const version = textOf(node, 'version');
  const vcs = get(node, 'vcs');
  const url = textOf(vcs, 'url') ?? textOf(node, 'archive', 'url');
  const folder =
    textOf(node, 'directory', 'path') ?? textOf(vcs, 'path') ?? textOf(node, 'archive', 'path');
  if (url !== undefined) {
    const commit = textOf(vcs, 'commit-id');
    const inside = textOf(vcs, 'subdirectory') ?? textOf(node, 'archive', 'subdirectory');
    const address = [
      vcs ? `${textOf(vcs, 'type') ?? 'git'}+${url}` : url,
      commit === undefined ? '' : `@${commit}`,
      inside === undefined ? '' : `#subdirectory=${inside}`
    ].join('');
    list.add(`${name} @ ${address}${suffix === '' ? '' : ` ${suffix}`}`, line);
  } else if (folder !== undefined) {
    list.add(`${name} @ ${/^[./~\\]/.test(folder) ? folder : `./${folder}`}`, line);
  } else {
    list.add(`${name}${version === undefined ? '' : `==${version}`}${suffix}`, line);
  }
}
