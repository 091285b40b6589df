import { normalName } from '../normal-name';
import type { Declared } from '../environment';
import { entriesOf, get, itemsOf, textOf, type Located } from './located';
import { add as addEntry } from './pipfile';
import { declareList } from './pinned';
import type { Place } from './place';
import { RequirementList } from './requirement-list';
import { askedPython } from './uv-lock';
import { pythonSpecifier, satisfies } from './version';

/**
 * What a project says that it needs, by PEP 621 or in Poetry's own way; `undefined` where the file is
 * no project's (it only sets tools up) or leaves its packages to another file.
 */
export function readPyproject(
  document: Located,
  place: Place,
  used?: string
): Declared | undefined {
  const project = get(document, 'project');
  const poetry = get(document, 'tool', 'poetry');
  const list = new RequirementList(place);
  if (get(project, 'dependencies')) {
    itemsOf(project, 'dependencies').forEach(({ text = '', line }) => {
      list.add(text, line);
    });
    return declare(document, 'project.requires-python', textOf(project, 'name'), list, place);
  }
  if (get(poetry, 'dependencies')) {
    for (const [name, node] of entriesOf(poetry, 'dependencies')) {
      if (name.toLowerCase() !== 'python' && textOf(node, 'optional') !== 'true') {
        const entry = node.items?.find(item => isFor(item, used)) ?? node;
        addEntry(name, entry, textOf(entry, 'markers'), list);
      }
    }
    const name = textOf(project, 'name') ?? textOf(poetry, 'name');
    return declare(document, 'tool.poetry.dependencies.python', name, list, place);
  }
  if (textOf(project, 'requires-python') === undefined) {
    return undefined;
  }
  return declare(document, 'project.requires-python', textOf(project, 'name'), list, place);
}

/** Poetry may list a package once for each Python. */
function isFor(entry: Located, used: string | undefined): boolean {
  const range = pythonSpecifier(textOf(entry, 'python') ?? '');
  return used === undefined || satisfies(`${used}.50`, range) !== false;
}

function declare(
  document: Located,
  key: string,
  name: string | undefined,
  list: RequirementList,
  place: Place
): Declared {
  const python = pythonSpecifier(textOf(document, ...key.split('.')) ?? '');
  return {
    ...declareList('pip', place, list),
    ...(name === undefined ? {} : { project: normalName(name) }),
    ...askedPython(document, key, python, place)
  };
}

/** The script block of PEP 723 and what this extension keeps in a notebook: the same two keys. */
export function readScript(
  document: Located,
  place: Place,
  keys: { requirements: string; python: string }
): Declared {
  const list = new RequirementList(place);
  const node = get(document, keys.requirements);
  const items = node?.text === undefined ? (node?.items ?? []) : textLines(node);
  items.forEach(({ text = '', line }) => {
    list.add(text, line);
  });
  const python = pythonSpecifier(textOf(document, keys.python) ?? '');
  return {
    ...declareList('pip', place, list),
    ...askedPython(document, keys.python, python, place)
  };
}

/** A requirements file's text as a list of its lines. */
function textLines({ text = '', line }: Located): Located[] {
  return text
    .split(/\r?\n/)
    .map(part => ({ text: part.replace(/(^|\s)#.*/, '').trim(), line }))
    .filter(part => part.text !== '');
}
