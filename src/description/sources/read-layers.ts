import type { Folders } from '../folder';
import type { JsonObject } from '../json';
import { readJsonTree } from './json-tree';
import { readLayerFile, readNotebookLayer, type ReadLayers } from './layer-document';
import { SyntaxTrouble } from './located';
import { located } from './metadata';
import { filePlace, metadataPlace } from './place';
import { cannotBeRead } from './read-file';

/** A description file, or what a notebook's metadata has under a key of our own. */
export type LayerText = { path: string; text: string } | { key: string; value: JsonObject };

/** Reads the layers of one place; never throws. Without `folders` the packages are left out. */
export async function readLayers(from: LayerText, folders?: Folders): Promise<ReadLayers> {
  if ('key' in from) {
    return readNotebookLayer(located(from.value), metadataPlace(from.key), folders);
  }
  const place = filePlace(from.path);
  try {
    const read = from.path.endsWith('.json') ? readJsonTree : (await import('./yaml')).readYaml;
    return await readLayerFile(read(from.text), place, folders);
  } catch (error) {
    if (!(error instanceof SyntaxTrouble)) {
      throw error;
    }
    return { layers: [], problems: [cannotBeRead(place, error.line, error.reason)] };
  }
}
