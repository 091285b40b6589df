import { setTimeout as sleep } from 'node:timers/promises';

import type { Store } from '../store/store';
import { removeUnused } from '../store/unused-files';
import { forget } from './discarding';

const DAY = 24 * 3600 * 1000;
/** How long offers that nobody accepted are remembered, in milliseconds. */
export const KEPT = 7 * DAY;
/** Milliseconds from the start to the first look, and between two. */
const FIRST = 60_000;
const EVERY = 3600_000;
/** How much goes in one transaction, and how long others then have the database. */
const BATCH = 200;
const PAUSE = 50;
/** How many transactions one look takes at most. */
const MOST = 500;

/**
 * Forgets offers that were never accepted, and questions that came to nothing, after some days; then
 * the files that nothing names any more.
 */
export class Pruning {
  constructor(
    private readonly _store: Store,
    private readonly _onError: (error: unknown) => void,
    private readonly _kept = KEPT
  ) {}

  start(first = FIRST): void {
    this._timer = setTimeout(() => {
      this.prune()
        .catch(this._onError)
        .finally(() => {
          if (!this._closed) {
            this.start(EVERY);
          }
        });
    }, first).unref();
  }

  close(): void {
    this._closed = true;
    clearTimeout(this._timer);
  }

  /** Looks once; what is too much for one look is left for the next. */
  async prune(): Promise<void> {
    const before = Date.now() - this._kept;
    for (let i = 0; i < MOST && !this._closed; i++) {
      const gone = (await this._offers(before)) || (await this._sets(before));
      if (!gone) {
        await removeUnused(this._store);
        return;
      }
      await sleep(PAUSE, undefined, { ref: false });
    }
  }

  private async _offers(before: number): Promise<number> {
    return this._store.db.transaction().execute(async trx => {
      const rows = await trx
        .selectFrom('sessions')
        .select('uuid')
        .where('phase', 'in', ['REJECTED', 'EXPIRED'])
        .where('expires', '<', before)
        .where('accepted', 'is', null)
        .limit(BATCH)
        .execute();
      if (rows.length) {
        await forget(
          trx,
          rows.map(({ uuid }) => uuid)
        );
      }
      return rows.length;
    });
  }

  private async _sets(before: number): Promise<number> {
    return this._store.db.transaction().execute(async trx => {
      const rows = await trx
        .selectFrom('offer_sets')
        .select('uuid')
        .where('created', '<', before)
        .where(eb =>
          eb.not(
            eb.exists(
              eb
                .selectFrom('sessions')
                .select('sessions.uuid')
                .whereRef('sessions.offer_set', '=', 'offer_sets.uuid')
            )
          )
        )
        .limit(BATCH)
        .execute();
      const uuids = rows.map(({ uuid }) => uuid);
      if (uuids.length) {
        await trx.deleteFrom('offer_sets').where('uuid', 'in', uuids).execute();
      }
      return uuids.length;
    });
  }

  private _closed = false;
  private _timer: NodeJS.Timeout | undefined;
}
