import type { Kysely, Transaction } from 'kysely';

import { isFinal } from '../../model/phase';
import type { MessageItem } from '../../model/message';
import type { Bus } from '../bus';
import type { Platforms } from '../platforms/platforms';
import { Problem, say } from '../problem';
import type { Store } from '../store/store';
import type { Tables } from '../store/tables';
import { filesOf, removeUnnamed } from '../store/unused-files';
import { sessionRef, type SessionRow } from './document';

export interface DiscardingParts {
  store: Store;
  bus: Bus;
  platforms: Platforms;
  /** Whether platforms are still being asked for an offer set: it then stays. */
  isAsking: (offerSet: string) => boolean;
  /** Told what went wrong where no client waits for an answer. */
  onError: (error: unknown) => void;
}

/**
 * Deletes sessions that have ended: the record in one transaction, with a note of the files that have
 * to go; then the files; then the note. Whatever ends in between, the next start goes on from the note.
 */
export class Discarding {
  constructor(private readonly _parts: DiscardingParts) {}

  /** Goes on with what an earlier broker did not bring to its end; nobody waits for it. */
  start(): void {
    this._goOn().catch(this._parts.onError);
  }

  /**
   * Deletes a session and its files; returns once they are gone.
   *
   * @returns what a person should know: what is kept elsewhere
   * @throws Problem 409 where it has not ended
   * @throws Error where files cannot be removed; that is tried again at the next start
   */
  async discard(row: SessionRow): Promise<MessageItem[]> {
    const { store, bus, platforms, isAsking } = this._parts;
    const platform = platforms.get(row.platform);
    const here = row.key === null;
    const asked = await store.db
      .selectFrom('offer_sets')
      .select('request')
      .where('uuid', '=', row.offer_set)
      .executeTakeFirst();
    await store.db.transaction().execute(async trx => {
      await refuseRunning(trx, row.uuid);
      if (here) {
        await trx
          .insertInto('discards')
          .values({ session: row.uuid, platform: row.platform, begun: Date.now() })
          .execute();
      }
      await forget(trx, [row.uuid]);
      if (!isAsking(row.offer_set)) {
        await forgetSet(trx, row.offer_set);
      }
    });
    bus.ring(row.uuid);
    await removeUnnamed(store, filesOf(asked?.request ?? ''));
    if (!here) {
      return [
        say(
          'INFO',
          'kept-elsewhere',
          'It was forgotten here. {platform} keeps its own record of it, and its files.',
          { platform: row.platform }
        )
      ];
    }
    if (platform?.discard) {
      await this._remove(row.uuid, async () => platform.discard?.(sessionRef(row)));
      return [];
    }
    return [
      say(
        'WARN',
        'files-left',
        'It was forgotten. {platform} is not among the platforms of this broker now; its files go when it is again.',
        { platform: row.platform }
      )
    ];
  }

  private async _goOn(): Promise<void> {
    const { store, platforms, onError } = this._parts;
    const notes = await store.db.selectFrom('discards').selectAll().execute();
    for (const { session, platform } of notes) {
      const there = platforms.get(platform);
      if (there?.discard) {
        await this._remove(session, async () => there.discard?.({ uuid: session })).catch(onError);
      }
    }
  }

  private async _remove(session: string, remove: () => Promise<void>): Promise<void> {
    await remove();
    await this._parts.store.db.deleteFrom('discards').where('session', '=', session).execute();
  }
}

/** Deletes what is known of some sessions. */
export async function forget(trx: Transaction<Tables>, sessions: readonly string[]): Promise<void> {
  await trx.deleteFrom('events').where('session', 'in', sessions).execute();
  await trx.deleteFrom('runs').where('session', 'in', sessions).execute();
  await trx.deleteFrom('sessions').where('uuid', 'in', sessions).execute();
}

/** Deletes what was asked, with the offers that were not taken, unless a session stands on it. */
async function forgetSet(trx: Transaction<Tables>, offerSet: string): Promise<void> {
  const rest = await trx
    .selectFrom('sessions')
    .select(['uuid', 'phase', 'accepted'])
    .where('offer_set', '=', offerSet)
    .execute();
  if (rest.some(({ phase, accepted }) => accepted !== null || !isFinal(phase))) {
    return;
  }
  const offers = (db: Kysely<Tables>) =>
    db.selectFrom('sessions').select('uuid').where('offer_set', '=', offerSet);
  await trx.deleteFrom('events').where('session', 'in', offers(trx)).execute();
  await trx.deleteFrom('sessions').where('offer_set', '=', offerSet).execute();
  await trx.deleteFrom('offer_sets').where('uuid', '=', offerSet).execute();
}

async function refuseRunning(trx: Transaction<Tables>, uuid: string): Promise<void> {
  const row = await trx
    .selectFrom('sessions')
    .select('phase')
    .where('uuid', '=', uuid)
    .executeTakeFirst();
  if (!row) {
    throw new Problem(404, [
      say('ERROR', 'no-such-session', 'There is no session {uuid} here', { uuid })
    ]);
  }
  if (!isFinal(row.phase)) {
    throw new Problem(409, [
      say(
        'ERROR',
        'not-ended',
        'The session {uuid} is {phase}, and only what has ended can be deleted. Cancel it first.',
        { uuid, phase: row.phase }
      )
    ]);
  }
}
