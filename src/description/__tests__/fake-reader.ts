import type { FileEntry, FileReader } from '../reader';

/** Files held in memory, by path; knows nothing of permissions or of files that are not text. */
export class FakeReader implements FileReader {
  /** A number instead of a text is the size of a file that must not be read. */
  constructor(files: Record<string, string | number> = {}) {
    this._files = new Map(Object.entries(files));
  }

  readonly listed: string[] = [];
  readonly reads: string[] = [];

  list(folder: string): Promise<FileEntry[] | undefined> {
    this.listed.push(folder);
    const start = folder === '' ? '' : `${folder}/`;
    const entries = new Map<string, FileEntry>();
    for (const [path, content] of this._files) {
      if (path.startsWith(start)) {
        const [name = '', ...more] = path.slice(start.length).split('/');
        const size = typeof content === 'number' ? content : content.length;
        entries.set(
          name,
          more.length > 0 ? { name, kind: 'directory' } : { name, kind: 'file', size }
        );
      }
    }
    return Promise.resolve(entries.size > 0 || folder === '' ? [...entries.values()] : undefined);
  }

  read(path: string): Promise<string | undefined> {
    this.reads.push(path);
    const content = this._files.get(path);
    return Promise.resolve(typeof content === 'string' ? content : undefined);
  }

  /** Names that begin with a dot are left out, as Jupyter does. */
  hiding(): this {
    this._hides = true;
    for (const path of [...this._files.keys()].filter(isHidden)) {
      this._files.delete(path);
    }
    return this;
  }

  mayHide(path: string): Promise<boolean> {
    return Promise.resolve(this._hides && isHidden(path));
  }

  private _hides = false;
  private readonly _files: Map<string, string | number>;
}

function isHidden(path: string): boolean {
  return path.split('/').some(part => part.startsWith('.'));
}
