import type { Transaction } from 'kysely';

import type { Mode } from '../../model/executable';
import { isActive, nextPhase, PHASES } from '../../model/phase';
import type { ExecutionRequest } from '../../model/request';
import type { Bus } from '../bus';
import { Problem, say } from '../problem';
import type { Happening, Platform } from '../platforms/platform';
import type { Platforms } from '../platforms/platforms';
import type { Store } from '../store/store';
import type { Tables } from '../store/tables';
import { adopt } from './adoption';
import { chosenMode } from './chosen-mode';
import { canFinish, sessionRef, type SessionRow } from './document';
import { Expiry } from './expiry';
import { ForeignAcceptance, refuseRival } from './foreign-acceptance';
import { keep } from './happenings';
import { takeStep, wrongPhase } from './session-steps';
import { rejectSiblings } from './siblings';

const ACTIVE = PHASES.filter(isActive);

/** Drives sessions through their phases, as clients ask and platforms report. */
export class SessionDriver {
  private readonly _acceptance: ForeignAcceptance;
  private readonly _expiry: Expiry;

  constructor(
    private readonly _store: Store,
    private readonly _bus: Bus,
    private readonly _platforms: Platforms,
    /** Told what went wrong where no client waits for an answer. */
    private readonly _onError: (error: unknown) => void
  ) {
    this._acceptance = new ForeignAcceptance(_store, async uuid => this.accept(uuid), _onError);
    this._expiry = new Expiry(_store, _bus, _onError);
  }

  /** Takes up all sessions that were under way when the broker ended. */
  async start(): Promise<void> {
    const { db, notices } = this._store;
    if (notices.length) {
      for (const platform of this._platforms.asked) {
        const remnants = await platform.remnants();
        await db.transaction().execute(trx => adopt(trx, platform.name, remnants));
      }
    }
    await this.expireDue();
    await this.takeUp();
  }

  /** Goes on with the sessions that are under way: of one platform that has come back, or of all. */
  async takeUp(platform?: string): Promise<void> {
    const rows = await this._store.db
      .selectFrom('sessions')
      .selectAll()
      .where(eb =>
        eb.or([
          eb('phase', 'in', ACTIVE),
          eb.and([eb('phase', '=', 'OFFERED'), eb('accepting', 'is not', null)])
        ])
      )
      .$if(platform !== undefined, query => query.where('platform', '=', platform ?? ''))
      .execute();
    for (const row of rows) {
      if (row.phase === 'OFFERED') {
        this._acceptance.findOut(row.uuid);
      } else if (row.key === null || this._platforms.get(row.platform)) {
        // A session elsewhere goes on without us; it is followed again once its broker is back.
        this._run(row);
      }
    }
  }

  close(): void {
    this._acceptance.close();
    this._expiry.close();
  }

  async row(uuid: string): Promise<SessionRow> {
    await this.expireDue();
    const row = await this._store.db
      .selectFrom('sessions')
      .selectAll()
      .where('uuid', '=', uuid)
      .executeTakeFirst();
    if (!row) {
      throw new Problem(404, [
        say('ERROR', 'no-such-session', 'There is no session {uuid} here', { uuid })
      ]);
    }
    return row;
  }

  /**
   * Accepts an offer, where it was made first; its siblings are rejected in the same moment. Again is
   * no error.
   *
   * @param asked the mode that the client chooses
   */
  async accept(uuid: string, asked?: Mode): Promise<void> {
    const row = await this.row(uuid);
    const mode = chosenMode(row, asked);
    if (row.accepted !== null) {
      return;
    }
    const seen = await this._acceptThere(row, mode);
    const { accepted, siblings } = await this._store.db.transaction().execute(async trx => {
      await refuseRival(trx, row);
      await takeStep(trx, uuid, 'accept');
      await trx
        .updateTable('sessions')
        .set({ accepted: Date.now(), accepting: null, mode })
        .where('uuid', '=', uuid)
        .execute();
      return {
        siblings: await rejectSiblings(trx, row),
        accepted: await trx
          .selectFrom('sessions')
          .selectAll()
          .where('uuid', '=', uuid)
          .executeTakeFirstOrThrow()
      };
    });
    this._bus.ring(uuid);
    this._bus.ring(row.offer_set);
    this.release(siblings);
    await this.report(uuid, seen);
    this._run(accepted);
  }

  async reject(uuid: string): Promise<void> {
    const row = await this.row(uuid);
    if (row.phase === 'REJECTED') {
      return;
    }
    if (row.accepting !== null && row.accepted === null) {
      throw new Problem(409, [
        say('ERROR', 'accepting', 'It is being accepted at {platform}; wait until that is known', {
          platform: row.platform
        })
      ]);
    }
    await this._store.db.transaction().execute(trx => takeStep(trx, uuid, 'reject'));
    this._bus.ring(uuid);
    this._bus.ring(row.offer_set);
    this.release([row]);
  }

  /** Cancels a session, and returns once everything that it had started has ended. */
  async cancel(uuid: string): Promise<void> {
    const row = await this.row(uuid);
    if (row.phase === 'CANCELLED') {
      return;
    }
    if (nextPhase(row.phase, 'cancel') === undefined) {
      throw wrongPhase(row.phase, 'cancel');
    }
    await this._platform(row.platform).cancel(sessionRef(row));
    const after = await this.row(uuid);
    if (nextPhase(after.phase, 'cancel') !== undefined) {
      await this.report(uuid, [{ step: 'cancel' }]);
    }
  }

  /** Ends a session that somebody works in as its user wishes, and returns once it has ended. */
  async finish(uuid: string): Promise<void> {
    const row = await this.row(uuid);
    if (row.phase === 'COMPLETED') {
      return;
    }
    const platform = this._platform(row.platform);
    if (!canFinish(row) || !platform.finish) {
      throw wrongPhase(row.phase, 'complete');
    }
    await platform.finish(sessionRef(row));
    const after = await this.row(uuid);
    if (nextPhase(after.phase, 'complete') !== undefined) {
      await this.report(uuid, [{ step: 'complete' }]);
    }
  }

  /** Rejects the offers of earlier sets that answered the same question; `release` them afterwards. */
  async withdraw(trx: Transaction<Tables>, question: string): Promise<SessionRow[]> {
    const rows = await trx
      .selectFrom('sessions')
      .innerJoin('offer_sets', 'offer_sets.uuid', 'sessions.offer_set')
      .selectAll('sessions')
      .where('offer_sets.question', '=', question)
      .where('sessions.phase', '=', 'OFFERED')
      .where('sessions.accepting', 'is', null)
      .execute();
    for (const { uuid } of rows) {
      await takeStep(
        trx,
        uuid,
        'reject',
        say('INFO', 'asked-again', 'Rejected: the same question was asked again')
      );
    }
    return rows;
  }

  /** Tells those who made them that offers are no longer wanted. Nobody waits for it. */
  release(rows: readonly SessionRow[]): void {
    for (const row of rows) {
      this._bus.ring(row.uuid);
      const contract = row.key === null ? undefined : this._platforms.get(row.platform)?.foreign;
      contract?.release(sessionRef(row)).catch(() => undefined);
    }
  }

  /** Keeps what a platform saw. Steps that do not fit the phase are left out: they came too late. */
  async report(uuid: string, happenings: Happening[], cursor?: number): Promise<void> {
    if (happenings.length === 0 && cursor === undefined) {
      return;
    }
    await this._store.db.transaction().execute(async trx => {
      for (const happening of happenings) {
        await keep(trx, uuid, happening);
      }
      if (cursor !== undefined) {
        await trx.updateTable('sessions').set({ cursor }).where('uuid', '=', uuid).execute();
      }
    });
    this._bus.ring(uuid);
  }

  async expireDue(): Promise<void> {
    await this._expiry.expireDue();
  }

  private async _acceptThere(row: SessionRow, mode: Mode): Promise<Happening[]> {
    if (row.key === null) {
      return [];
    }
    const { foreign } = this._platform(row.platform);
    try {
      return foreign ? await this._acceptance.accept(row, foreign, mode) : [];
    } catch (error) {
      this._bus.ring(row.uuid);
      this._bus.ring(row.offer_set);
      throw error;
    }
  }

  private _run(row: SessionRow): void {
    void this._start(row)
      .catch(async (error: unknown) => {
        if (!(error instanceof Problem)) {
          this._onError(error);
        }
        const reason = error instanceof Error ? error.message : String(error);
        await this.report(row.uuid, [
          {
            step: 'fail',
            message:
              error instanceof Problem && error.messages[0]
                ? error.messages[0]
                : say('ERROR', 'start-failed', 'The session could not be started: {reason}', {
                    reason
                  })
          }
        ]);
      })
      .catch(this._onError);
  }

  private async _start(row: SessionRow): Promise<void> {
    const set = await this._store.db
      .selectFrom('offer_sets')
      .select('request')
      .where('uuid', '=', row.offer_set)
      .executeTakeFirstOrThrow();
    const { cores, memory, seconds, starts, cursor } = row;
    const request = JSON.parse(set.request) as ExecutionRequest;
    await this._platform(row.platform).run({
      ...sessionRef(row),
      ...{ cores, memory, seconds, starts, cursor, request },
      mode: row.mode ?? 'batch'
    });
  }

  private _platform(name: string): Platform {
    const platform = this._platforms.get(name);
    if (!platform) {
      throw new Problem(409, [
        say(
          'ERROR',
          'platform-gone',
          'The platform {name} is no longer in the configuration of this broker; put it back to go on with its sessions',
          { name }
        )
      ]);
    }
    return platform;
  }
}
