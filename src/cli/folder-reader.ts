import { existsSync, statSync, type Dirent } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';

import type { FileEntry, FileReader } from '../description/reader';

const LARGEST = 2 ** 20;

/**
 * The folder below which a description may look: the top of the git repository that the notebook is in,
 * since requirements often lie there; the notebook's own folder where there is none.
 */
export function rootOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) {
      return at;
    }
    if (at === dirname(at)) {
      return folder;
    }
  }
}

/** Files on disk below one folder. Links are followed, since data are often linked; loops are not. */
export class FolderReader implements FileReader {
  constructor(private readonly _root: string) {}

  async list(folder: string): Promise<FileEntry[] | undefined> {
    const path = join(this._root, folder);
    let entries: Dirent[];
    try {
      entries = await readdir(path, { withFileTypes: true });
    } catch {
      return undefined; // not there, no folder, or not ours to read: the description does without it
    }
    const found = await Promise.all(entries.map(async entry => entryOf(path, entry)));
    return found.filter(entry => entry !== undefined);
  }

  locate(path: string): string | undefined {
    const full = path.replace(/^~(?=\/|$)/, homedir());
    const inside = isAbsolute(full) ? relative(this._root, full).split(sep) : ['..'];
    return inside[0] === '..' || isAbsolute(inside.join('/')) ? undefined : inside.join('/');
  }

  async read(path: string): Promise<string | undefined> {
    const full = join(this._root, path);
    try {
      const { size } = await stat(full);
      return size > LARGEST
        ? undefined
        : new TextDecoder('utf-8', { fatal: true }).decode(await readFile(full));
    } catch {
      return undefined; // not there, not ours to read, or not text
    }
  }
}

/** `undefined` where it cannot be seen: gone since it was listed, or in a folder that may only be listed. */
function sizeOf(path: string): number | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size;
  } catch {
    return undefined;
  }
}

/** `undefined` for what is neither file nor folder, and for links that lead nowhere or in circles. */
async function entryOf(folder: string, entry: Dirent): Promise<FileEntry | undefined> {
  const { name } = entry;
  const path = join(folder, name);
  if (entry.isDirectory()) {
    return { name, kind: 'directory' };
  }
  if (entry.isFile()) {
    return {
      name,
      kind: 'file',
      // Of ten thousand files beside a notebook few are asked for their size.
      get size() {
        return sizeOf(path);
      }
    };
  }
  try {
    const found = await stat(path);
    if (found.isFile()) {
      return { name, kind: 'file', size: found.size };
    }
    if (!found.isDirectory()) {
      return undefined;
    }
    const [target, here] = await Promise.all([realpath(path), realpath(folder)]);
    return `${here}${sep}`.startsWith(`${target}${sep}`.replace(/\/\/$/, '/'))
      ? undefined
      : { name, kind: 'directory' };
  } catch {
    return undefined;
  }
}
