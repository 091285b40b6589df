import type { Mode } from '../model/executable';
import type { OfferSetResponse } from '../model/offer-set';
import { isOpen, withNews } from '../model/offer-set-news';
import type { Phase } from '../model/phase';
import type { ExecutionRequest } from '../model/request';
import type { ExecutionSession, SessionList } from '../model/session';
import type { SessionFrontend } from '../model/session-frontend';
import type { Update } from '../model/update';
import { DURATION_PATH, ENUM_VALUE_UPDATE, INTEGER_DELTA_UPDATE } from '../model/update-kind';
import type { SessionEvent } from '../model/event';
import { BrokerError } from './broker-error';
import { BrokerWire, type BrokerWireOptions, type CallOptions } from './broker-wire';

export type BrokerClientOptions = BrokerWireOptions;
export type { CallOptions };

/** So often a stream of offers that was cut is taken up again, after so many milliseconds, then twice as many. */
const MOST_CUTS = 4;
const PAUSE = 500;

/** One broker over HTTP. Every method rejects with a BrokerError that says what was wrong. */
export class BrokerClient {
  constructor(options: BrokerClientOptions) {
    this.wire = new BrokerWire(options);
  }

  /** What carries its documents, for whoever asks it more than the standard knows. */
  readonly wire: BrokerWire;

  /**
   * Asks where an execution could run. With `wait: 0` the answer comes at once, perhaps still
   * without offers; followOfferSet() then shows them as they come.
   */
  async ask(
    request: ExecutionRequest,
    { signal, wait }: CallOptions & { wait?: number } = {}
  ): Promise<OfferSetResponse> {
    const prefer = ['return=representation', ...(wait === undefined ? [] : [`wait=${wait}`])];
    return this.wire.document('OfferSetResponse', '/requests', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Prefer: prefer.join(', ') },
      body: JSON.stringify(request),
      signal: signal ?? null
    });
  }

  /** The offer set as it is now. */
  async offerSet(uuid: string, { signal }: CallOptions = {}): Promise<OfferSetResponse> {
    return this.wire.document('OfferSetResponse', `/offersets/${uuid}`, { signal: signal ?? null });
  }

  /**
   * The offer set as it is now and each time that a platform has answered, until all have. A stream that
   * ends before that was cut, by a broker that was started again or a proxy on the way: it is taken up anew.
   *
   * @throws BrokerError where that does not help
   */
  async *followOfferSet(
    uuid: string,
    { signal }: CallOptions = {}
  ): AsyncGenerator<OfferSetResponse> {
    for (let cut = 0; ; cut++) {
      let set: OfferSetResponse | undefined;
      for await (const data of this.wire.events(`/offersets/${uuid}/events`, { signal })) {
        const news = this.wire.checked('OfferSetResponse', data, 200);
        set = set ? withNews(set, news) : news;
        yield set;
      }
      if (set && !isOpen(set)) {
        return;
      }
      if (cut === MOST_CUTS) {
        throw new BrokerError(
          'The broker ended its answer before all had answered; ask again',
          200
        );
      }
      await new Promise(done => setTimeout(done, PAUSE * 2 ** cut));
      signal?.throwIfAborted();
    }
  }

  /** A session, or an offer, which is a session that has not been accepted. */
  async session(uuid: string, { signal }: CallOptions = {}): Promise<ExecutionSession> {
    return this.wire.document('ExecutionSession', `/sessions/${uuid}`, { signal: signal ?? null });
  }

  /** All accepted sessions, newest first (an extension of our broker). */
  async sessions({ signal }: CallOptions = {}): Promise<SessionList> {
    return this.wire.document('SessionList', '/sessions', { signal: signal ?? null });
  }

  /** Everything that has happened to a session after event number `after`, then what happens, to its end. */
  async *followSession(
    uuid: string,
    { signal, after = 0 }: CallOptions & { after?: number } = {}
  ): AsyncGenerator<SessionEvent> {
    const headers: Record<string, string> = after ? { 'Last-Event-ID': String(after) } : {};
    for await (const data of this.wire.events(`/sessions/${uuid}/events`, { signal, headers })) {
      yield this.wire.checked('SessionEvent', data, 200);
    }
  }

  /** Changes a value of a session and gives the session as it is then. */
  async update(
    uuid: string,
    update: Update,
    { signal }: CallOptions = {}
  ): Promise<ExecutionSession> {
    return this.wire.document('ExecutionSession', `/sessions/${uuid}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(update),
      signal: signal ?? null
    });
  }

  /** Accepts an offer; `mode`: one of those that it lists. */
  async accept(
    uuid: string,
    { mode, ...options }: CallOptions & { mode?: Mode | undefined } = {}
  ): Promise<ExecutionSession> {
    return this._setPhase(uuid, 'ACCEPTED', options, mode);
  }

  async reject(uuid: string, options: CallOptions = {}): Promise<ExecutionSession> {
    return this._setPhase(uuid, 'REJECTED', options);
  }

  async cancel(uuid: string, options: CallOptions = {}): Promise<ExecutionSession> {
    return this._setPhase(uuid, 'CANCELLED', options);
  }

  /** Ends a session that somebody works in; its files are kept (an extension of our broker). */
  async finish(uuid: string, options: CallOptions = {}): Promise<ExecutionSession> {
    return this._setPhase(uuid, 'COMPLETED', options);
  }

  /** Whether a browser can open the Jupyter server of a session where that is (an extension of our broker). */
  async frontend(uuid: string, { signal }: CallOptions = {}): Promise<SessionFrontend> {
    return this.wire.document('SessionFrontend', `/sessions/${uuid}/frontend`, {
      signal: signal ?? null
    });
  }

  /** Lets a session run for so many seconds more; its `meta.options` say how many (an extension). */
  async extend(
    uuid: string,
    seconds: number,
    options: CallOptions = {}
  ): Promise<ExecutionSession> {
    const kind = INTEGER_DELTA_UPDATE;
    const update = { kind, path: DURATION_PATH, delta: seconds, units: 'seconds' } as const;
    return this.update(uuid, update, options);
  }

  /** The bytes behind a URL that the broker gave: a session's file, say. */
  async file(url: string, { signal }: CallOptions = {}): Promise<Response> {
    const path = new URL(url, 'http://broker.invalid').pathname;
    const at = path.lastIndexOf('/sessions/');
    return this.wire.call(at < 0 ? path : path.slice(at), { signal: signal ?? null });
  }

  private async _setPhase(
    uuid: string,
    value: Phase,
    options: CallOptions,
    mode?: Mode
  ): Promise<ExecutionSession> {
    const update = { kind: ENUM_VALUE_UPDATE, path: 'phase', value } as const;
    return this.update(uuid, mode ? { ...update, mode } : update, options);
  }
}
