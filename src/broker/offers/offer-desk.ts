import { randomUUID } from 'node:crypto';

import type { Transaction } from 'kysely';

import { OFFER_SET, SCHEDULED_SESSION, SIMPLE_COMPUTE } from '../../model/kinds';
import type { MessageItem } from '../../model/message';
import type { OfferSetResponse, PlatformAnswer } from '../../model/offer-set';
import type { ExecutionRequest } from '../../model/request';
import type { ExecutionSession } from '../../model/session';
import { formatDuration, formatInstant, formatInterval } from '../../model/time';
import type { Bus } from '../bus';
import { Problem, say } from '../problem';
import type { Answer, Platform, Proposal } from '../platforms/platform';
import { appendEvents, readMessages } from '../sessions/event-log';
import { sessionDocument } from '../sessions/document';
import type { SessionDriver } from '../sessions/session-driver';
import type { Store } from '../store/store';
import type { Tables } from '../store/tables';
import { nextRelease, promised } from './ledger';
import { withBase } from './materials';

export interface OfferDeskOptions {
  store: Store;
  bus: Bus;
  driver: SessionDriver;
  platforms: readonly Platform[];
  /** Milliseconds that an offer can be accepted for. */
  lifetime: number;
  /** Milliseconds that a platform has for its answer. */
  patience: number;
}

/** Where questions are asked: of all platforms side by side, each answer kept as it comes. */
export class OfferDesk {
  private readonly _asking = new Map<string, AbortController>();

  constructor(private readonly _options: OfferDeskOptions) {}

  /**
   * Opens an offer set and asks the platforms.
   *
   * @returns its uuid, and a promise of the moment when all have answered
   */
  async ask(request: ExecutionRequest): Promise<{ uuid: string; answered: Promise<void> }> {
    const { store, bus, driver, platforms } = this._options;
    const uuid = randomUUID();
    const question = request.question ?? null;
    const answers: PlatformAnswer[] = platforms.map(({ name }) => ({
      platform: name,
      state: 'ASKING'
    }));
    await store.db.transaction().execute(async trx => {
      if (question) {
        await driver.withdraw(trx, question);
      }
      await trx
        .insertInto('offer_sets')
        .values({
          uuid,
          created: Date.now(),
          question,
          request: JSON.stringify(request),
          result: platforms.length ? null : 'NO',
          answers: JSON.stringify(answers)
        })
        .execute();
    });
    const stop = new AbortController();
    this._asking.set(uuid, stop);
    const answered = Promise.all(
      platforms.map(platform => this._askOne(uuid, platform, request, stop.signal))
    ).then(() => {
      this._asking.delete(uuid);
      // Once more: now they can see that it was the last.
      bus.ring(uuid);
    });
    return { uuid, answered };
  }

  /** The offer set as the wire has it. */
  async read(uuid: string, base: string): Promise<OfferSetResponse> {
    const { store, driver } = this._options;
    await driver.expireDue();
    const set = await store.db
      .selectFrom('offer_sets')
      .selectAll()
      .where('uuid', '=', uuid)
      .executeTakeFirst();
    if (!set) {
      throw new Problem(404, [
        say('ERROR', 'no-such-offerset', 'There is no offer set {uuid} here', { uuid })
      ]);
    }
    const rows = await store.db
      .selectFrom('sessions')
      .selectAll()
      .where('offer_set', '=', uuid)
      .orderBy('created')
      .execute();
    const messages = await readMessages(
      store.db,
      rows.map(row => row.uuid)
    );
    const answers = JSON.parse(set.answers) as PlatformAnswer[];
    const said = answers.flatMap(answer => answer.messages ?? []);
    if (set.result === 'NO' && said.length === 0) {
      said.push(
        say('ERROR', 'no-platforms', 'This broker has no platforms; add one to its configuration')
      );
    }
    return withBase(
      {
        kind: OFFER_SET,
        meta: {
          uuid,
          url: `${base}/offersets/${uuid}`,
          created: formatInstant(set.created),
          messages: said
        },
        ...(set.result ? { result: set.result } : {}),
        offers: rows.map(row => sessionDocument(row, messages.get(row.uuid) ?? [], base)),
        ...(rows.length
          ? { expires: formatInstant(Math.max(...rows.map(({ expires }) => expires))) }
          : {}),
        answers
      },
      base
    );
  }

  /** Whether platforms are still being asked. */
  isAsking(uuid: string): boolean {
    return this._asking.has(uuid);
  }

  close(): void {
    for (const stop of this._asking.values()) {
      stop.abort();
    }
  }

  private async _askOne(
    uuid: string,
    platform: Platform,
    request: ExecutionRequest,
    stop: AbortSignal
  ): Promise<void> {
    const { patience, store, bus } = this._options;
    const deadline = AbortSignal.any([stop, AbortSignal.timeout(patience)]);
    let answer: Answer | undefined;
    let silence: MessageItem | undefined;
    try {
      answer = await Promise.race([platform.ask(request, deadline), rejected(deadline)]);
    } catch (error) {
      silence = say('ERROR', 'no-answer', '{platform} gave no answer: {reason}', {
        platform: platform.name,
        reason: deadline.aborted
          ? `nothing came within ${patience / 1000} s`
          : error instanceof Error
            ? error.message
            : String(error)
      });
    }
    if (stop.aborted) {
      return;
    }
    await store.db.transaction().execute(async trx => {
      const outcome =
        answer === undefined
          ? { state: 'SILENT' as const, messages: silence ? [silence] : [] }
          : await this._settle(trx, uuid, platform, request, answer);
      await record(trx, uuid, { platform: platform.name, ...outcome });
    });
    bus.ring(uuid);
  }

  /** Turns an answer into offers that hold capacity, or into a NO. */
  private async _settle(
    trx: Transaction<Tables>,
    uuid: string,
    platform: Platform,
    request: ExecutionRequest,
    answer: Answer
  ): Promise<Omit<PlatformAnswer, 'platform'>> {
    if ('reasons' in answer) {
      return { state: 'NO', messages: answer.reasons };
    }
    const now = Date.now();
    const taken = await promised(trx, platform.name, now);
    const proposals = answer.propose({
      cores: Math.max(0, answer.limits.cores - taken.cores),
      memory: Math.max(0, answer.limits.memory - taken.memory)
    });
    if ('reasons' in proposals) {
      const release = await nextRelease(trx, platform.name, now);
      const when =
        release === undefined
          ? []
          : [
              say('INFO', 'free-again', 'Something is free again by {time} at the latest', {
                time: formatInstant(release)
              })
            ];
      return { state: 'NO', messages: [...proposals.reasons, ...when] };
    }
    for (const proposal of proposals) {
      await this._offer(trx, uuid, platform, request, proposal, now);
    }
    return { state: 'YES' };
  }

  private async _offer(
    trx: Transaction<Tables>,
    offerSet: string,
    platform: Platform,
    request: ExecutionRequest,
    proposal: Proposal,
    now: number
  ): Promise<void> {
    const uuid = randomUUID();
    const expires = now + this._options.lifetime;
    const { cores, memory, starts, seconds } = proposal;
    await trx
      .insertInto('sessions')
      .values({
        uuid,
        offer_set: offerSet,
        platform: platform.name,
        phase: 'OFFERED',
        created: now,
        modified: now,
        expires,
        starts,
        seconds,
        cores,
        memory,
        document: JSON.stringify(offerDocument(request, proposal))
      })
      .execute();
    await appendEvents(trx, uuid, [
      {
        time: formatInstant(now),
        type: 'phase',
        phase: 'OFFERED',
        message: say('INFO', 'offered', 'Offered by {platform} until {expires}', {
          platform: platform.name,
          expires: formatInstant(expires)
        })
      }
    ]);
  }
}

/** The parts of an offer that do not change: what was asked, with what is offered for it. */
function offerDocument(request: ExecutionRequest, proposal: Proposal): ExecutionSession {
  const { cores, memory, starts, seconds, preparing, costs, messages } = proposal;
  const name = request.executable.meta?.name;
  return {
    kind: SCHEDULED_SESSION,
    meta: { ...(name ? { name } : {}), messages },
    executable: request.executable,
    compute: {
      ...request.compute,
      kind: SIMPLE_COMPUTE,
      cores: { min: cores, max: cores },
      memory: { min: memory, max: memory }
    },
    ...(request.storage ? { storage: request.storage } : {}),
    ...(request.data ? { data: request.data } : {}),
    schedule: {
      ...(preparing === undefined
        ? {}
        : {
            preparing: {
              start: formatInstant(starts),
              duration: formatDuration(preparing * 1000)
            }
          }),
      available: {
        start: formatInterval({ start: starts, end: starts }),
        duration: formatDuration(seconds * 1000)
      }
    },
    costs
  };
}

/** Keeps one platform's answer, and the result once it is known: YES at the first offer. */
async function record(
  trx: Transaction<Tables>,
  uuid: string,
  answer: PlatformAnswer
): Promise<void> {
  const set = await trx
    .selectFrom('offer_sets')
    .select(['answers', 'result'])
    .where('uuid', '=', uuid)
    .executeTakeFirstOrThrow();
  const answers = (JSON.parse(set.answers) as PlatformAnswer[]).map(old =>
    old.platform === answer.platform ? answer : old
  );
  const result = answers.some(({ state }) => state === 'YES')
    ? 'YES'
    : answers.some(({ state }) => state === 'ASKING')
      ? null
      : 'NO';
  await trx
    .updateTable('offer_sets')
    .set({ answers: JSON.stringify(answers), result })
    .where('uuid', '=', uuid)
    .execute();
}

async function rejected(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
    if (signal.aborted) {
      reject(new Error('aborted'));
    }
  });
}
