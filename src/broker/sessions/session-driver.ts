import type { Transaction } from 'kysely';

import type { SessionEvent } from '../../model/event';
import type { MessageItem } from '../../model/message';
import {
  holdsCapacity,
  isActive,
  nextPhase,
  PHASES,
  type Phase,
  type PhaseEvent
} from '../../model/phase';
import type { ExecutionRequest } from '../../model/request';
import { formatInstant } from '../../model/time';
import type { Bus } from '../bus';
import { Problem, say } from '../problem';
import type { Happening, Platform } from '../platforms/platform';
import type { Store } from '../store/store';
import type { Tables } from '../store/tables';
import { adopt } from './adoption';
import { appendEvents } from './event-log';
import type { SessionRow } from './document';

const ACTIVE = PHASES.filter(isActive);

/** What is said when a step is taken and nobody has said anything better. */
const WORDS: Readonly<Record<PhaseEvent, string>> = {
  offer: 'Offered',
  accept: 'The offer was accepted',
  reject: 'The offer was rejected',
  expire: 'The offer expired before it was accepted',
  wait: 'Waiting for its start',
  prepare: 'The environment is being prepared',
  ready: 'Everything is ready',
  run: 'Running',
  release: 'What it held is being released',
  complete: 'Completed',
  fail: 'Failed',
  cancel: 'Cancelled'
};

/** Drives sessions through their phases: the only place where a phase is written. */
export class SessionDriver {
  private _platforms = new Map<string, Platform>();
  private _expiry: NodeJS.Timeout | undefined;

  constructor(
    private readonly _store: Store,
    private readonly _bus: Bus,
    /** Told what went wrong where no client waits for an answer. */
    private readonly _onError: (error: unknown) => void
  ) {}

  /** Takes up all sessions that were under way when the broker ended. */
  async start(platforms: readonly Platform[]): Promise<void> {
    this._platforms = new Map(platforms.map(platform => [platform.name, platform]));
    if (this._store.notices.length) {
      for (const platform of platforms) {
        const remnants = await platform.remnants();
        await this._store.db.transaction().execute(trx => adopt(trx, platform.name, remnants));
      }
    }
    await this.expireDue();
    const rows = await this._store.db
      .selectFrom('sessions')
      .selectAll()
      .where('phase', 'in', ACTIVE)
      .execute();
    for (const row of rows) {
      this._run(row);
    }
  }

  close(): void {
    clearTimeout(this._expiry);
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

  /** Accepts an offer; its siblings are rejected in the same moment. Again is no error. */
  async accept(uuid: string): Promise<void> {
    const row = await this.row(uuid);
    if (row.accepted !== null) {
      return;
    }
    const accepted = await this._store.db.transaction().execute(async trx => {
      await this._step(trx, uuid, 'accept');
      await trx
        .updateTable('sessions')
        .set({ accepted: Date.now() })
        .where('uuid', '=', uuid)
        .execute();
      const siblings = await trx
        .selectFrom('sessions')
        .select('uuid')
        .where('offer_set', '=', row.offer_set)
        .where('phase', '=', 'OFFERED')
        .execute();
      for (const sibling of siblings) {
        await this._step(
          trx,
          sibling.uuid,
          'reject',
          say('INFO', 'sibling-accepted', 'Rejected: another offer of the same set was accepted')
        );
      }
      return trx
        .selectFrom('sessions')
        .selectAll()
        .where('uuid', '=', uuid)
        .executeTakeFirstOrThrow();
    });
    this._bus.ring(row.offer_set);
    this._run(accepted);
  }

  async reject(uuid: string): Promise<void> {
    const row = await this.row(uuid);
    if (row.phase !== 'REJECTED') {
      await this._store.db.transaction().execute(trx => this._step(trx, uuid, 'reject'));
      this._bus.ring(row.offer_set);
    }
  }

  /** Cancels a session, and returns once everything that it had started has ended. */
  async cancel(uuid: string): Promise<void> {
    const row = await this.row(uuid);
    if (row.phase === 'CANCELLED') {
      return;
    }
    if (nextPhase(row.phase, 'cancel') === undefined) {
      throw refusal(row.phase, 'cancel');
    }
    await this._platform(row.platform).cancel(uuid);
    const after = await this.row(uuid);
    if (nextPhase(after.phase, 'cancel') !== undefined) {
      await this.report(uuid, [{ step: 'cancel' }]);
    }
  }

  /** Rejects the offers of earlier sets that answered the same question. */
  async withdraw(trx: Transaction<Tables>, question: string): Promise<void> {
    const rows = await trx
      .selectFrom('sessions')
      .innerJoin('offer_sets', 'offer_sets.uuid', 'sessions.offer_set')
      .select('sessions.uuid')
      .where('offer_sets.question', '=', question)
      .where('sessions.phase', '=', 'OFFERED')
      .execute();
    for (const { uuid } of rows) {
      await this._step(
        trx,
        uuid,
        'reject',
        say('INFO', 'asked-again', 'Rejected: the same question was asked again')
      );
    }
  }

  /** Keeps what a platform saw. Steps that do not fit the phase are left out: they came too late. */
  async report(uuid: string, happenings: Happening[], cursor?: number): Promise<void> {
    await this._store.db.transaction().execute(async trx => {
      for (const { step, message, progress, usage, result } of happenings) {
        if (step) {
          await this._step(trx, uuid, step, message, true);
        }
        const events: Omit<SessionEvent, 'seq'>[] = [];
        const time = formatInstant(Date.now());
        if (message && !step) {
          events.push({ time: message.time ?? time, type: 'message', message });
        }
        if (progress) {
          events.push({ time, type: 'progress', progress });
        }
        if (usage) {
          events.push({ time, type: 'usage', usage });
        }
        await appendEvents(trx, uuid, events);
        await trx
          .updateTable('sessions')
          .set({
            modified: Date.now(),
            ...(progress ? { progress: JSON.stringify(progress) } : {}),
            ...(usage ? { usage: JSON.stringify(usage) } : {}),
            ...(result === undefined ? {} : { result })
          })
          .where('uuid', '=', uuid)
          .execute();
      }
      if (cursor !== undefined) {
        await trx.updateTable('sessions').set({ cursor }).where('uuid', '=', uuid).execute();
      }
    });
    this._bus.ring(uuid);
  }

  /** Expires the offers whose time is over, and sets the alarm for the next. */
  async expireDue(): Promise<void> {
    const { db } = this._store;
    const due = await db
      .selectFrom('sessions')
      .select(['uuid', 'offer_set'])
      .where('phase', '=', 'OFFERED')
      .where('expires', '<=', Date.now())
      .execute();
    if (due.length) {
      await db.transaction().execute(async trx => {
        for (const { uuid } of due) {
          await this._step(trx, uuid, 'expire', undefined, true);
        }
      });
      due.forEach(({ offer_set }) => this._bus.ring(offer_set));
    }
    const next = await db
      .selectFrom('sessions')
      .select(({ fn }) => fn.min('expires').as('at'))
      .where('phase', '=', 'OFFERED')
      .executeTakeFirst();
    clearTimeout(this._expiry);
    if (next?.at) {
      const alarm = Math.min(Math.max(next.at - Date.now(), 0) + 1, 2 ** 31 - 1);
      this._expiry = setTimeout(() => {
        this.expireDue().catch(this._onError);
      }, alarm).unref();
    }
  }

  /**
   * Takes one step of a session's life, and writes it into its log.
   *
   * @throws Problem 409 where the phase does not allow it, unless `lenient`
   */
  private async _step(
    trx: Transaction<Tables>,
    uuid: string,
    event: PhaseEvent,
    message?: MessageItem,
    lenient = false
  ): Promise<void> {
    const row = await trx
      .selectFrom('sessions')
      .select(['phase', 'expires'])
      .where('uuid', '=', uuid)
      .executeTakeFirstOrThrow();
    const now = Date.now();
    const late = row.phase === 'OFFERED' && row.expires <= now;
    const phase = late && event === 'accept' ? undefined : nextPhase(row.phase, event);
    if (phase === undefined) {
      if (lenient) {
        return;
      }
      throw refusal(late ? 'EXPIRED' : row.phase, event);
    }
    await trx
      .updateTable('sessions')
      .set({ phase, modified: now })
      .where('uuid', '=', uuid)
      .execute();
    await appendEvents(trx, uuid, [
      {
        time: formatInstant(now),
        type: 'phase',
        phase,
        message: message ?? say('INFO', `phase-${phase.toLowerCase()}`, WORDS[event])
      }
    ]);
    this._bus.ring(uuid);
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
    const { uuid, cores, memory, seconds, starts, cursor } = row;
    const request = JSON.parse(set.request) as ExecutionRequest;
    await this._platform(row.platform).run({
      uuid,
      cores,
      memory,
      seconds,
      starts,
      cursor,
      request
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

function refusal(phase: Phase, event: PhaseEvent): Problem {
  const advice = holdsCapacity(phase) ? '' : ' Ask again for new offers.';
  return new Problem(409, [
    say(
      'ERROR',
      'wrong-phase',
      `The session is {phase}: it cannot take the step "{event}".${advice}`,
      {
        phase,
        event
      }
    )
  ]);
}
