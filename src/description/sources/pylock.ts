import { normalName } from '../normal-name';
import type { Declared } from '../environment';
import { asksForPython } from './asks-for';
import { get, itemsOf, must, textOf, type Located } from './located';
import { evaluateMarker } from './marker';
import { declareLock } from './pinned';
import type { Place } from './place';
import { pythonFor } from './python-version';
import { RequirementList } from './requirement-list';
import { addWanted } from './wanted';

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
    ...asksForPython(document, ['requires-python'], requires, place)
  };
}

function addPackage(
  node: Located,
  name: string,
  marker: string | undefined,
  list: RequirementList
): void {
  const version = textOf(node, 'version');
  const vcs = get(node, 'vcs');
  const archive = get(node, 'archive');
  const wanted = {
    name,
    line: get(node, 'name')?.line ?? node.line,
    versions: version === undefined ? undefined : `==${version}`,
    url: textOf(vcs, 'url') ?? textOf(archive, 'url'),
    vcs: textOf(vcs, 'type') ?? (vcs && 'git'),
    commit: textOf(vcs, 'commit-id'),
    inside: textOf(vcs ?? archive, 'subdirectory'),
    folder: textOf(node, 'directory', 'path') ?? textOf(vcs, 'path') ?? textOf(archive, 'path'),
    marker
  };
  addWanted(wanted, list);
}
