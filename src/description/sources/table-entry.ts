import type { Sentence } from '../finding';
import { textOf, textsOf, type Located } from './located';
import { poetryVersions } from './poetry-version';
import type { RequirementList } from './requirement-list';
import { addWanted } from './wanted';

/**
 * Takes a package as Pipenv and Poetry write it: `name = "*"`, `name = {version = "==1", extras = […]}`,
 * `name = {git = …, rev = …}`.
 */
export function addEntry(
  name: string,
  node: Located,
  marker: string | undefined,
  list: RequirementList,
  why?: Sentence
): void {
  const extras = textsOf(node, 'extras');
  const git = textOf(node, 'git');
  const wanted = {
    name: `${name}${extras.length > 0 ? `[${extras.join(',')}]` : ''}`,
    line: node.line,
    versions: poetryVersions(node.text ?? textOf(node, 'version') ?? '*'),
    url: git ?? textOf(node, 'file') ?? textOf(node, 'url'),
    vcs: git && 'git',
    commit: ['ref', 'rev', 'tag', 'branch'].map(key => textOf(node, key)).find(Boolean),
    inside: textOf(node, 'subdirectory'),
    folder: textOf(node, 'path'),
    marker
  };
  addWanted(wanted, list, why);
}
