import type { Declared } from '../environment';
import { asksForPython } from './asks-for';
import { entriesOf, get, must, textOf, type Located } from './located';
import { evaluateMarker } from './marker';
import { declareList, declareLock } from './pinned';
import type { Place } from './place';
import { RequirementList } from './requirement-list';
import { pythonSpecifier } from './python-version';
import { addEntry } from './table-entry';

/** What Pipenv locked (`asked`: the names in the Pipfile, where it is there); without its packages for development. Source: Pipenv's "Pipfile & Pipfile.lock". */
export function readPipfileLock(
  document: Located,
  place: Place,
  asked: ReadonlySet<string> | undefined,
  used?: string
): Declared {
  must(get(document, 'default'));
  const list = new RequirementList(place);
  for (const [name, node] of entriesOf(document, 'default')) {
    const marker = textOf(node, 'markers');
    const truth = marker === undefined ? true : evaluateMarker(marker, used);
    if (truth !== false) {
      addEntry(name, node, truth === true ? undefined : marker, list);
    }
  }
  const direct = asked && list.requirements.filter(({ name }) => asked.has(name)).length;
  return {
    ...declareLock('pip', place, list, direct, 0),
    ...pythonOf(document, ['_meta', 'requires'], place)
  };
}

export function readPipfile(document: Located, place: Place): Declared {
  const list = new RequirementList(place);
  for (const [name, node] of entriesOf(document, 'packages')) {
    addEntry(name, node, markerOf(node), list);
  }
  return { ...declareList('pip', place, list), ...pythonOf(document, ['requires'], place) };
}

/** Names of markers that a Pipfile has as keys: `sys_platform = "== 'win32'"`. */
const MARKERS =
  'os_name sys_platform platform_machine platform_python_implementation platform_system python_version python_full_version implementation_name'.split(
    ' '
  );

function markerOf(node: Located): string | undefined {
  const parts = MARKERS.flatMap(name => {
    const wanted = textOf(node, name);
    return wanted === undefined ? [] : [`${name} ${wanted}`];
  });
  const marker = textOf(node, 'markers');
  const all = [...(marker === undefined ? [] : [marker]), ...parts];
  return all.length > 1 ? all.map(part => `(${part})`).join(' and ') : all[0];
}

function pythonOf(document: Located, keys: string[], place: Place): Pick<Declared, 'version'> {
  const full = textOf(document, ...keys, 'python_full_version');
  const version = full ?? textOf(document, ...keys, 'python_version') ?? '';
  const name = full === undefined ? 'python_version' : 'python_full_version';
  return asksForPython(document, [...keys, name], pythonSpecifier(version), place);
}
