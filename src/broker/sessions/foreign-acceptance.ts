import { setTimeout as sleep } from 'node:timers/promises';

import type { Transaction } from 'kysely';

import type { Mode } from '../../model/executable';
import type { ExecutionSession } from '../../model/session';
import { Problem, say } from '../problem';
import { Refused, type ForeignContract, type Happening } from '../platforms/platform';
import type { Store } from '../store/store';
import type { Tables } from '../store/tables';
import { sessionRef, type SessionRow } from './document';
import { tryStep, wrongPhase } from './session-steps';

/** Between attempts to find out what became of an acceptance; milliseconds. */
const FIND_OUT = [1000, 2000, 5000, 10_000, 30_000, 60_000];

/**
 * Accepts offers where they were made. That it is on its way is written down first: whatever dies in
 * between, it can be found out later what became of it.
 */
export class ForeignAcceptance {
  private readonly _underWay = new Map<string, Promise<Happening[]>>();

  private readonly _finding = new Set<string>();
  private readonly _closed = new AbortController();

  constructor(
    private readonly _store: Store,
    /** Accepts again; it begins by looking. */
    private readonly _again: (uuid: string) => Promise<void>,
    private readonly _onError: (error: unknown) => void
  ) {}

  close(): void {
    this._closed.abort();
  }

  /**
   * @returns what its broker said of the session; callers at the same time share one acceptance
   * @throws Problem 409 where that broker refused, 504 where it is not known whether it did
   */
  async accept(row: SessionRow, contract: ForeignContract, mode: Mode): Promise<Happening[]> {
    const { uuid } = row;
    const underWay =
      this._underWay.get(uuid) ??
      this._accept(row, contract, mode).finally(() => this._underWay.delete(uuid));
    this._underWay.set(uuid, underWay);
    return underWay;
  }

  /** Tries again and again to learn what became of an acceptance whose answer was lost. */
  findOut(uuid: string): void {
    if (!this._finding.has(uuid)) {
      this._finding.add(uuid);
      this._find(uuid, 0)
        .catch(this._onError)
        .finally(() => this._finding.delete(uuid));
    }
  }

  private async _find(uuid: string, attempt: number): Promise<void> {
    const { signal } = this._closed;
    const pause = FIND_OUT[Math.min(attempt, FIND_OUT.length - 1)];
    await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) {
      return;
    }
    try {
      await this._again(uuid);
    } catch (error) {
      if (!(error instanceof Problem)) {
        throw error;
      }
      if (error.status === 504) {
        await this._find(uuid, attempt + 1);
      }
    }
  }

  private async _accept(
    row: SessionRow,
    contract: ForeignContract,
    mode: Mode
  ): Promise<Happening[]> {
    const again = row.accepting !== null;
    if (!again) {
      await this._store.db.transaction().execute(async trx => {
        await refuseRival(trx, row);
        const now = Date.now();
        const { numUpdatedRows } = await trx
          .updateTable('sessions')
          .set({ accepting: now, mode })
          .where('uuid', '=', row.uuid)
          .where('phase', '=', 'OFFERED')
          .where('expires', '>', now)
          .executeTakeFirstOrThrow();
        if (!numUpdatedRows) {
          throw wrongPhase(row.phase === 'OFFERED' ? 'EXPIRED' : row.phase, 'accept');
        }
      });
    }
    try {
      const { modes } = JSON.parse(row.document) as ExecutionSession;
      return await contract.accept(sessionRef(row), again, modes && mode);
    } catch (error) {
      throw await this._failed(row, error);
    }
  }

  private async _failed({ uuid, platform }: SessionRow, error: unknown): Promise<Problem> {
    const { db } = this._store;
    if (error instanceof Refused) {
      const [message] = error.messages;
      await db.transaction().execute(async trx => {
        await forget(trx, uuid);
        await tryStep(trx, uuid, error.phase === 'EXPIRED' ? 'expire' : 'reject', message);
      });
      return new Problem(409, [
        say('ERROR', 'refused', '{platform} no longer stands by this offer. Ask again.', {
          platform
        }),
        ...error.messages
      ]);
    }
    if (error instanceof Problem) {
      await db.transaction().execute(async trx => forget(trx, uuid));
      return error;
    }
    this.findOut(uuid);
    return new Problem(504, [
      say(
        'ERROR',
        'accept-unknown',
        'It is not known whether {platform} has accepted: {reason}. It is being found out; nothing is sent twice',
        { platform, reason: error instanceof Error ? error.message : String(error) }
      )
    ]);
  }
}

/** @throws Problem 409 while another offer of the same set is being accepted elsewhere */
export async function refuseRival(
  trx: Transaction<Tables>,
  { uuid, offer_set }: SessionRow
): Promise<void> {
  const rival = await trx
    .selectFrom('sessions')
    .select('platform')
    .where('offer_set', '=', offer_set)
    .where('uuid', '!=', uuid)
    .where('phase', '=', 'OFFERED')
    .where('accepting', 'is not', null)
    .executeTakeFirst();
  if (rival) {
    throw new Problem(409, [
      say(
        'ERROR',
        'rival',
        'Another offer of the same set is being accepted at {platform}; wait until that is known',
        { platform: rival.platform }
      )
    ]);
  }
}

async function forget(trx: Transaction<Tables>, uuid: string): Promise<void> {
  await trx
    .updateTable('sessions')
    .set({ accepting: null, mode: null })
    .where('uuid', '=', uuid)
    .execute();
}
