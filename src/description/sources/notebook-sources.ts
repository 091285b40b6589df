import { at, isObject } from '../json';
import type { Notebook } from '../notebook';
import type { Located } from './located';
import { cellPlace, metadataPlace } from './place';
import { readScript } from './pyproject';
import { guarded, type FileClues, type FileRead } from './read-file';
import { findScriptBlock } from './script-block';
import { readToml } from './toml';
import { readUvLock } from './uv-lock';

/** The key of a notebook's metadata that is this extension's own: `{requirements: […], python: "3.11"}`. */
export const OWN_KEY = 'execution_broker';

/** The notebook's own: our key, juv's lock, the script block. */
export async function readNotebookSources(
  { metadata, cells }: Notebook,
  { used }: FileClues
): Promise<FileRead[]> {
  const own = at(metadata, OWN_KEY);
  const lock = at(metadata, 'uv.lock');
  const block = findScriptBlock(cells);
  const keys = { requirements: 'dependencies', python: 'requires-python' };
  return [
    isObject(own) && (at(own, 'requirements') !== undefined || at(own, 'python') !== undefined)
      ? await guarded(metadataPlace(OWN_KEY), place =>
          Promise.resolve(
            readScript(located(own, 0), place, { requirements: 'requirements', python: 'python' })
          )
        )
      : undefined,
    typeof lock === 'string'
      ? await guarded(metadataPlace('uv.lock'), place =>
          Promise.resolve(readUvLock(readToml(lock), place, used))
        )
      : undefined,
    block &&
      (await guarded(cellPlace(block.cell, block.before), place =>
        Promise.resolve(readScript(readToml(block.text), place, keys))
      ))
  ];
}

/** A value of the notebook's metadata as the documents are. */
function located(value: unknown, depth: number): Located {
  if (depth > 10) {
    return { line: 0, text: '' };
  }
  if (Array.isArray(value)) {
    return { line: 0, items: value.map(item => located(item, depth + 1)) };
  }
  if (isObject(value)) {
    return {
      line: 0,
      entries: new Map(Object.entries(value).map(([key, item]) => [key, located(item, depth + 1)]))
    };
  }
  return { line: 0, text: typeof value === 'string' ? value : JSON.stringify(value) };
}
