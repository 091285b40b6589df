import { normalName } from '../normal-name';
import type { Declared } from '../environment';
import type { Folders } from '../folder';
import { asksForPython } from './asks-for';
import { entriesOf, get, textOf, type Located } from './located';
import { declareList } from './pinned';
import type { Place } from './place';
import { pythonSpecifier } from './python-version';
import { RequirementList } from './requirement-list';
import { filesAsLines, withLines } from './with-lines';

/**
 * What a project that setuptools builds says that it needs; `undefined` where the file only sets tools
 * up. Source: setuptools' documentation, "Configuring setuptools using setup.cfg files".
 */
export async function readSetupCfg(
  document: Located,
  place: Place,
  folders: Folders
): Promise<Declared | undefined> {
  const needs = get(document, 'options', 'install_requires');
  const requires = textOf(document, 'options', 'python_requires') ?? '';
  if (!needs && requires === '') {
    return undefined;
  }
  const list = new RequirementList(place);
  const files = /^file:(.*)$/s.exec(textOf(document, 'options', 'install_requires') ?? '')?.[1];
  if (files === undefined) {
    for (const { text, line } of partsOf(needs)) {
      list.add(text, line);
    }
  }
  const name = textOf(document, 'metadata', 'name');
  const extras = entriesOf(document, 'options.extras_require').map(([extra]) => extra);
  const declared = {
    ...declareList('pip', place, list, extras),
    ...(name === undefined ? {} : { project: normalName(name) }),
    ...asksForPython(document, ['options', 'python_requires'], pythonSpecifier(requires), place)
  };
  return withLines(declared, filesAsLines(files?.split(/[,\n]/) ?? [], needs?.line ?? 1), folders);
}

/** The lines of a list; of a single line what its semicolons part. */
function partsOf(node: Located | undefined): { text: string; line: number }[] {
  const { items = [], text = '' } = node ?? {};
  return (
    text.includes('\n') || items.length > 1
      ? items
      : items.flatMap(({ text: all = '', line }) =>
          all.split(';').map(part => ({ text: part, line }))
        )
  )
    .map(({ text: part = '', line }) => ({ text: part.trim(), line }))
    .filter(part => part.text !== '');
}
