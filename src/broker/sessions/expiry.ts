import type { Bus } from '../bus';
import type { Store } from '../store/store';
import { tryStep } from './session-steps';

/** The longest that a timer can be set for. */
const FURTHEST = 2 ** 31 - 1;

/** Lets offers expire when their time is over. */
export class Expiry {
  private _alarm: NodeJS.Timeout | undefined;

  constructor(
    private readonly _store: Store,
    private readonly _bus: Bus,
    private readonly _onError: (error: unknown) => void
  ) {}

  /** Expires the offers whose time is over, and sets the alarm for the next. */
  async expireDue(): Promise<void> {
    const { db } = this._store;
    const due = await db
      .selectFrom('sessions')
      .select(['uuid', 'offer_set'])
      .where('phase', '=', 'OFFERED')
      .where('accepting', 'is', null)
      .where('expires', '<=', Date.now())
      .execute();
    if (due.length) {
      await db.transaction().execute(async trx => {
        for (const { uuid } of due) {
          await tryStep(trx, uuid, 'expire');
        }
      });
      for (const { uuid, offer_set } of due) {
        this._bus.ring(uuid);
        this._bus.ring(offer_set);
      }
    }
    const next = await db
      .selectFrom('sessions')
      .select('expires as at')
      .where('phase', '=', 'OFFERED')
      .where('accepting', 'is', null)
      .orderBy('expires')
      .limit(1)
      .executeTakeFirst();
    clearTimeout(this._alarm);
    if (next?.at) {
      this._alarm = setTimeout(
        () => {
          this.expireDue().catch(this._onError);
        },
        Math.min(Math.max(next.at - Date.now(), 0) + 1, FURTHEST)
      ).unref();
    }
  }

  close(): void {
    clearTimeout(this._alarm);
  }
}
