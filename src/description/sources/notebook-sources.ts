import { at, isObject } from '../json';
import { OWN_KEY, type Notebook } from '../notebook';
import { located } from './metadata';
import { cellPlace, metadataPlace } from './place';
import { readScript } from './pyproject';
import { guarded, type FileClues, type FileRead } from './read-file';
import { findScriptBlock } from './script-block';
import { readToml } from './toml';
import { readUvLock } from './uv-lock';

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
            readScript(located(own), place, { requirements: 'requirements', python: 'python' })
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
