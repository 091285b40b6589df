import { sql } from 'kysely';

import type { BrokerEntry } from '../../model/broker-entry';
import { Problem, say } from '../problem';
import type { Store } from '../store/store';
import { checkedEntry, type AnyEntry } from './entry';

/** An entry, and who wrote it down. */
export interface Listed {
  entry: AnyEntry;
  source: 'user' | 'administrator';
}

/** The brokers that are written down: an administrator's first, then the user's, who cannot change those. */
export class BrokerList {
  constructor(
    private readonly _store: Store,
    private readonly _administrators: readonly AnyEntry[],
    /** Names that something else has, such as this computer. */
    private readonly _taken: readonly string[]
  ) {}

  /** The user's entries that have a name of an administrator's are passed over. */
  async read(): Promise<Listed[]> {
    const names = new Set([...this._taken, ...this._administrators.map(({ name }) => name)]);
    const users = (await this._users()).filter(({ name }) => !names.has(name));
    return [
      ...this._administrators.map(entry => ({ entry, source: 'administrator' as const })),
      ...users.map(entry => ({ entry, source: 'user' as const }))
    ];
  }

  /**
   * Replaces the user's entries. An entry that keeps its URL under a new name is renamed, and its
   * sessions with it.
   *
   * @returns the old names of those that were renamed, by the new ones
   * @throws Problem 400 where an entry is wrong, or its name another's
   */
  async replace(values: readonly unknown[]): Promise<Map<string, string>> {
    const entries = values.map((value, i) => checkedEntry(value, `brokers[${i}]`));
    this._refuseTaken(entries);
    const old = await this._users();
    const renamed = renames(old, entries);
    await this._store.db.transaction().execute(async trx => {
      await trx.deleteFrom('brokers').execute();
      if (entries.length) {
        await trx
          .insertInto('brokers')
          .values(
            entries.map((entry, position) => ({
              position,
              name: entry.name,
              entry: JSON.stringify(entry)
            }))
          )
          .execute();
      }
      if (renamed.size) {
        // In one statement, so that two can change their names with each other.
        const cases = [...renamed].map(([to, from]) => sql`WHEN ${from} THEN ${to}`);
        await trx
          .updateTable('sessions')
          .set({ platform: sql<string>`CASE platform ${sql.join(cases, sql` `)} END` })
          .where('platform', 'in', [...renamed.values()])
          .execute();
      }
    });
    return renamed;
  }

  private _refuseTaken(entries: readonly BrokerEntry[]): void {
    const owners = new Map<string, string>([
      ...this._taken.map(name => [name, 'a platform of this broker'] as const),
      ...this._administrators.map(({ name }) => [name, 'a broker of the administrator'] as const)
    ]);
    entries.forEach(({ name }, i) => {
      const owner = owners.get(name);
      if (owner !== undefined) {
        throw new Problem(400, [
          say(
            'ERROR',
            'name-taken',
            '{where}.name: {name} is the name of {owner} already; choose another',
            { where: `brokers[${i}]`, name, owner }
          )
        ]);
      }
      owners.set(name, `brokers[${i}]`);
    });
  }

  private async _users(): Promise<BrokerEntry[]> {
    const rows = await this._store.db
      .selectFrom('brokers')
      .select('entry')
      .orderBy('position')
      .execute();
    return rows.map(({ entry }) => JSON.parse(entry) as BrokerEntry); // checked when it was written
  }
}

/** The entries that are there under another name now: old names by new ones. */
function renames(old: readonly BrokerEntry[], now: readonly BrokerEntry[]): Map<string, string> {
  const isSame = (a: BrokerEntry, b: BrokerEntry): boolean => a.name === b.name && a.url === b.url;
  const gone = old.filter(before => !now.some(after => isSame(before, after)));
  const found = new Map<string, string>();
  for (const after of now.filter(entry => !old.some(before => isSame(before, entry)))) {
    const i = gone.findIndex(({ url }) => url === after.url);
    const [before] = i < 0 ? [] : gone.splice(i, 1);
    if (before) {
      found.set(after.name, before.name);
    }
  }
  return found;
}
