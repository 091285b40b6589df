import { at, isObject, type JsonObject } from './json';
import { INJECTED, PARAMETERS } from './parameters';

const ID = 'injected-parameters';

/**
 * A notebook's content with a cell that gives its parameters other values, Python by name. What it is
 * given stays as it is.
 *
 * Source: papermill's rule (`papermill.parameterize`): the cell takes the place of one that an earlier
 * run has put in; else it comes after the cell that is tagged as parameters; else it is the first.
 */
export function injectParameters(
  content: unknown,
  values: Readonly<Record<string, string>>
): unknown {
  const found = at(content, 'cells');
  const cells: unknown[] = Array.isArray(found) ? found : [];
  if (!isObject(content) || found !== cells || Object.keys(values).length === 0) {
    return content;
  }
  const lines = Object.entries(values).map(([name, value]) => `${name} = ${value}\n`);
  const injected: JsonObject = {
    cell_type: 'code',
    ...(hasIds(content) ? { id: freeId(cells) } : {}),
    metadata: { tags: [INJECTED] },
    execution_count: null,
    outputs: [],
    source: `# Parameters\n${lines.join('')}`
  };
  const old = cells.findIndex(cell => isTagged(cell, INJECTED));
  const after = old < 0 ? cells.findIndex(cell => isTagged(cell, PARAMETERS)) + 1 : old;
  return {
    ...content,
    cells: [...cells.slice(0, after), injected, ...cells.slice(old < 0 ? after : old + 1)]
  };
}

function isTagged(cell: unknown, tag: string): boolean {
  const tags = at(cell, 'metadata', 'tags');
  return Array.isArray(tags) && tags.includes(tag);
}

/** Cells have ids from nbformat 4.5 on, and must not have them before. */
function hasIds(content: JsonObject): boolean {
  const minor = content.nbformat_minor;
  return typeof minor === 'number' && minor >= 5;
}

function freeId(cells: readonly unknown[]): string {
  const taken = new Set(cells.map(cell => at(cell, 'id')));
  let id = ID;
  for (let i = 1; taken.has(id); i++) {
    id = `${ID}-${i}`;
  }
  return id;
}
