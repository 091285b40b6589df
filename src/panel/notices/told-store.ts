import { newsOf, type Look, type News, type Told } from './news';

/** What was told, in the browser's own storage: the same for all its tabs, and after a reload. */
export class ToldStore {
  constructor(
    private readonly _key: string,
    private readonly _storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage
  ) {}

  /** Whether something is to be told. */
  hasNews(look: Look): boolean {
    return newsOf(this._read(), look).news.length > 0;
  }

  /** What is to be told now; of several tabs one gets it. */
  async take(look: Look): Promise<News[]> {
    // Not everywhere: browsers give locks only to pages that came over a safe way.
    return 'locks' in navigator
      ? navigator.locks.request(this._key, () => this._take(look))
      : this._take(look);
  }

  private _take(look: Look): News[] {
    const before = this._read();
    const { news, told } = newsOf(before, look);
    const text = JSON.stringify(told);
    if (text !== JSON.stringify(before)) {
      try {
        this._storage.setItem(this._key, text);
        this._told = undefined;
      } catch {
        // A full or forbidden storage: this page remembers by itself.
        this._told = told;
      }
    }
    return news;
  }

  private _read(): Told {
    if (this._told) {
      return this._told;
    }
    try {
      const read: unknown = JSON.parse(this._storage.getItem(this._key) ?? '{}');
      return isTold(read) ? read : {};
    } catch {
      return {};
    }
  }

  private _told: Told | undefined;
}

function isTold(read: unknown): read is Told {
  return (
    typeof read === 'object' &&
    read !== null &&
    Object.values(read).every(
      (marks: unknown) => Array.isArray(marks) && marks.every(mark => typeof mark === 'string')
    )
  );
}
