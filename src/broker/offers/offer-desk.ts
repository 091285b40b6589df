import { randomUUID } from 'node:crypto';

import type { Transaction } from 'kysely';

import type { WireForm } from '../../dialects/dialect';
import type { MessageItem } from '../../model/message';
import type { OfferSetResponse, PlatformAnswer } from '../../model/offer-set';
import type { ExecutionRequest } from '../../model/request';
import type { Bus } from '../bus';
import { makeHaste, MANY_PLATFORMS } from '../haste';
import { say } from '../problem';
import type { Answer, ForeignOffer, Platform } from '../platforms/platform';
import type { Platforms } from '../platforms/platforms';
import type { SessionDriver } from '../sessions/session-driver';
import type { Store } from '../store/store';
import type { Tables } from '../store/tables';
import { AnswerBook, type Outcome } from './answer-book';
import { freeAgain, promised } from './ledger';
import { OfferSetNews } from './offer-set-news';
import { offerSetDocument } from './offer-set-document';
import { Hearing, WITHDRAWN, type Heard } from './hearing';
import { keysIn, offer, passOn } from './offering';
import { isBefore, isOvertaken } from './round';
import { suits } from './routing';
import { closeUnheard, silenced } from './unheard';

const LOOP = (): MessageItem =>
  say('ERROR', 'loop', 'This broker has been asked the same already, by way of other brokers');

const ASKED_AGAIN = (): MessageItem =>
  say('WARN', 'asked-again', 'It is asked no longer: the same question was asked again');
const STARTED_AGAIN = (): MessageItem =>
  say(
    'ERROR',
    'started-again',
    'The broker was started again before there was an answer; ask again'
  );
/** Milliseconds: no client waits for longer. */
const LONGEST_WAIT = 60 * 60_000;

export interface OfferDeskOptions {
  store: Store;
  bus: Bus;
  driver: SessionDriver;
  platforms: Platforms;
  /** What this broker is called among brokers (`Via`). */
  identity: string;
  /** Milliseconds that an offer can be accepted for. */
  lifetime: number;
  /** Milliseconds that a platform may be silent. */
  patience: number;
}

/** Where questions are asked: of all platforms side by side, each answer kept as it comes. */
export class OfferDesk {
  private readonly _asking = new Map<string, Hearing>();
  private readonly _book: AnswerBook;

  constructor(private readonly _options: OfferDeskOptions) {
    this._book = new AnswerBook(_options.store, _options.bus);
  }

  /**
   * Opens an offer set and asks the platforms. An earlier set for the same question is withdrawn: what
   * is still being asked for it is aborted, and its offers are rejected where they were made. One that
   * a later round of it has overtaken is asked of nobody.
   *
   * @param via the brokers that the question has passed, from the first
   * @param form in which it was asked, and will be answered
   * @returns its uuid, and a promise of the moment when all have answered
   */
  async ask(
    request: ExecutionRequest,
    via: readonly string[] = [],
    form: WireForm = 'v1.0'
  ): Promise<{ uuid: string; answered: Promise<void> }> {
    const { store, bus, driver, identity } = this._options;
    const uuid = randomUUID();
    const question = request.question ?? null;
    const loop = via.includes(identity);
    // One that such requests do not go to is not in the answer: there is nothing to say of it.
    const platforms = loop
      ? []
      : this._options.platforms.asked.filter(({ only }) => suits(only, request));
    if (platforms.length > MANY_PLATFORMS) {
      makeHaste();
    }
    const answers: PlatformAnswer[] = loop
      ? [{ platform: identity, state: 'NO', messages: [LOOP()] }]
      : platforms.map(({ name }) => ({ platform: name, state: 'ASKING' }));
    // Before, so that nothing is added to what is withdrawn; afterwards, for what was asked meanwhile.
    this._withdraw(request);
    const { overtaken, withdrawn } = await store.db.transaction().execute(async trx => {
      const overtaken = await isOvertaken(trx, request);
      const again = question !== null && !overtaken;
      const withdrawn = again ? await driver.withdraw(trx, question) : [];
      if (again) {
        await closeUnheard(trx, { question }, ASKED_AGAIN());
      }
      await trx
        .insertInto('offer_sets')
        .values({
          uuid,
          created: Date.now(),
          question,
          request: JSON.stringify(request),
          result: platforms.length && !overtaken ? null : 'NO',
          answers: JSON.stringify(overtaken ? silenced(answers, ASKED_AGAIN()) : answers),
          form
        })
        .execute();
      return { overtaken, withdrawn };
    });
    if (overtaken) {
      return { uuid, answered: Promise.resolve() };
    }
    driver.release(withdrawn);
    for (const earlier of this._withdraw(request)) {
      this._asking.delete(earlier);
      bus.ring(earlier);
    }
    const hearing = new Hearing(request, this._options.patience);
    this._asking.set(uuid, hearing);
    const answered = Promise.all(
      platforms.map(async platform => {
        const heard = hearing.hear();
        await this._askOne(uuid, platform, request, { heard, via }).finally(heard.over);
      })
    ).then(() => {
      this._asking.delete(uuid);
      // Once more: now they can see that it was the last.
      bus.ring(uuid);
    });
    return { uuid, answered };
  }

  /** The offer set as the wire has it. @throws Problem 404 */
  async read(uuid: string, base: string): Promise<OfferSetResponse> {
    const { store, driver, platforms } = this._options;
    await driver.expireDue();
    return offerSetDocument(store.db, uuid, { base, hasPlatforms: platforms.asked.length > 0 });
  }

  /** What is new of an offer set, look by look. */
  news(uuid: string, base: string): OfferSetNews {
    return new OfferSetNews(this._options.store.db, uuid, base);
  }

  /** Whether platforms are still being asked. */
  isAsking(uuid: string): boolean {
    return this._asking.has(uuid);
  }

  /** Closes the questions that were being asked when the broker ended. */
  async start(): Promise<void> {
    const since = Date.now() - LONGEST_WAIT;
    await this._options.store.db
      .transaction()
      .execute(trx => closeUnheard(trx, { since }, STARTED_AGAIN()));
  }

  close(): void {
    for (const asking of this._asking.values()) {
      asking.withdraw();
    }
  }

  /** Hears no more of what was asked under this name before, and tells of which offer sets that was. */
  private _withdraw(request: ExecutionRequest): string[] {
    const earlier = [...this._asking].filter(([, asking]) => isBefore(asking.round, request));
    earlier.forEach(([, asking]) => {
      asking.withdraw();
    });
    return earlier.map(([uuid]) => uuid);
  }

  private async _askOne(
    uuid: string,
    platform: Platform,
    request: ExecutionRequest,
    { heard, via }: { heard: Heard; via: readonly string[] }
  ): Promise<void> {
    const { signal } = heard;
    const { patience } = this._options;
    // One after the other, so that an offer that is told of again is found.
    let entered: Promise<void> | undefined;
    const enter = async (answer: Answer, complete: boolean): Promise<void> => {
      const before = entered;
      const again = before !== undefined;
      entered = (async () => {
        await before?.catch(() => undefined);
        await this._book.enter(uuid, platform.name, async trx => {
          if (signal.reason !== WITHDRAWN) {
            return this._settle(trx, { uuid, platform, request, complete, again }, answer);
          }
          releaseAll(platform, answer);
          return undefined;
        });
      })();
      return entered;
    };
    const asking = {
      signal,
      via: [...via, this._options.identity],
      soFar: async (offers: ForeignOffer[], notes: MessageItem[] = []) => {
        heard.again();
        if (signal.aborted) {
          releaseAll(platform, { offers });
        } else {
          await enter({ offers, notes }, false);
        }
      }
    };
    const answering = platform.ask(request, asking);
    try {
      const answer = await Promise.race([answering, rejected(signal)]);
      await enter(answer, true);
    } catch (error) {
      // What comes too late is wanted by nobody.
      void answering.then(late => releaseAll(platform, late)).catch(() => undefined);
      if (signal.reason === WITHDRAWN) {
        return;
      }
      const reason = signal.aborted
        ? `nothing came for ${patience / 1000} s`
        : error instanceof Error
          ? error.message
          : String(error);
      const message = say('ERROR', 'no-answer', '{platform} gave no answer: {reason}', {
        platform: platform.name,
        reason
      });
      await this._book.enter(uuid, platform.name, async () =>
        Promise.resolve({ state: 'SILENT', offered: false, messages: [message] })
      );
    }
  }

  /** Turns an answer into offers that hold capacity, or into a NO. */
  private async _settle(
    trx: Transaction<Tables>,
    asked: {
      uuid: string;
      platform: Platform;
      request: ExecutionRequest;
      complete: boolean;
      /** Whether it has told of offers before. */
      again: boolean;
    },
    answer: Answer
  ): Promise<Outcome> {
    const { uuid, platform, request, complete } = asked;
    if ('reasons' in answer) {
      return { state: 'NO', messages: answer.reasons, offered: false };
    }
    const now = Date.now();
    const offering = { offerSet: uuid, platform, now, lifetime: this._options.lifetime };
    if ('offers' in answer) {
      const { offers, notes = [] } = answer;
      // Only what was told so far can be there already.
      const known = asked.again ? await keysIn(trx, offering) : new Set();
      const passedOn = offers
        .filter(({ key }) => !known.has(key) && known.add(key))
        .map(foreign => passOn(offering, foreign));
      const offered = offers.length > 0;
      const state = complete ? (offered ? 'YES' : 'NO') : 'ASKING';
      return { state, offered, passedOn, ...(notes.length ? { messages: notes } : {}) };
    }
    const taken = await promised(trx, platform.name, now);
    const proposals = answer.propose({
      cores: Math.max(0, answer.limits.cores - taken.cores),
      memory: Math.max(0, answer.limits.memory - taken.memory)
    });
    if ('reasons' in proposals) {
      const when = await freeAgain(trx, platform.name, now);
      return { state: 'NO', messages: [...proposals.reasons, ...when], offered: false };
    }
    for (const proposal of proposals) {
      await offer(trx, offering, request, proposal);
    }
    return { state: 'YES', offered: proposals.length > 0 };
  }
}

/** Tells those who made them that offers are not wanted. */
function releaseAll(platform: Platform, answer: Answer): void {
  const { foreign } = platform;
  if (foreign && 'offers' in answer) {
    for (const { key } of answer.offers) {
      foreign.release({ uuid: '', key }).catch(() => undefined);
    }
  }
}

async function rejected(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
    if (signal.aborted) {
      reject(new Error('aborted'));
    }
  });
}
