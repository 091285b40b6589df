import { entriesOf, get, textOf, type Located } from './located';
import { evaluateMarker } from './marker';
import type { Place } from './place';
import { pythonSpecifier } from './python-version';
import type { RequirementList } from './requirement-list';
import { addEntry } from './table-entry';

/**
 * Takes what `[tool.poetry]` asks for, in its groups too, as far as `poetry install` would: not what
 * is optional. Source: Poetry's documentation, "Managing dependencies" and "Dependency specification".
 */
export function addPoetry(
  document: Located,
  place: Place,
  list: RequirementList,
  python?: string
): void {
  const poetry = get(document, 'tool', 'poetry');
  // With a list by PEP 621 Poetry's own only says where those packages come from.
  const main = get(document, 'project', 'dependencies') ? undefined : get(poetry, 'dependencies');
  addTable(main, undefined, place, list, python);
  addTable(get(poetry, 'dev-dependencies'), 'dev', place, list, python);
  const optional = (name: string): boolean => textOf(poetry, 'group', name, 'optional') === 'true';
  for (const [name, group] of entriesOf(poetry, 'group')) {
    if (!optional(name)) {
      addTable(get(group, 'dependencies'), name, place, list, python);
    }
  }
  for (const [name, group] of poetry ? entriesOf(document, 'dependency-groups') : []) {
    for (const { text, line } of optional(name) ? [] : (group.items ?? [])) {
      // A table includes another group, which is taken anyway.
      if (text !== undefined) {
        list.add(text, line, inGroup(name, place, line));
      }
    }
  }
}

function addTable(
  table: Located | undefined,
  group: string | undefined,
  place: Place,
  list: RequirementList,
  python: string | undefined
): void {
  for (const [name, node] of entriesOf(table)) {
    // A package may stand there once for each Python or machine.
    for (const entry of name.toLowerCase() === 'python' ? [] : (node.items ?? [node])) {
      const marker = poetryMarker(entry);
      const truth = marker === undefined || evaluateMarker(marker, python);
      if (truth !== false && textOf(entry, 'optional') !== 'true') {
        const why = group === undefined ? undefined : inGroup(group, place, entry.line);
        addEntry(name, entry, truth ? undefined : marker, list, why);
      }
    }
  }
}

/** When an entry is needed, of all that Poetry has for it: `python`, `platform` and `markers`. */
export function poetryMarker(entry: Located): string | undefined {
  const platform = textOf(entry, 'platform');
  const parts = [
    ...pythonSpecifier(textOf(entry, 'python') ?? '')
      .split(',')
      .filter(clause => clause !== '')
      .map(clause => clause.replace(/^(===?|[<>!~]=|[<>])(.*)$/, 'python_full_version $1 "$2"')),
    ...(platform === undefined ? [] : [`sys_platform == "${platform}"`]),
    ...[textOf(entry, 'markers')].filter(text => text !== undefined)
  ];
  return parts.length > 1 ? parts.map(part => `(${part})`).join(' and ') : parts[0];
}

function inGroup(
  group: string,
  place: Place,
  line: number
): { template: string; values: Record<string, string> } {
  return { template: '{place}, group {group}', values: { place: place.words(line), group } };
}

/** Names of the extras that a project offers, which nobody gets who does not ask for them. */
export function extrasOf(document: Located): string[] {
  return [
    ...entriesOf(document, 'project', 'optional-dependencies'),
    ...entriesOf(document, 'tool', 'poetry', 'extras')
  ].map(([name]) => name);
}
