import type { Declared } from '../environment';
import type { Evidence } from '../finding';
import type { Folders } from '../folder';
import { entriesOf, type Located } from './located';
import { declareList } from './pinned';
import type { Place } from './place';
import { RequirementList } from './requirement-list';
import { filesAsLines, withLines } from './with-lines';

/**
 * The packages of one role, in any of the standard's forms: a list (`- astropy: ">= 6.1"`), or a file of
 * pip's (`file: requirements.txt`), as seen from the notebook or a URL. A plain line of pip's is read too.
 */
export async function readLayerRequirements(
  node: Located,
  place: Place,
  said: (at: Located) => Evidence,
  folders: Folders
): Promise<Declared> {
  const list = new RequirementList(place);
  const file = node.text ?? node.entries?.get('file')?.text;
  const items = file === undefined ? (node.items ?? [node]) : [];
  for (const { text, line, ...table } of items) {
    const named = entriesOf({ line, ...table }).map(([name, version]): [string, number] => [
      `${name} ${version.text ?? '?'}`,
      version.line
    ]);
    for (const [requirement, at] of text === undefined ? named : [[text, line] as const]) {
      list.add(requirement, at, said({ line: at }));
    }
  }
  const declared = await withLines(
    declareList('pip', place, list),
    filesAsLines(file === undefined ? [] : [file], node.line),
    folders
  );
  return { ...declared, evidence: said(node) };
}
