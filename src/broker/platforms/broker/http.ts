import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import { buildConnector, Pool, type Dispatcher } from 'undici';

import { ForbiddenAddress, guardedLookup, isForbidden } from '../../address';
import { authorities } from '../../authorities';
import { Problem } from '../../problem';
import { boundedText, ENCODINGS } from './bounded-body';
import { ClockSkew } from './clock-skew';
import { connectionError } from './connection-words';
import { OpenReading } from './open-reading';
import { redirected } from './redirection';
import { RemoteError } from './remote-error';
import { Stopping } from './stopping';

/** Requests at a time to one broker: some of those in the field deadlock above ten. */
const CONNECTIONS = 8;
/** Bytes of an answer, decompressed. */
const LONGEST = 16 * 2 ** 20;
const MOST_REDIRECTS = 5;
const CONNECT_TIMEOUT = 5000;

export interface HttpOptions {
  /** http(s), without a slash at the end. */
  url: string;
  /** Headers that sign one request in; `again`: the last was answered 401. */
  authorize: (again: boolean) => Promise<Record<string, string>>;
  /** A PEM file of authorities that are trusted besides the usual ones. */
  caFile?: string | undefined;
  /** Milliseconds for a request and its whole answer, unless the request says. */
  patience: number;
}

export interface Call {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT';
  headers?: Record<string, string>;
  body?: string | Readable;
  signal?: AbortSignal | undefined;
  /** Milliseconds for all of it. */
  patience?: number;
}

/** A whole answer. Header names are in lower case; of a header that came twice, the first. */
export interface Reply {
  /** Where it came from at last. */
  url: string;
  status: number;
  headers: Readonly<Record<string, string | undefined>>;
  text: string;
  /** Where the answer to a POST says that the outcome is, below the broker's URL. */
  location?: string;
}

/** The start of an answer, whose bytes come yet. */
export interface OpenReply extends Omit<Reply, 'text'> {
  body: Readable;
}

/**
 * HTTP to one broker and to nowhere else: one pool of connections, each answer bounded in time and
 * size, redirects followed only below its URL. Rejects with a RemoteError.
 */
export class Http {
  readonly clock = new ClockSkew();
  private readonly _reading = new OpenReading();
  private readonly _pool: Pool;
  private readonly _closed = new AbortController();

  /** @throws Error where the CA file cannot be read */
  constructor(private readonly _options: HttpOptions) {
    const { url, caFile } = _options;
    const connect = buildConnector({
      timeout: CONNECT_TIMEOUT,
      allowH2: false,
      lookup: guardedLookup,
      ...authorities(caFile)
    });
    this._pool = new Pool(new URL(url).origin, {
      connections: CONNECTIONS,
      pipelining: 1,
      // Deadlines are those of each request.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (options, done) => {
        if (isForbidden(options.hostname)) {
          done(new ForbiddenAddress(options.hostname), null);
        } else {
          connect(options, done);
        }
      }
    });
  }

  /** Sends a request to a path below the URL (or to such a URL), and reads the whole answer. */
  async call(path: string, call: Call = {}): Promise<Reply> {
    const deadline = Date.now() + (call.patience ?? this._options.patience);
    for (;;) {
      const { body, ...reply } = await this.open(path, call, deadline);
      const text = await this._read(body, reply, call.signal);
      const pause = retryAfter(reply);
      if (pause === undefined || typeof call.body === 'object') {
        return { ...reply, text };
      }
      if (Date.now() + pause >= deadline) {
        throw new RemoteError('busy', `it asks to wait for ${Math.ceil(pause / 1000)} s`, {
          status: reply.status,
          sent: false
        });
      }
      await sleep(pause, undefined, { signal: this._signal(call.signal) }).catch(() => undefined);
    }
  }

  /**
   * Sends a request, and gives the answer once its headers are there: redirects of a GET followed,
   * signed in again after a 401.
   *
   * @param deadline when the answer must be whole; milliseconds since 1970. Infinity: a stream
   */
  async open(path: string, call: Call, deadline: number): Promise<OpenReply> {
    const { method = 'GET' } = call;
    const { url } = this._options;
    let target = path.startsWith('/') ? url + path : path;
    for (let hop = 0; ; hop++) {
      const reply = await this._signedIn(target, call, deadline);
      const { location } = reply.headers;
      if (location === undefined || reply.status < 200 || reply.status >= 400) {
        return reply;
      }
      const next = redirected(location, target, url);
      if (reply.status < 300) {
        return next === undefined ? reply : { ...reply, location: next };
      }
      if (next === undefined) {
        await drop(reply.body);
        const elsewhere = URL.canParse(location) ? new URL(location).origin : location.slice(0, 80);
        throw new RemoteError(
          'rubbish',
          `it sends on to ${elsewhere}, which is not followed; if that is where it lives now, change its URL`,
          { status: reply.status }
        );
      }
      if (method === 'POST') {
        return { ...reply, location: next };
      }
      await drop(reply.body);
      if (hop === MOST_REDIRECTS) {
        throw new RemoteError('rubbish', 'it sends on in circles', { status: reply.status });
      }
      target = next;
    }
  }

  close(): void {
    this._closed.abort();
    void this._pool.destroy();
  }

  private async _signedIn(target: string, call: Call, deadline: number): Promise<OpenReply> {
    const send = async (login: Record<string, string>): Promise<OpenReply> =>
      this._once(target, call, deadline, login);
    const reads = (call.method ?? 'GET') === 'GET';
    let login: Record<string, string> = {};
    let refusal: OpenReply | RemoteError;
    try {
      login = await this._authorize(false);
      if (reads && this._reading.insteadOf(login)) {
        return await send({});
      }
      refusal = await send(login);
      if (refusal.status !== 401 || typeof call.body === 'object') {
        return refusal;
      }
      await drop(refusal.body);
      login = await this._authorize(true);
      refusal = await send(login);
      if (refusal.status !== 401 || Object.keys(login).length === 0) {
        return refusal;
      }
    } catch (error) {
      if (!(error instanceof RemoteError) || error.fault !== 'sign-in') {
        throw error;
      }
      refusal = error;
    }
    const open = reads ? await this._openly(send, login) : undefined;
    if (refusal instanceof RemoteError) {
      if (open === undefined) {
        throw refusal;
      }
      return open;
    }
    if (open === undefined) {
      return refusal;
    }
    await drop(refusal.body);
    return open;
  }

  /** A GET without the login that was refused; `undefined` where that opens nothing. */
  private async _openly(
    send: (login: Record<string, string>) => Promise<OpenReply>,
    refused: Record<string, string>
  ): Promise<OpenReply | undefined> {
    if (!this._reading.isPossible) {
      return undefined;
    }
    const reply = await send({});
    if (this._reading.note(reply.status, refused)) {
      return reply;
    }
    await drop(reply.body);
    return undefined;
  }

  private async _authorize(again: boolean): Promise<Record<string, string>> {
    try {
      return await this._options.authorize(again);
    } catch (error) {
      if (error instanceof Problem) {
        // Nothing was sent: it is known what to do first.
        const { message, messages } = error;
        throw new RemoteError('sign-in', message, { messages, sent: false, cause: error });
      }
      throw error;
    }
  }

  private async _once(
    target: string,
    { method = 'GET', headers, body, signal }: Call,
    deadline: number,
    signedIn: Record<string, string>
  ): Promise<OpenReply> {
    const { pathname, search, host } = new URL(target);
    const sent = Date.now();
    const stopping = new Stopping([signal, this._closed.signal], deadline - sent);
    let response: Dispatcher.ResponseData;
    try {
      response = await this._pool.request({
        path: pathname + search,
        method,
        headers: {
          'accept-encoding': ENCODINGS,
          'user-agent': 'jupyterlab-execution-broker',
          ...headers,
          ...signedIn
        },
        body: body ?? null,
        signal: stopping.signal
      });
    } catch (error) {
      stopping.over();
      throw this._failure(error, host, signal);
    }
    // A body that is dropped complains of it to nobody.
    response.body.on('error', () => undefined);
    response.body.once('close', stopping.over);
    const flat = Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value[0] : value
      ])
    );
    this.clock.note(flat.date, sent, Date.now());
    return { url: target, status: response.statusCode, headers: flat, body: response.body };
  }

  private async _read(
    body: Readable,
    { url, headers }: Omit<Reply, 'text'>,
    signal: AbortSignal | undefined
  ): Promise<string> {
    try {
      return await boundedText(body, headers['content-encoding'], LONGEST);
    } catch (error) {
      throw this._failure(error, new URL(url).host, signal);
    }
  }

  private _failure(error: unknown, host: string, signal: AbortSignal | undefined): Error {
    if (signal?.aborted) {
      return new RemoteError('silent', 'it is no longer wanted', { cause: error });
    }
    const { name } = error as { name?: string };
    return name === 'TimeoutError' || name === 'AbortError'
      ? new RemoteError('silent', `${host} did not answer in time`, { cause: error })
      : connectionError(error, host);
  }

  private _signal(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this._closed.signal]) : this._closed.signal;
  }
}

/** Reads a body that nobody wants, so that its connection can be used again; not for long. */
async function drop(body: Readable): Promise<void> {
  await boundedText(body, undefined, 64 * 1024).catch(() => body.destroy());
}

/** Milliseconds that a busy server asks to wait (RFC 9110, Retry-After); `undefined`: it does not. */
function retryAfter({ status, headers }: Omit<Reply, 'text'>): number | undefined {
  const text = headers['retry-after'];
  if ((status !== 429 && status !== 503) || text === undefined) {
    return undefined;
  }
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds) * 1000;
}
