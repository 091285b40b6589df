import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  request as plainRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse
} from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { WebSocket } from 'undici';

import {
  FakePlatform,
  question,
  startBroker,
  temporaryFolder,
  type TestBroker
} from '../../__tests__/test-broker';
import type { JupyterDoor, Proposal } from '../../platforms/platform';

const TOKEN = 'ours';
const AUTHORIZED = { authorization: `Bearer ${TOKEN}` };
const servers: Server[] = [];

afterEach(() => {
  servers.splice(0).forEach(server => {
    server.closeAllConnections();
    server.close();
  });
});

interface Seen {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
}

/** What stands where a Jupyter server would: answers as a test says, and keeps what it was asked. */
class FakeJupyter {
  readonly seen: Seen[] = [];
  readonly sockets: Socket[] = [];
  answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => {
    response.end('hello');
  };
  upgrade: (socket: Socket) => void = () => undefined;
  private readonly _server = createServer((request, response) => {
    this._note(request);
    this.answer(request, response);
  });

  async listen(at: string | number): Promise<number> {
    servers.push(this._server);
    this._server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
      this._note(request);
      this.sockets.push(socket);
      socket.on('error', () => undefined);
      const accept = createHash('sha1')
        .update(`${request.headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
        .digest('base64');
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSet-Cookie: theirs=1\r\n\r\n`
      );
      this.upgrade(socket);
    });
    this._server.listen(at);
    await once(this._server, 'listening');
    return (this._server.address() as AddressInfo).port;
  }

  private _note({ method = '', url = '', headers }: IncomingMessage): void {
    this.seen.push({ method, url, headers });
  }
}

/** A platform whose sessions have a Jupyter server where a test says. Leaves out: running them. */
class FakeInteractive extends FakePlatform {
  door: JupyterDoor | undefined;

  override async ask(...args: Parameters<FakePlatform['ask']>): ReturnType<FakePlatform['ask']> {
    const answer = await super.ask(...args);
    if (!('propose' in answer)) {
      return answer;
    }
    const { propose, limits } = answer;
    return {
      limits,
      propose: free => {
        const proposals = propose(free);
        return 'reasons' in proposals
          ? proposals
          : proposals.map((proposal): Proposal => ({
              ...proposal,
              modes: ['batch', 'interactive']
            }));
      }
    };
  }

  async jupyter(): Promise<JupyterDoor | undefined> {
    return Promise.resolve(this.door);
  }
}

interface Opened {
  broker: TestBroker;
  platform: FakeInteractive;
  jupyter: FakeJupyter;
  uuid: string;
  url: string;
}

async function open(mode: 'batch' | 'interactive' = 'interactive', unix = true): Promise<Opened> {
  const platforms: FakeInteractive[] = [];
  const broker = await startBroker({
    token: TOKEN,
    platforms: report => {
      platforms.push(new FakeInteractive(report));
      return platforms;
    }
  });
  const [platform] = platforms;
  const jupyter = new FakeJupyter();
  const socketPath = join(temporaryFolder(), 'socket');
  const headers = { authorization: 'token theirs' };
  const port = await jupyter.listen(unix ? socketPath : 0);
  platform!.door = unix
    ? { socketPath, headers }
    : { url: `http://127.0.0.1:${port}/user/x/`, headers };
  const set = await broker.client.ask(question());
  const uuid = set.offers![0]!.meta!.uuid!;
  await broker.client.accept(uuid, { mode });
  await platform!.report(uuid, [{ step: 'prepare' }, { step: 'ready' }]);
  return {
    broker,
    platform: platform!,
    jupyter,
    uuid,
    url: `${broker.url}/sessions/${uuid}/jupyter/`
  };
}

async function problem(url: string): Promise<string> {
  const response = await fetch(url, { headers: { ...AUTHORIZED, accept: 'application/json' } });
  const { message } = (await response.json()) as { message: string };
  return `${response.status} ${message}`;
}

/** A request as it is written, dots and all. */
async function asWritten(url: string, path: string): Promise<string> {
  const { port } = new URL(url);
  const request = plainRequest({ host: '127.0.0.1', port, path, headers: AUTHORIZED });
  const responded = once(request, 'response');
  request.end();
  const [response] = (await responded) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
  }
  return `${response.statusCode} ${Buffer.concat(chunks).toString()}`;
}

describe('a request to the Jupyter server of a session', () => {
  it("carries that server's credential, and none of the client's", async () => {
    const { jupyter, url } = await open();
    const response = await fetch(`${url}api/x%2Fy?a=1&token=mine&b=%20&_xsrf=2`, {
      method: 'PATCH',
      headers: {
        ...AUTHORIZED,
        cookie: 'mine=1',
        'x-xsrftoken': 'mine',
        'x-forwarded-for': '10.1.2.3',
        'content-type': 'text/plain',
        'x-kept': 'yes'
      },
      body: 'body'
    });
    expect(await response.text()).toBe('hello');
    const [{ method, url: path, headers }] = jupyter.seen as [Seen];
    expect([method, path]).toEqual(['PATCH', '/api/x%2Fy?a=1&b=%20']);
    expect(headers).toMatchObject({
      authorization: 'token theirs',
      'x-kept': 'yes',
      host: 'localhost'
    });
    expect(JSON.stringify(headers)).not.toMatch(/mine|ours|10\.1\.2\.3/);
  });

  it('brings back its answer without its cookies, and leads where the client can follow', async () => {
    const { jupyter, url } = await open('interactive', false);
    jupyter.answer = (request, response) => {
      const to = request.url?.endsWith('/inside') ? '/user/x/api/kernels/1?q=2' : '/hub/login';
      response
        .writeHead(302, { Location: to, 'Set-Cookie': ['a=1', 'b=2'], 'X-Kept': 'yes' })
        .end();
    };
    const get = async (path: string): Promise<Response> =>
      fetch(url + path, { headers: AUTHORIZED, redirect: 'manual' });
    const inside = await get('inside');
    expect([inside.status, inside.headers.get('location')]).toEqual([
      302,
      `${url}api/kernels/1?q=2`
    ]);
    expect([inside.headers.get('set-cookie'), inside.headers.get('x-kept')]).toEqual([null, 'yes']);
    expect((await get('outside')).headers.get('location')).toBeNull();
    expect(jupyter.seen.map(({ url: path }) => path)).toEqual([
      '/user/x/inside',
      '/user/x/outside'
    ]);
  });

  it.each(['..', '%2e%2e', '.%2E', 'a/../..', 'a/..\\..'])(
    'does not lead out of it by %s',
    async dots => {
      const { jupyter, url, uuid } = await open('interactive', false);
      expect(await asWritten(url, `/sessions/${uuid}/jupyter/${dots}/y/api`)).toMatch(
        /^400 .*leads out/s
      );
      expect(jupyter.seen).toEqual([]);
    }
  );

  it('passes 100 MB up and down, and no faster than they are taken', async () => {
    const { jupyter, url } = await open();
    const size = 100 * 2 ** 20;
    const block = randomBytes(2 ** 20);
    let taken = 0;
    let sent = 0;
    jupyter.answer = (request, response) => {
      request.on('data', (chunk: Buffer) => (taken += chunk.length));
      request.once('end', () => {
        const send = (): void => {
          while (sent < size) {
            sent += block.length;
            if (!response.write(block)) {
              response.once('drain', send);
              return;
            }
          }
          response.end();
        };
        send();
      });
    };
    const request = plainRequest(url, { method: 'PUT', headers: AUTHORIZED });
    const responded = once(request, 'response');
    for (let i = 0; i < size; i += block.length) {
      if (!request.write(block)) {
        await once(request, 'drain');
      }
    }
    request.end();
    const [response] = (await responded) as [IncomingMessage];
    expect(taken).toBe(size);
    // Nobody takes it yet: the server cannot be rid of it, for nothing on the way keeps it.
    await sleep(300);
    expect(sent).toBeLessThan(30 * 2 ** 20);
    let got = 0;
    for await (const chunk of response) {
      got += (chunk as Buffer).length;
    }
    expect(got).toBe(size);
  });

  it('hears of an answer that breaks off', async () => {
    const { jupyter, url } = await open();
    jupyter.answer = (_, response) => {
      response.writeHead(200, { 'Content-Length': 100 }).write('half');
      setTimeout(() => response.destroy(), 20);
    };
    const response = await fetch(url, { headers: AUTHORIZED });
    await expect(response.text()).rejects.toThrow();
  });

  it('that its client gives up is given up there', async () => {
    const { jupyter, url } = await open();
    const closed = new Promise(done => {
      jupyter.answer = request => void request.once('close', done);
    });
    const stop = new AbortController();
    const response = fetch(url, { headers: AUTHORIZED, signal: stop.signal });
    while (jupyter.seen.length === 0) {
      await sleep(5);
    }
    stop.abort();
    await expect(response).rejects.toThrow();
    await closed;
  });

  it('is refused with a reason where nobody can work', async () => {
    const { broker, platform, jupyter, uuid, url } = await open();
    expect(
      await problem(`${broker.url}/sessions/00000000-0000-0000-0000-000000000000/jupyter/api`)
    ).toMatch(/^404 There is no session/);
    const { door } = platform;
    platform.door = undefined;
    expect(await problem(url)).toMatch(/^502 .*is not there/);
    platform.door = { socketPath: join(temporaryFolder(), 'none'), headers: {} };
    expect(await problem(url)).toMatch(/^502 .*does not answer \(ENOENT\)$/);
    platform.door = door;
    await platform.report(uuid, [{ step: 'complete' }]);
    expect(await problem(url)).toMatch(/^409 .*has ended: it is COMPLETED/);
    expect(jupyter.seen).toEqual([]);
    const batch = await open('batch');
    expect(await problem(batch.url)).toMatch(/^409 .*runs alone/);
    const early = await open();
    const set = await early.broker.client.ask(question());
    const offer = set.offers![0]!.meta!.uuid!;
    await early.broker.client.accept(offer, { mode: 'interactive' });
    expect(await problem(`${early.broker.url}/sessions/${offer}/jupyter/api`)).toMatch(
      /^409 .*not ready yet: it is ACCEPTED/
    );
  });
});

describe('a WebSocket to it', () => {
  const dial = (url: string, headers: Record<string, string> = AUTHORIZED): WebSocket =>
    new WebSocket(url.replace(/^http/, 'ws'), { headers });

  it('is opened with its credential, and carries bytes both ways and no faster than they are taken', async () => {
    const { jupyter, url } = await open();
    const received: Buffer[] = [];
    jupyter.upgrade = socket => {
      socket.on('data', (chunk: Buffer) => received.push(chunk));
      // A text frame of two bytes.
      socket.write(Buffer.from([0x81, 2, 0x68, 0x69]));
    };
    const socket = dial(`${url}api/kernels/1/channels?session_id=7&token=mine`, {
      ...AUTHORIZED,
      cookie: 'mine=1',
      origin: 'http://mine'
    });
    const [{ data }] = (await once(socket, 'message')) as [{ data: string }];
    expect(data).toBe('hi');
    const [{ url: path, headers }] = jupyter.seen as [Seen];
    expect(path).toBe('/api/kernels/1/channels?session_id=7');
    expect(headers.authorization).toBe('token theirs');
    expect(JSON.stringify(headers)).not.toMatch(/mine|ours/);
    socket.send('there');
    while (received.length === 0) {
      await sleep(5);
    }
    // The server does not take: what a client pushes must wait with the client, not in the broker.
    const [there] = jupyter.sockets;
    there!.pause();
    const block = Buffer.alloc(2 ** 20);
    for (let i = 0; i < 64; i++) {
      socket.send(block);
    }
    await sleep(300);
    expect(socket.bufferedAmount).toBeGreaterThan(50 * 2 ** 20);
    there!.resume();
    while (received.reduce((sum, { length }) => sum + length, 0) < 64 * 2 ** 20) {
      await sleep(10);
    }
    // The end of one is the end of the other.
    const closed = once(socket, 'close');
    there!.destroy();
    await closed;
  });

  it('ends there when its client goes', async () => {
    const { jupyter, url } = await open();
    const socket = dial(url);
    await once(socket, 'open');
    const ended = once(jupyter.sockets[0]!, 'close');
    jupyter.sockets[0]!.resume();
    socket.close();
    jupyter.sockets[0]!.end();
    await ended;
  });

  it('does not keep the broker from closing', async () => {
    const { broker, jupyter, url } = await open();
    const socket = dial(url);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    await broker.app.close();
    await closed;
    expect(jupyter.sockets).toHaveLength(1);
  });

  it.each([
    ['no secret', {}, '', 401],
    ['a wrong secret', { authorization: 'Bearer wrong' }, '', 401],
    ['a path that is none', AUTHORIZED, '../../nothing', 404]
  ])('is refused with a reason for %s', async (_, headers, path, status) => {
    const { jupyter, url } = await open();
    const { port, pathname } = new URL(`${url}${path}`);
    const socket = connect(Number(port), '127.0.0.1');
    const lines = Object.entries({
      ...headers,
      Host: 'x',
      Accept: 'application/json',
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Key': 'x',
      'Sec-WebSocket-Version': '13'
    }).map(([name, value]) => `${name}: ${value}`);
    socket.write(`GET ${pathname} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await once(socket, 'close');
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*"message"`));
    expect(jupyter.seen).toEqual([]);
  });

  it('that the Jupyter server refuses is answered as it answers', async () => {
    const platforms = await open();
    const refusing = new FakeJupyter();
    const socketPath = join(temporaryFolder(), 'refusing');
    await refusing.listen(socketPath);
    servers.at(-1)!.removeAllListeners('upgrade');
    refusing.answer = (_request, response) => response.writeHead(404).end('no such kernel');
    platforms.platform.door = { socketPath, headers: {} };
    const socket = dial(platforms.url);
    await once(socket, 'error');
    expect(refusing.seen).toHaveLength(1);
  });

  it('is not what a client wants that would rather speak HTTP/2', async () => {
    const { broker } = await open();
    const request = plainRequest(`${broker.url}/requests`, {
      method: 'POST',
      headers: {
        ...AUTHORIZED,
        connection: 'Upgrade, HTTP2-Settings',
        upgrade: 'h2c',
        'http2-settings': 'AAMAAABkAAQAAP__',
        'content-type': 'application/json'
      }
    });
    const responded = once(request, 'response');
    request.end(JSON.stringify(question()));
    const [response] = (await responded) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(303);
  });
});
