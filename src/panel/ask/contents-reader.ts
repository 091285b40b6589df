import type { Contents } from '@jupyterlab/services';

import { folderOf, nameOf } from '../../description/path';
import type { FileEntry, FileReader } from '../../description/reader';
import type { AskHidden, HiddenLook } from './server-hidden';

const LARGEST = 1024 * 1024;
/** The hidden names that are looked for in each folder. */
const LOOKED_FOR = new Set(['.git', '.binder', '.python-version']);

/** Where to ask for what Jupyter hides in a folder and above it. */
export interface HiddenPlace extends AskHidden {
  folder: string;
}

/** Files as the contents manager shows them; each folder and file is fetched once. */
export class ContentsReader implements FileReader {
  /**
   * `root` is put before every path: a drive such as `RTC:`, or nothing. `hidden`: absent where nobody
   * can be asked for what is hidden.
   */
  constructor(
    private readonly _contents: Pick<Contents.IManager, 'get'>,
    private readonly _root = '',
    private readonly _hidden?: HiddenPlace
  ) {}

  list(folder: string): Promise<FileEntry[] | undefined> {
    return once(this._folders, folder, async () => {
      const [shown, look] = await Promise.all([
        isHidden(folder) ? undefined : this._list(folder),
        this._look()
      ]);
      const hidden = look && Object.hasOwn(look.folders, folder) ? look.folders[folder] : undefined;
      if (!isHidden(folder)) {
        return shown && [...shown, ...(hidden ?? [])];
      }
      return look?.shown === false ? hidden : this._list(folder);
    });
  }

  read(path: string): Promise<string | undefined> {
    return once(this._files, path, async () => {
      const [folder, name] = [folderOf(path), nameOf(path)];
      const entry = (await this.list(folder))?.find(one => one.name === name);
      if (entry?.kind !== 'file' || (entry.size ?? 0) > LARGEST) {
        return undefined;
      }
      if (isHidden(path) && (await this._look())?.shown === false) {
        return this._hidden?.read(path).catch(() => undefined);
      }
      const file = await this._get(path, { type: 'file', format: 'text', content: true });
      const text: unknown = file?.content;
      return typeof text === 'string' && text.length <= LARGEST ? text : undefined;
    });
  }

  async mayHide(path: string): Promise<boolean> {
    if (!isHidden(path) || this._showsHidden) {
      return false;
    }
    const look = await this._look();
    const [folder, name] = [folderOf(path), nameOf(path)];
    const looked = Object.hasOwn(look?.folders ?? {}, folder);
    const asked = isHidden(folder) ? !name.startsWith('.') : LOOKED_FOR.has(name);
    return !(look?.shown ?? false) && !(looked && asked);
  }

  private async _list(folder: string): Promise<FileEntry[] | undefined> {
    const entries = entriesOf(await this._get(folder, { type: 'directory', content: true }));
    this._showsHidden ||= entries?.some(({ name }) => name.startsWith('.')) ?? false;
    return entries?.map(({ name, type, size }) => ({
      name,
      kind: type === 'directory' ? 'directory' : 'file',
      ...(size === undefined ? {} : { size })
    }));
  }

  private _look(): Promise<HiddenLook | undefined> {
    return (this._looked ??= (async () => {
      try {
        return await this._hidden?.look(this._hidden.folder);
      } catch {
        return undefined; // a server without our extension: Jupyter's own listing has to do
      }
    })());
  }

  /** `undefined` for whatever the server will not show: the description does without it. */
  private async _get(
    path: string,
    options: Contents.IFetchOptions
  ): Promise<Contents.IModel | undefined> {
    try {
      return await this._contents.get(this._root + path, options);
    } catch {
      return undefined;
    }
  }

  private _looked: Promise<HiddenLook | undefined> | undefined;
  private _showsHidden = false;
  private readonly _folders = new Map<string, Promise<FileEntry[] | undefined>>();
  private readonly _files = new Map<string, Promise<string | undefined>>();
}

function isHidden(path: string): boolean {
  return path.split('/').some(part => part.startsWith('.'));
}

function entriesOf(folder: Contents.IModel | undefined): Contents.IModel[] | undefined {
  const content: unknown = folder?.content;
  return Array.isArray(content) ? content.filter(isModel) : undefined;
}

function isModel(value: unknown): value is Contents.IModel {
  return typeof value === 'object' && value !== null && 'name' in value && 'type' in value;
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const made = known.get(key) ?? make();
  known.set(key, made);
  return made;
}
