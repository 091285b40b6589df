import { setTimeout as sleep } from 'node:timers/promises';

import type { Transaction } from 'kysely';

import type { PlatformAnswer } from '../../model/offer-set';
import type { Bus } from '../bus';
import type { Store } from '../store/store';
import type { Tables } from '../store/tables';
import { writePassedOn, type PassedOn } from './offering';

/** Milliseconds after a transaction in which what comes is gathered for the next. */
const GATHER = 10;

/** What one platform has said by now, whether there are offers of it, and those to be passed on. */
export interface Outcome extends Omit<PlatformAnswer, 'platform'> {
  offered: boolean;
  passedOn?: readonly PassedOn[];
}

/** Writes an answer's own offers, and says what it came to; `undefined` where it is no longer wanted. */
export type Settle = (trx: Transaction<Tables>) => Promise<Outcome | undefined>;

interface Entry {
  offerSet: string;
  platform: string;
  settle: Settle;
  done: () => void;
  failed: (error: unknown) => void;
}

/**
 * Where answers are written down. Those that come while others are being written share the next
 * transaction: a durable one costs milliseconds, and a hundred brokers answer at once.
 */
export class AnswerBook {
  private _waiting: Entry[] = [];
  private _writing = false;

  constructor(
    private readonly _store: Store,
    private readonly _bus: Bus
  ) {}

  /** Writes an answer; resolves when it is kept. */
  async enter(offerSet: string, platform: string, settle: Settle): Promise<void> {
    return new Promise((done, failed) => {
      this._waiting.push({ offerSet, platform, settle, done, failed });
      if (!this._writing) {
        this._writing = true;
        // After this turn of the event loop: whoever answered in it goes along.
        setImmediate(() => void this._write());
      }
    });
  }

  private async _write(): Promise<void> {
    while (this._waiting.length) {
      await this._writeTogether(this._waiting.splice(0));
      await sleep(GATHER);
    }
    this._writing = false;
  }

  private async _writeTogether(entries: Entry[]): Promise<void> {
    try {
      await this._store.db.transaction().execute(async trx => {
        const outcomes = new Map<string, Map<string, Outcome>>();
        const passedOn: PassedOn[] = [];
        for (const { offerSet, platform, settle } of entries) {
          const outcome = await settle(trx);
          if (outcome) {
            const ofSet = outcomes.get(offerSet) ?? new Map<string, Outcome>();
            outcomes.set(offerSet, ofSet.set(platform, outcome));
            passedOn.push(...(outcome.passedOn ?? []));
          }
        }
        await writePassedOn(trx, passedOn);
        for (const [offerSet, ofSet] of outcomes) {
          await record(trx, offerSet, ofSet);
        }
      });
    } catch (error) {
      const [only] = entries;
      if (entries.length === 1) {
        only?.failed(error);
        return;
      }
      // One of them cannot be written: it must not take the others with it.
      for (const entry of entries) {
        await this._writeTogether([entry]);
      }
      return;
    }
    new Set(entries.map(({ offerSet }) => offerSet)).forEach(uuid => this._bus.ring(uuid));
    entries.forEach(({ done }) => done());
  }
}

/** Keeps what platforms said, and the result once it is known: YES at the first offer. */
async function record(
  trx: Transaction<Tables>,
  uuid: string,
  outcomes: ReadonlyMap<string, Outcome>
): Promise<void> {
  const set = await trx
    .selectFrom('offer_sets')
    .select(['answers', 'result'])
    .where('uuid', '=', uuid)
    .executeTakeFirstOrThrow();
  const answers = (JSON.parse(set.answers) as PlatformAnswer[]).map(old => {
    const outcome = outcomes.get(old.platform);
    if (!outcome) {
      return old;
    }
    const { offered: _offered, passedOn: _passedOn, ...answer } = outcome;
    return { platform: old.platform, ...answer };
  });
  const offered = set.result === 'YES' || [...outcomes.values()].some(outcome => outcome.offered);
  const open = answers.some(({ state }) => state === 'ASKING');
  await trx
    .updateTable('offer_sets')
    .set({
      answers: JSON.stringify(answers),
      result: offered ? 'YES' : open ? null : 'NO'
    })
    .where('uuid', '=', uuid)
    .execute();
}
