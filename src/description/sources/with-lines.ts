import type { Declared } from '../environment';
import type { Folders } from '../folder';
import { readLines, type LogicalLine } from '../requirements-file';
import { isWhole } from '../requirements-txt';

/** What a document says, with what its lines in pip's format say: those may include files. */
export async function withLines(
  declared: Declared,
  lines: readonly LogicalLine[],
  folders: Folders
): Promise<Declared> {
  const wanted = lines.filter(({ text }) => text !== '');
  if (wanted.length === 0) {
    return declared;
  }
  const read = await readLines(folders, declared.name, wanted);
  return {
    ...declared,
    requirements: [...declared.requirements, ...read.requirements],
    options: [...declared.options, ...read.options],
    problems: [...declared.problems, ...read.problems],
    complete: declared.complete && isWhole(read)
  };
}

/** Files of which a project says that they list what it needs. */
export function filesAsLines(names: readonly string[], line: number): LogicalLine[] {
  return names.map(name => ({ text: name.trim() === '' ? '' : `-r ${name.trim()}`, line }));
}
