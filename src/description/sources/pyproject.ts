import { normalName } from '../normal-name';
import type { Declared } from '../environment';
import type { Folders } from '../folder';
import { asksForPython } from './asks-for';
import { get, itemsOf, textOf, textsOf, type Located } from './located';
import { declareList } from './pinned';
import type { Place } from './place';
import { addPoetry, extrasOf } from './poetry';
import { pythonFor, pythonSpecifier } from './python-version';
import { RequirementList } from './requirement-list';
import { filesAsLines, withLines } from './with-lines';

/**
 * What a project says that it needs, by PEP 621 or in Poetry's own way; `undefined` where the file is
 * no project's (it only sets tools up) or leaves its packages to another file.
 */
export async function readPyproject(
  document: Located,
  place: Place,
  folders: Folders,
  used?: string
): Promise<Declared | undefined> {
  const project = get(document, 'project');
  const poetry = get(document, 'tool', 'poetry');
  const own = ['tool', 'poetry', 'dependencies', 'python'];
  const key = get(document, ...own) ? own : ['project', 'requires-python'];
  const requires = pythonSpecifier(textOf(document, ...key) ?? '');
  const list = new RequirementList(place);
  itemsOf(project, 'dependencies').forEach(({ text = '', line }) => {
    list.add(text, line);
  });
  addPoetry(document, place, list, pythonFor(requires, used));
  const listed =
    get(project, 'dependencies') ?? get(poetry, 'dependencies') ?? get(poetry, 'group');
  const name = textOf(project, 'name') ?? textOf(poetry, 'name');
  // Setuptools works them out: from files that are named here, or from a setup.py or setup.cfg.
  const elsewhere = !listed && textsOf(project, 'dynamic').includes('dependencies');
  const files = get(document, 'tool', 'setuptools', 'dynamic', 'dependencies', 'file');
  const named =
    elsewhere && files
      ? [files.text ?? '', ...(files.items ?? []).map(({ text = '' }) => text)]
      : [];
  if (!listed && named.length === 0 && requires === '') {
    return undefined;
  }
  const declared = {
    ...declareList('pip', place, list, extrasOf(document)),
    ...(name === undefined ? {} : { project: normalName(name) }),
    ...asksForPython(document, key, requires, place),
    ...(elsewhere && named.length === 0 ? { complete: false } : {})
  };
  return withLines(declared, filesAsLines(named, files?.line ?? 1), folders);
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
    ...asksForPython(document, [keys.python], python, place)
  };
}

/** A requirements file's text as a list of its lines. */
function textLines({ text = '', line }: Located): Located[] {
  return text
    .split(/\r?\n/)
    .map(part => ({ text: part.replace(/(^|\s)#.*/, '').trim(), line }))
    .filter(part => part.text !== '');
}
