import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { notebook } from '../../broker/__tests__/notebooks';
import { OFFER_SET, SCHEDULED_SESSION } from '../../model/kinds';
import type { Phase } from '../../model/phase';
import type { ExecutionSession } from '../../model/session';
import { command, folderOf } from './command-process';

jest.setTimeout(60_000);

const [FIRST, SECOND] = [
  '00000000-0000-4000-8000-000000000001',
  '00000000-0000-4000-8000-000000000002'
];

/** Knows what the standard has and none of our extensions. Leaves out: running anything. */
class FakeStandardBroker {
  readonly phases = new Map<string, Phase>([
    [FIRST, 'OFFERED'],
    [SECOND, 'OFFERED']
  ]);
  readonly server: Server;
  /** The second offer when the first had run. */
  otherAtEnd: Phase | undefined;

  constructor() {
    this.server = createServer((request, response) => {
      const { method = '', url = '' } = request;
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const answer = this._answer(method, url, body);
        response.writeHead(answer ? 200 : 404, { 'Content-Type': 'application/json' });
        response.end(answer ? JSON.stringify(answer) : '');
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>(done => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private _answer(method: string, url: string, body: string): object | undefined {
    if (url === '/requests' || url === `/offersets/${FIRST}`) {
      return {
        kind: OFFER_SET,
        meta: { uuid: FIRST },
        result: 'YES',
        offers: [...this.phases.keys()].map(uuid => this._session(uuid))
      };
    }
    const [, uuid = ''] = /^\/sessions\/([0-9a-f-]+)$/.exec(url) ?? [];
    const phase = this.phases.get(uuid);
    if (phase === undefined) {
      return undefined;
    }
    if (method === 'POST') {
      this.phases.set(uuid, (JSON.parse(body) as { value: Phase }).value);
    } else if (phase === 'ACCEPTED') {
      this.phases.set(uuid, 'RUNNING');
    } else if (phase === 'RUNNING' && ++this._looks > 2) {
      this.phases.set(uuid, 'COMPLETED');
      this.otherAtEnd = this.phases.get(SECOND);
    }
    return this._session(uuid);
  }

  private _looks = 0;

  private _session(uuid: string): ExecutionSession {
    return {
      kind: SCHEDULED_SESSION,
      meta: { uuid, name: 'Elsewhere' },
      phase: this.phases.get(uuid) ?? 'INITIAL'
    };
  }
}

it('follows a run at a broker without our extensions, and gives the other offer back', async () => {
  const broker = new FakeStandardBroker();
  try {
    const folder = folderOf({ 'a.ipynb': notebook('1') });
    const ended = await command(folder, 'run', 'a.ipynb', '--broker', await broker.listen());
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/^ {2}Elsewhere +not said +not said/m);
    expect(ended.stdout).toMatch(/^RUNNING\n(.*\n)*COMPLETED\n.*gave no executed notebook/m);
    expect(broker.otherAtEnd).toBe('REJECTED');
    expect(Object.fromEntries(broker.phases)).toEqual({
      [FIRST]: 'COMPLETED',
      [SECOND]: 'REJECTED'
    });
  } finally {
    broker.server.close();
  }
});

it('says that nobody lets one work in it, and gives the offers back', async () => {
  const broker = new FakeStandardBroker();
  try {
    const folder = folderOf({ 'a.ipynb': notebook('1') });
    const url = await broker.listen();
    const ended = await command(folder, 'run', 'a.ipynb', '--interactive', '--broker', url);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/no offer to work in it: Elsewhere, Elsewhere would only run it/);
    expect([...broker.phases.values()]).toEqual(['REJECTED', 'REJECTED']);
  } finally {
    broker.server.close();
  }
});

it('says that a broker takes no files, and does not run without them', async () => {
  const broker = new FakeStandardBroker();
  try {
    const folder = folderOf({ 'a.ipynb': notebook('open("a.csv")'), 'a.csv': '1' });
    const ended = await command(folder, 'run', 'a.ipynb', '--broker', await broker.listen());
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/a\.csv could not be sent: this broker takes no files \(404\)/);
    expect([...broker.phases.values()]).toEqual(['REJECTED', 'REJECTED']);
  } finally {
    broker.server.close();
  }
});
