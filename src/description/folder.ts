import type { Problem } from './finding';
import { folderOf, nameOf } from './path';
import type { FileEntry, FileReader } from './reader';
import { WELL_KNOWN } from './surroundings';

/** No file above this is read, in bytes. */
export const MAX_FILE_SIZE = 1024 * 1024;
/** No more directory entries than this are looked at in one description. */
export const MAX_ENTRIES = 10_000;

export type ReadResult = { text: string } | { missing: 'absent' | 'large' | 'unreadable' };

/** The files around a notebook, each folder listed once and only so many entries looked at. */
export class Folders {
  constructor(reader: FileReader) {
    this._reader = reader;
  }

  /** What went wrong while looking. */
  readonly problems: Problem[] = [];

  /** The entries of a folder by name; `undefined` where it cannot be listed. */
  async list(folder: string): Promise<ReadonlyMap<string, FileEntry> | undefined> {
    let listing = this._listings.get(folder);
    if (!listing) {
      listing = this._list(folder);
      this._listings.set(folder, listing);
    }
    return listing;
  }

  /** What is at a path; asks for no folder that its parent does not have. */
  async find(path: string): Promise<FileEntry | undefined> {
    if (path === '') {
      return { name: '', kind: 'directory' };
    }
    const folder = folderOf(path);
    if (folder !== '' && !this._listings.has(folder)) {
      const parent = await this.find(folder);
      if (parent?.kind !== 'directory') {
        return undefined;
      }
    }
    return (await this.list(folder))?.get(nameOf(path));
  }

  /** The path below the root of one that starts at the machine's root or at a home. */
  locate(path: string): string | undefined {
    return this._reader.locate?.(path);
  }

  /** Whether something may be at a path although it is not found. */
  async mayHide(path: string): Promise<boolean> {
    return (await this._reader.mayHide?.(path)) ?? false;
  }

  /** The text of a file that is listed and not large. */
  async read(path: string): Promise<ReadResult> {
    const entry = (await this.list(folderOf(path)))?.get(nameOf(path));
    if (entry?.kind !== 'file') {
      return { missing: 'absent' };
    }
    if ((entry.size ?? 0) > MAX_FILE_SIZE) {
      return { missing: 'large' };
    }
    const text = await this._ask(path, this._reader.read(path));
    if (text === undefined) {
      return { missing: 'unreadable' };
    }
    return text.length > MAX_FILE_SIZE ? { missing: 'large' } : { text };
  }

  private async _list(folder: string): Promise<ReadonlyMap<string, FileEntry> | undefined> {
    if (this._left <= 0) {
      return undefined;
    }
    const entries = await this._ask(folder, this._reader.list(folder));
    if (!entries) {
      return undefined;
    }
    if (entries.length > this._left) {
      this.problems.push({
        level: 'warning',
        template:
          'Only {count} entries of the folders here were looked at; files beyond them are not found.',
        values: { count: String(MAX_ENTRIES) },
        source: { kind: 'file', path: folder }
      });
    }
    const seen = entries.slice(0, this._left);
    this._left -= seen.length;
    // A requirements.txt among 100,000 images counts as well.
    seen.push(...entries.slice(seen.length).filter(({ name }) => WELL_KNOWN.has(name)));
    return new Map(seen.map(entry => [entry.name, entry]));
  }

  /** A reader that fails is an obstacle to tell of, not a reason to give up the description. */
  private async _ask<T>(path: string, answer: Promise<T>): Promise<T | undefined> {
    try {
      return await answer;
    } catch (error) {
      this.problems.push({
        level: 'warning',
        template: '{path} could not be looked at: {reason}',
        values: {
          path: path === '' ? '/' : path,
          reason: error instanceof Error ? error.message : String(error)
        },
        source: { kind: 'file', path }
      });
      return undefined;
    }
  }

  private readonly _reader: FileReader;
  private readonly _listings = new Map<
    string,
    Promise<ReadonlyMap<string, FileEntry> | undefined>
  >();
  private _left = MAX_ENTRIES;
}
