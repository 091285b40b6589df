import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { BrokerEntry } from '../../../model/broker-entry';
import { FakePlatform } from '../../__tests__/test-broker';
import type { Answer } from '../../platforms/platform';
import { say } from '../../problem';
import type { BrokerPlatform, Found } from '../member';

const servers: GuardedBroker[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map(async server => server.close()));
});

/** A server that lets in who sends the right Authorization, and remembers what it was sent. */
export class GuardedBroker {
  readonly sent: (string | undefined)[] = [];
  /** Whether a request may come in. */
  isRight: (authorization: string | undefined) => boolean = () => true;
  /** What it says to who may not; echoing what was sent, as some servers do. */
  echoes = false;
  /** Whether it never answers. */
  hangs = false;

  async start(): Promise<this> {
    servers.push(this);
    await new Promise<void>(done => this._server.listen(0, '127.0.0.1', done));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this._server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this._server.closeAllConnections();
    await new Promise(done => this._server.close(done));
  }

  private readonly _server = createServer((request: IncomingMessage, response) => {
    const { authorization } = request.headers;
    this.sent.push(authorization);
    if (this.hangs) {
      return;
    }
    if (this.isRight(authorization)) {
      response.end('a broker');
    } else {
      response.statusCode = 401;
      response.end(this.echoes ? `You sent ${authorization ?? 'nothing'}` : '');
    }
  });
}

/**
 * FakeBrokerPlatform: looks at a real server, with the headers that it is given. Leaves out: what makes
 * a broker one; it says YES as a FakePlatform does, once it was let in.
 */
export class FakeBrokerPlatform extends FakePlatform implements BrokerPlatform {
  closed = false;

  constructor(
    readonly entry: BrokerEntry,
    readonly authorize: (again: boolean) => Promise<Record<string, string>>
  ) {
    super(async () => Promise.resolve(), entry.name);
  }

  async probe(signal: AbortSignal): Promise<Found> {
    let response = await this._fetch(false, signal);
    if (response.status === 401) {
      response = await this._fetch(true, signal);
    }
    const text = await response.text();
    return response.ok
      ? { state: 'answers', speaks: 'v1.0' }
      : { state: 'sign-in', messages: [say('ERROR', 'refused', 'It says: {text}', { text })] };
  }

  override async ask(...asked: Parameters<FakePlatform['ask']>): Promise<Answer> {
    const response = await this._fetch(false);
    if (!response.ok) {
      throw new Error(`It says: ${await response.text()}`);
    }
    return super.ask(...asked);
  }

  override async close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  private async _fetch(again: boolean, signal?: AbortSignal): Promise<Response> {
    return fetch(this.entry.url, {
      headers: await this.authorize(again),
      ...(signal ? { signal } : {})
    });
  }
}
