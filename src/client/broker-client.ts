import { complaintText, type Complaint } from '../model/complaint';
import type { MessageItem } from '../model/message';
import type { OfferSetResponse } from '../model/offer-set';
import type { Phase } from '../model/phase';
import type { ExecutionRequest } from '../model/request';
import type { Documents } from '../model/schemas';
import type { ExecutionSession, SessionList } from '../model/session';
import { messageText } from '../model/template';
import type { Update } from '../model/update';
import { ENUM_VALUE_UPDATE } from '../model/update-kind';
import type { SessionEvent } from '../model/event';
import { BrokerError } from './broker-error';
import { eventStream } from './event-stream';

export interface BrokerClientOptions {
  /** Where the broker is, without a slash at the end. */
  baseUrl: string;
  /** How to fetch; the platform's own by default. In JupyterLab: with its credentials. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Looks at every document that comes in: what is wrong with it, empty where nothing is. */
  check: (name: keyof Documents, value: unknown) => Complaint[];
}

export interface CallOptions {
  /** Aborts the call; the promise then rejects with an AbortError. */
  signal?: AbortSignal | undefined;
}

/** One broker over HTTP. Every method rejects with a BrokerError that says what was wrong. */
export class BrokerClient {
  constructor(private readonly _options: BrokerClientOptions) {}

  /**
   * Asks where an execution could run. With `wait: 0` the answer comes at once, perhaps still
   * without offers; followOfferSet() then shows them as they come.
   */
  async ask(
    request: ExecutionRequest,
    { signal, wait }: CallOptions & { wait?: number } = {}
  ): Promise<OfferSetResponse> {
    const prefer = ['return=representation', ...(wait === undefined ? [] : [`wait=${wait}`])];
    return this._document('OfferSetResponse', '/requests', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Prefer: prefer.join(', ') },
      body: JSON.stringify(request),
      signal: signal ?? null
    });
  }

  /** The offer set as it is now. */
  async offerSet(uuid: string, { signal }: CallOptions = {}): Promise<OfferSetResponse> {
    return this._document('OfferSetResponse', `/offersets/${uuid}`, { signal: signal ?? null });
  }

  /** The offer set as it is now and each time that a platform has answered, until all have. */
  async *followOfferSet(
    uuid: string,
    { signal }: CallOptions = {}
  ): AsyncGenerator<OfferSetResponse> {
    for await (const data of this._events(`/offersets/${uuid}/events`, { signal })) {
      yield this._checked('OfferSetResponse', data, 200);
    }
  }

  /** A session, or an offer, which is a session that has not been accepted. */
  async session(uuid: string, { signal }: CallOptions = {}): Promise<ExecutionSession> {
    return this._document('ExecutionSession', `/sessions/${uuid}`, { signal: signal ?? null });
  }

  /** All accepted sessions, newest first (an extension of our broker). */
  async sessions({ signal }: CallOptions = {}): Promise<SessionList> {
    return this._document('SessionList', '/sessions', { signal: signal ?? null });
  }

  /** Everything that has happened to a session after event number `after`, then what happens, to its end. */
  async *followSession(
    uuid: string,
    { signal, after = 0 }: CallOptions & { after?: number } = {}
  ): AsyncGenerator<SessionEvent> {
    const headers: Record<string, string> = after ? { 'Last-Event-ID': String(after) } : {};
    for await (const data of this._events(`/sessions/${uuid}/events`, { signal, headers })) {
      yield this._checked('SessionEvent', data, 200);
    }
  }

  /** Changes a value of a session and gives the session as it is then. */
  async update(
    uuid: string,
    update: Update,
    { signal }: CallOptions = {}
  ): Promise<ExecutionSession> {
    return this._document('ExecutionSession', `/sessions/${uuid}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(update),
      signal: signal ?? null
    });
  }

  async accept(uuid: string, options: CallOptions = {}): Promise<ExecutionSession> {
    return this._setPhase(uuid, 'ACCEPTED', options);
  }

  async reject(uuid: string, options: CallOptions = {}): Promise<ExecutionSession> {
    return this._setPhase(uuid, 'REJECTED', options);
  }

  async cancel(uuid: string, options: CallOptions = {}): Promise<ExecutionSession> {
    return this._setPhase(uuid, 'CANCELLED', options);
  }

  /** The bytes behind a URL that the broker gave: a session's file, say. */
  async file(url: string, { signal }: CallOptions = {}): Promise<Response> {
    const path = new URL(url, 'http://broker.invalid').pathname;
    const at = path.lastIndexOf('/sessions/');
    return this._call(at < 0 ? path : path.slice(at), { signal: signal ?? null });
  }

  private async _setPhase(
    uuid: string,
    value: Phase,
    options: CallOptions
  ): Promise<ExecutionSession> {
    return this.update(uuid, { kind: ENUM_VALUE_UPDATE, path: 'phase', value }, options);
  }

  private async *_events(
    path: string,
    { signal, headers }: CallOptions & { headers?: Record<string, string> }
  ): AsyncIterable<unknown> {
    const response = await this._call(path, {
      headers: { ...headers, Accept: 'text/event-stream' },
      signal: signal ?? null
    });
    for await (const { data } of eventStream(response)) {
      yield parse(data, response.status);
    }
  }

  private async _document<Name extends keyof Documents>(
    name: Name,
    path: string,
    init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> }
  ): Promise<Documents[Name]> {
    const response = await this._call(path, {
      ...init,
      headers: { Accept: 'application/json', ...init.headers }
    });
    return this._checked(name, parse(await response.text(), response.status), response.status);
  }

  private _checked<Name extends keyof Documents>(
    name: Name,
    value: unknown,
    status: number
  ): Documents[Name] {
    const [complaint] = this._options.check(name, value);
    if (complaint) {
      throw new BrokerError(
        `The broker's answer is not what the standard says: ${complaintText(complaint)}`,
        status
      );
    }
    // The schema has just been checked, and it is what the type was made from.
    return value as Documents[Name];
  }

  private async _call(path: string, init: RequestInit): Promise<Response> {
    const { baseUrl, fetch = globalThis.fetch } = this._options;
    let response: Response;
    try {
      response = await fetch(baseUrl + path, init);
    } catch (error) {
      if (init.signal?.aborted) {
        throw error;
      }
      const reason = error instanceof Error ? error.message : String(error);
      throw new BrokerError(`The broker cannot be reached: ${reason}`, 0, [], { cause: error });
    }
    if (!response.ok) {
      throw await refusal(response);
    }
    return response;
  }
}

function parse(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BrokerError(`The broker's answer is not JSON: ${text.slice(0, 80)}`, status, [], {
      cause: error
    });
  }
}

/** The error that a refused request becomes, with the broker's own reasons where it gave any. */
async function refusal(response: Response): Promise<BrokerError> {
  const text = await response.text().catch(() => '');
  const messages: MessageItem[] = [];
  let said = '';
  try {
    const body = JSON.parse(text) as { message?: unknown; messages?: unknown; meta?: unknown };
    const list =
      body.messages ?? (body.meta as { messages?: unknown } | undefined)?.messages ?? undefined;
    if (Array.isArray(list)) {
      messages.push(...(list as MessageItem[]));
    }
    said =
      messages.map(messageText).join(' ') || (typeof body.message === 'string' ? body.message : '');
  } catch {
    // An error page of something in between; its status line says enough.
  }
  return new BrokerError(
    said || `The broker answered ${response.status} ${response.statusText}`.trim(),
    response.status,
    messages
  );
}
