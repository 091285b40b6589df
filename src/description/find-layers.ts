import type { Problem } from './finding';
import type { Folders } from './folder';
import { isObject } from './json';
import { LAYER_FILES, type Layer } from './layer';
import { loadSources } from './load-sources';
import { OWN_KEY, type Notebook } from './notebook';
import { resolvePath } from './path';
import { notRead } from './requirements-txt';

export interface FoundLayers {
  /** The weakest first. */
  layers: Layer[];
  problems: Problem[];
}

/** What was written down by hand: beside the notebook, and in its metadata. */
export async function findLayers(
  notebook: Notebook,
  folder: string,
  folders: Folders
): Promise<FoundLayers> {
  const listed = await folders.list(folder);
  const names = LAYER_FILES.filter(name => listed?.get(name)?.kind === 'file');
  const metadata = notebook.metadata[OWN_KEY];
  const own = isObject(metadata) ? metadata : undefined;
  if (names.length === 0 && !own) {
    return { layers: [], problems: [] };
  }
  const { readLayers } = await loadSources();
  const found: FoundLayers = { layers: [], problems: [] };
  const [first, ...others] = names.map(name => resolvePath(folder, name) ?? name);
  for (const path of others) {
    found.problems.push({
      level: 'warning',
      template: '{path} is not read: {first} is there too. Keep one of the two.',
      values: { path, first: first ?? '' },
      source: { kind: 'file', path }
    });
  }
  if (first !== undefined) {
    const read = await folders.read(first);
    const problem = notRead(first, read);
    if (problem || !('text' in read)) {
      found.problems.push(...(problem ? [problem] : []));
    } else {
      const { layers, problems } = await readLayers({ path: first, text: read.text }, folders);
      found.layers.push(...layers);
      found.problems.push(...problems);
    }
  }
  if (own) {
    const { layers, problems } = await readLayers({ key: OWN_KEY, value: own }, folders);
    found.layers.push(...layers);
    found.problems.push(...problems);
  }
  return found;
}
