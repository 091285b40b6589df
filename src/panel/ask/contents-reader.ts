import type { Contents } from '@jupyterlab/services';

import type { FileEntry, FileReader } from '../../description/reader';

const LARGEST = 1024 * 1024;

/** Files as the contents manager shows them; each folder and file is fetched once. */
export class ContentsReader implements FileReader {
  /** `root` is put before every path: a drive such as `RTC:`, or nothing. */
  constructor(
    private readonly _contents: Pick<Contents.IManager, 'get'>,
    private readonly _root = ''
  ) {}

  list(folder: string): Promise<FileEntry[] | undefined> {
    return once(this._folders, folder, async () => {
      const entries = entriesOf(await this._get(folder, { type: 'directory', content: true }));
      return entries?.map(({ name, type, size }) => ({
        name,
        kind: type === 'directory' ? 'directory' : 'file',
        ...(size === undefined ? {} : { size })
      }));
    });
  }

  read(path: string): Promise<string | undefined> {
    return once(this._files, path, async () => {
      const slash = path.lastIndexOf('/');
      const siblings = await this.list(slash < 0 ? '' : path.slice(0, slash));
      const entry = siblings?.find(({ name }) => name === path.slice(slash + 1));
      if (entry?.kind !== 'file' || (entry.size ?? 0) > LARGEST) {
        return undefined;
      }
      const file = await this._get(path, { type: 'file', format: 'text', content: true });
      const text: unknown = file?.content;
      return typeof text === 'string' && text.length <= LARGEST ? text : undefined;
    });
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

  private readonly _folders = new Map<string, Promise<FileEntry[] | undefined>>();
  private readonly _files = new Map<string, Promise<string | undefined>>();
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
