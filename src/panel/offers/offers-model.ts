import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { BrokerClient } from '../../client/broker-client';
import type { Mode } from '../../model/executable';
import type { OfferSetResponse } from '../../model/offer-set';
import { isOpen } from '../../model/offer-set-news';
import type { ExecutionRequest } from '../../model/request';
import type { ExecutionSession } from '../../model/session';
import { messageText } from '../../model/template';
import type { StagingError } from '../ask/staging';
import { Snapshot } from '../snapshot';
import { hasReason, trouble, type Trouble } from '../trouble';
import { AcceptanceWatch } from './acceptance-watch';

/** How far the acceptance of an offer has come. */
export interface Acceptance {
  /** `unknown`: it was sent, and its answer was lost. */
  state: 'busy' | 'done' | 'failed' | 'unknown';
  trouble?: Trouble;
  /** In which it was asked for. */
  mode?: Mode | undefined;
}

/** An offer that was wanted and could not be had. */
export interface Wanted {
  offer: ExecutionSession;
  reason: string;
}

export interface OffersState {
  /** `idle`: nothing was asked yet. */
  phase: 'idle' | 'asking' | 'answered' | 'failed';
  /** The answer so far. */
  answer?: OfferSetResponse | undefined;
  /** What it answers. */
  request?: ExecutionRequest | undefined;
  /** The answer is to an older question; a newer one is on its way. */
  stale: boolean;
  /** When it was asked, in milliseconds since 1970. */
  askedAt?: number | undefined;
  trouble?: Trouble | undefined;
  /** Files that the broker could not be given. */
  unstaged: readonly StagingError[];
  /** By the offer's uuid. */
  acceptances: Readonly<Record<string, Acceptance>>;
  /** What the present answer is compared with. */
  wanted?: Wanted | undefined;
}

/**
 * Seconds that the first answer may take: this computer has answered by then, which saves the way back
 * and forth for its offers; whoever takes longer is heard as soon as he speaks.
 */
const AT_ONCE = 0.04;

/** The broker's answer to the last question, and what becomes of its offers. */
export class OffersModel implements IDisposable {
  constructor(
    private readonly _client: BrokerClient,
    private readonly _now: () => number = Date.now
  ) {}

  readonly state = new Snapshot<OffersState>({
    phase: 'idle',
    stale: false,
    unstaged: [],
    acceptances: {}
  });

  /** An offer has become a session. */
  get accepted(): ISignal<this, ExecutionSession> {
    return this._accepted;
  }

  /** An offer that was wanted is gone: only to ask again can help. */
  get lost(): ISignal<this, void> {
    return this._lost;
  }

  get isDisposed(): boolean {
    return this.state.isDisposed;
  }

  /** Whether another offer is being taken, or may have been. */
  isTakingOther(uuid: string): boolean {
    return Object.entries(this.state.value.acceptances).some(
      ([other, { state }]) => other !== uuid && (state === 'busy' || state === 'unknown')
    );
  }

  /** A new question is being made ready: the old answer stays in view, but not in force. */
  begin(): void {
    const wanted = this._comparing ? this.state.value.wanted : undefined;
    this._comparing = false;
    this.state.patch({ phase: 'asking', stale: true, trouble: undefined, wanted });
  }

  /** Forgets the answer: it was about another notebook. */
  clear(): void {
    this.state.patch({
      phase: 'idle',
      answer: undefined,
      request: undefined,
      stale: false,
      askedAt: undefined,
      trouble: undefined,
      unstaged: [],
      acceptances: {},
      wanted: undefined
    });
  }

  fail(error: unknown): void {
    this.state.patch({ phase: 'failed', trouble: trouble(error) });
  }

  /** Asks, and follows the answer until every platform has given its own. */
  async ask(
    request: ExecutionRequest,
    unstaged: readonly StagingError[],
    signal: AbortSignal
  ): Promise<void> {
    const askedAt = this._now();
    const old = this.state.value.answer;
    let first = true;
    const show = (answer: OfferSetResponse) => {
      // Old offers stay in view until there is something new to see.
      if (first && old && isOpen(answer) && !answer.offers?.length) {
        return;
      }
      const fresh = first ? { request, unstaged, askedAt, acceptances: {}, stale: false } : {};
      first = false;
      this.state.patch({ answer, ...fresh });
    };
    let answer = await this._client.ask(request, { signal, wait: AT_ONCE });
    signal.throwIfAborted();
    show(answer);
    const uuid = answer.meta?.uuid;
    if (isOpen(answer) && uuid) {
      for await (answer of this._client.followOfferSet(uuid, { signal })) {
        // A part at a time: several may have come together, and the page is not to be held up.
        await turn();
        signal.throwIfAborted();
        show(answer);
      }
    }
    signal.throwIfAborted();
    this.state.patch({ phase: 'answered', stale: false, answer });
  }

  /** Turns an offer into a session; `mode`: one of those that it lists. A refusal shows in place. */
  async accept(uuid: string, mode?: Mode): Promise<void> {
    const earlier = this.state.value.acceptances[uuid]?.state;
    if (earlier !== undefined && earlier !== 'failed') {
      return;
    }
    this.state.patch({ wanted: undefined });
    this._setAcceptance(uuid, { state: 'busy', mode });
    try {
      this._taken(uuid, await this._client.accept(uuid, { mode }));
    } catch (error) {
      this._notTaken(uuid, error);
      return;
    }
    await this._reread();
  }

  /** Gives the open offers back, so that they hold nothing for a reader who has gone. */
  giveBack(): void {
    const { acceptances, answer } = this.state.value;
    for (const { meta, phase } of answer?.offers ?? []) {
      if (meta?.uuid && phase === 'OFFERED' && !acceptances[meta.uuid]) {
        // Nobody is there any more to hear that it failed; the offer then expires.
        this._client.reject(meta.uuid).catch(() => undefined);
      }
    }
  }

  dispose(): void {
    this._watches.forEach(watch => {
      watch.dispose();
    });
    this.state.dispose();
    Signal.clearData(this);
  }

  private _taken(uuid: string, session: ExecutionSession): void {
    this._setAcceptance(uuid, { state: 'done' });
    this._accepted.emit(session);
  }

  private _notTaken(uuid: string, error: unknown): void {
    const why = trouble(error);
    if (hasReason(error, 'accept-unknown')) {
      this._setAcceptance(uuid, { state: 'unknown', trouble: why });
      this._findOut(uuid);
      return;
    }
    this._setAcceptance(uuid, { state: 'failed', trouble: why });
    // While it is open whether another offer of the set is taken, to ask again would give that back.
    if (why.gone && !hasReason(error, 'rival')) {
      this._lose(uuid, why.message);
    }
  }

  private _findOut(uuid: string): void {
    const watch = new AcceptanceWatch(this._client, uuid, session => {
      this._watches.delete(watch);
      if (session.phase === 'REJECTED' || session.phase === 'EXPIRED') {
        const message = session.meta?.messages?.at(-1);
        const reason = message ? messageText(message) : '';
        this._setAcceptance(uuid, { state: 'failed', trouble: { message: reason, gone: true } });
        this._lose(uuid, reason);
      } else {
        this._taken(uuid, session);
      }
    });
    this._watches.add(watch);
  }

  private _lose(uuid: string, reason: string): void {
    const offer = this.state.value.answer?.offers?.find(({ meta }) => meta?.uuid === uuid);
    if (offer) {
      this.state.patch({ wanted: { offer, reason } });
      this._comparing = true;
      this._lost.emit();
    }
  }

  /** What an acceptance did to the other offers of its set. */
  private async _reread(): Promise<void> {
    const before = this.state.value.answer;
    if (!before?.meta?.uuid) {
      return;
    }
    try {
      const answer = await this._client.offerSet(before.meta.uuid);
      if (this.state.value.answer === before) {
        this.state.patch({ answer });
      }
    } catch (error) {
      this.state.patch({ trouble: trouble(error) });
    }
  }

  private _setAcceptance(uuid: string, acceptance: Acceptance): void {
    const { acceptances } = this.state.value;
    const { mode } = acceptances[uuid] ?? {};
    this.state.patch({ acceptances: { ...acceptances, [uuid]: { mode, ...acceptance } } });
  }

  private readonly _accepted = new Signal<this, ExecutionSession>(this);
  /** The next question is asked to find something instead of what was wanted. */
  private _comparing = false;
  private readonly _lost = new Signal<this, void>(this);
  private readonly _watches = new Set<AcceptanceWatch>();
}

/** Lets the page do what else it has to do; in the background that is nothing, and timers are slow. */
async function turn(): Promise<void> {
  if (!document.hidden) {
    await new Promise(resolve => setTimeout(resolve));
  }
}
