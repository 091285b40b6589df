import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { FileEntry, FileReader } from '../reader';

/** Reads real files below one folder. */
export class DiskReader implements FileReader {
  constructor(root: string) {
    this._root = root;
  }

  list(folder: string): Promise<FileEntry[] | undefined> {
    const path = join(this._root, folder);
    return Promise.resolve(
      readdirSync(path, { withFileTypes: true }).map(entry =>
        entry.isDirectory()
          ? { name: entry.name, kind: 'directory' }
          : { name: entry.name, kind: 'file', size: statSync(join(path, entry.name)).size }
      )
    );
  }

  read(path: string): Promise<string | undefined> {
    return Promise.resolve(readFileSync(join(this._root, path), 'utf8'));
  }

  private readonly _root: string;
}
