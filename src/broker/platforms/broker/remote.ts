import type { Readable } from 'node:stream';

import { dialectOf, formOf, type Dialect } from '../../../dialects/dialect';
import { writeMedia } from '../../../dialects/media';
import type { SessionEvent } from '../../../model/event';
import type { Mode } from '../../../model/executable';
import type { ExecutionRequest } from '../../../model/request';
import type { ExecutionSession } from '../../../model/session';
import { ENUM_VALUE_UPDATE, type Update } from '../../../model/update';
import { is } from '../../../model/validate';
import { WIRE_FORMS, type WireForm } from '../../../model/wire-form';
import { Acquaintance } from './acquaintance';
import { Http, type Call, type HttpOptions, type Reply } from './http';
import { ACCEPT, documentOf, parsed, refusal } from './reading';
import { RemoteError } from './remote-error';
import { serverSentEvents } from './server-sent-events';
import { readSession, readSet, type RemoteSet } from './remote-documents';

/** An answer that says: this path, this method or this body is not of my form. */
const OTHER_FORM = new Set([400, 404, 405, 415, 422]);

export interface RemoteOptions extends HttpOptions {
  /** Set by hand; absent: found out, and remembered. */
  form?: WireForm | undefined;
}

/** How a broker is asked. */
export interface AskingThere {
  signal?: AbortSignal;
  /** The brokers that the question has passed, ours last. */
  via: readonly string[];
  /** Told where the offer set is, before it has been read. */
  onAsked?: (url: string) => void;
}

/** A session as it was read, or that it has not changed since. */
export type SessionReading =
  { unchanged: true } | { unchanged: false; session: ExecutionSession; etag?: string };

/** One broker over HTTP, in whichever wire form it speaks. Every method rejects with a RemoteError. */
export class Remote {
  readonly http: Http;
  /** How it speaks, as far as that is known. */
  readonly known: Acquaintance;
  private _asksIn: 'application/json' | 'application/yaml' = 'application/json';

  constructor(private readonly _options: RemoteOptions) {
    this.http = new Http(_options);
    this.known = new Acquaintance(this.http, _options.patience, _options.form);
  }

  /**
   * Asks. The answer is whole, unless the broker is one of ours: then the set comes at once, and
   * followSet() tells the rest.
   */
  async ask(request: ExecutionRequest, asking: AskingThere): Promise<RemoteSet> {
    await this.known.isOurs(asking.signal);
    const known = this.known.form;
    const forms = known ? [known] : WIRE_FORMS;
    let failure: RemoteError | undefined;
    for (const form of forms) {
      try {
        const set = await this._askIn(form, request, asking);
        this.known.form = form;
        return set;
      } catch (error) {
        if (!(error instanceof RemoteError) || !OTHER_FORM.has(error.status)) {
          throw error;
        }
        // The first refusal is the one to tell, unless a later one says why.
        failure = failure && failure.messages.length >= error.messages.length ? failure : error;
      }
    }
    if (known && !this._options.form && failure && [404, 405].includes(failure.status)) {
      // It may speak another form by now: found out at the next question.
      this.known.forget();
    }
    throw failure ?? new RemoteError('rubbish', 'it speaks no form that is known');
  }

  async readSet(url: string, signal?: AbortSignal): Promise<RemoteSet> {
    const reply = await this.http.call(url, { headers: { accept: ACCEPT }, signal });
    return this._set(reply);
  }

  /** What there is of a set, and then what is new in it, to the last. Only one of ours has this. */
  async *followSet(url: string, signal: AbortSignal): AsyncGenerator<RemoteSet> {
    for await (const { data } of this._events(`${url}/events`, { signal })) {
      yield readSet(data, this._dialect(data), url);
    }
  }

  /** A session; with an `etag`, whether it has changed since. */
  async session(
    key: string,
    { signal, etag }: { signal?: AbortSignal; etag?: string | undefined } = {}
  ): Promise<SessionReading> {
    const headers = { accept: ACCEPT, ...(etag ? { 'if-none-match': etag } : {}) };
    const reply = await this.http.call(sessionPath(key), { headers, signal });
    if (reply.status === 304) {
      return { unchanged: true };
    }
    const session = this._session(reply);
    const { etag: tag } = reply.headers;
    return { unchanged: false, session, ...(tag ? { etag: tag } : {}) };
  }

  /** Asks for a phase, and gives the session as the answer has it; `undefined` where it has none. */
  async setPhase(
    key: string,
    value: 'ACCEPTED' | 'REJECTED' | 'CANCELLED' | 'COMPLETED',
    {
      signal,
      patience,
      mode
    }: { signal?: AbortSignal; patience?: number; mode?: Mode | undefined } = {}
  ): Promise<ExecutionSession | undefined> {
    const form = this.known.form ?? 'v1.0';
    const update: Update = {
      ...{ kind: ENUM_VALUE_UPDATE, path: 'phase', value },
      ...(mode ? { mode } : {})
    };
    const reply = await this._post(sessionPath(key), dialectOf(form).writeUpdate(update), {
      signal,
      ...(patience === undefined ? {} : { patience })
    });
    if (reply.status >= 400) {
      throw refusal(reply);
    }
    return parsed(reply) instanceof RemoteError ? undefined : this._session(reply);
  }

  /**
   * What has happened to a session of one of ours after event number `after`; with `follow` also what
   * happens, to its end.
   */
  async *events(
    key: string,
    after: number,
    { signal, follow }: { signal: AbortSignal; follow: boolean }
  ): AsyncGenerator<SessionEvent> {
    const headers = {
      ...(after ? { 'last-event-id': String(after) } : {}),
      ...(follow ? {} : { prefer: 'wait=0' })
    };
    const path = `${sessionPath(key)}/events`;
    for await (const { data } of this._events(path, { signal, headers })) {
      if (is('SessionEvent', data)) {
        yield data;
      }
    }
  }

  /** A file that a session made; `undefined` where there is none, or this broker has no files. */
  async file(key: string, path: string): Promise<{ stream: Readable; size?: number } | undefined> {
    const name = path.split('/').map(encodeURIComponent).join('/');
    const call = { headers: { accept: '*/*' } };
    const reply = await this.http.open(`${sessionPath(key)}/files/${name}`, call, Infinity);
    if (reply.status !== 200) {
      reply.body.resume();
      return undefined;
    }
    const length = Number(reply.headers['content-length'] ?? NaN);
    const size = Number.isNaN(length) ? {} : { size: length };
    return { stream: reply.body, ...size };
  }

  close(): void {
    this.http.close();
  }

  private async _askIn(
    form: WireForm,
    request: ExecutionRequest,
    { signal, via, onAsked }: AskingThere
  ): Promise<RemoteSet> {
    const dialect = dialectOf(form);
    const reply = await this._post(dialect.askPath, dialect.writeRequest(request), {
      signal,
      headers: {
        via: via.map(identity => `1.1 ${identity}`).join(', '),
        // One of ours then answers at once, and tells the rest as it comes; others do not know it.
        prefer: 'return=representation, wait=0'
      }
    });
    if (reply.status >= 400) {
      throw refusal(reply);
    }
    const document = parsed(reply);
    const whole =
      !(document instanceof RemoteError) && ('result' in document || 'offers' in document);
    const { location } = reply;
    if (location !== undefined) {
      onAsked?.(location);
    }
    if (whole || location === undefined) {
      return this._set(reply, location);
    }
    return this.readSet(location, signal);
  }

  /** Posts a document as JSON, or as YAML to a broker that takes no JSON. */
  private async _post(path: string, document: unknown, call: Call): Promise<Reply> {
    const send = async (): Promise<Reply> =>
      this.http.call(path, {
        ...call,
        method: 'POST',
        headers: { accept: ACCEPT, ...call.headers, 'content-type': this._asksIn },
        body: writeMedia(document, this._asksIn)
      });
    const reply = await send();
    if (reply.status !== 415) {
      return reply;
    }
    this._asksIn = this._asksIn === 'application/json' ? 'application/yaml' : 'application/json';
    return send();
  }

  /** Of the form that a document is in, where that can be told, else of the one that was found. */
  private _dialect(document: unknown): Dialect {
    return dialectOf(formOf(document) ?? this.known.form ?? 'v1.0');
  }

  private _set(reply: Reply, location?: string): RemoteSet {
    const document = documentOf(reply);
    return readSet(document, this._dialect(document), location ?? reply.url);
  }

  private _session(reply: Reply): ExecutionSession {
    const document = documentOf(reply);
    const session = readSession(document, this._dialect(document));
    if ('complaint' in session) {
      throw new RemoteError('rubbish', `its session cannot be understood: ${session.complaint}`, {
        status: reply.status
      });
    }
    return session;
  }

  private async *_events(
    path: string,
    call: { signal: AbortSignal; headers?: Record<string, string> }
  ): AsyncGenerator<{ data: unknown }> {
    const reply = await this.http.open(
      path,
      { signal: call.signal, headers: { ...call.headers, accept: 'text/event-stream' } },
      Infinity
    );
    if (reply.status !== 200) {
      reply.body.destroy();
      throw new RemoteError(
        'refused',
        `it answers ${reply.status} to ${new URL(reply.url).pathname}`,
        {
          status: reply.status
        }
      );
    }
    yield* serverSentEvents(reply.body);
  }
}

export function sessionPath(key: string): string {
  return `/sessions/${encodeURIComponent(key)}`;
}
