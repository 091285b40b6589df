import type { NeedEdits } from './need-edits';

/** What a person chose once for a notebook, and means the next time as well. */
export type Choices = Pick<NeedEdits, 'byCommit' | 'nameData'>;

/** So many notebooks are remembered; the first of them is forgotten for the next. */
const MOST = 500;

/** Choices by the notebook's path, in the browser's own storage. */
export class ChoiceMemory {
  constructor(
    private readonly _key: string,
    private readonly _storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage
  ) {}

  of(path: string): Choices {
    const { byCommit, nameData } = Object.fromEntries(this._read())[path] ?? {};
    return {
      ...(byCommit === true ? { byCommit } : {}),
      ...(nameData === true ? { nameData } : {})
    };
  }

  keep(path: string, { byCommit, nameData }: Choices): void {
    const others = this._read().filter(([other]) => other !== path);
    const chosen = byCommit || nameData ? [[path, { byCommit, nameData }]] : [];
    try {
      this._storage.setItem(this._key, JSON.stringify([...others, ...chosen].slice(-MOST)));
    } catch {
      // A full or forbidden storage: it is chosen again the next time.
    }
  }

  private _read(): [string, Choices][] {
    try {
      const read: unknown = JSON.parse(this._storage.getItem(this._key) ?? '[]');
      return Array.isArray(read) ? read.filter(isEntry) : [];
    } catch {
      return [];
    }
  }
}

function isEntry(value: unknown): value is [string, Choices] {
  return (
    Array.isArray(value) &&
    typeof value[0] === 'string' &&
    typeof value[1] === 'object' &&
    value[1] !== null
  );
}
