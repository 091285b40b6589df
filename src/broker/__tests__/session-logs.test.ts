import { appendFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { SessionEvent } from '../../model/event';
import { startAggregator } from '../platforms/broker/__tests__/brokers';
import { accepted, ran, startLocalBroker } from './local-broker';
import { ask, notebook } from './notebooks';
import { FakePlatform, question, startBroker, until, type TestBroker } from './test-broker';

jest.setTimeout(240_000);

async function read(
  { url }: Pick<TestBroker, 'url'>,
  uuid: string,
  name: string,
  headers: Record<string, string> = {}
): Promise<Response> {
  return fetch(`${url}/sessions/${uuid}/logs/${name}`, { headers });
}

/** A session whose log is a file that the test writes; what runs it is left out. */
async function startWithLog(): Promise<TestBroker & { uuid: string; file: string }> {
  const broker = await startLocalBroker();
  const set = await broker.client.ask(ask(notebook('1')));
  const uuid = set.offers![0]!.meta!.uuid!;
  const folder = join(broker.folder, 'sessions', uuid);
  mkdirSync(folder, { recursive: true });
  return { ...broker, uuid, file: join(folder, 'stdout.txt') };
}

describe('what a session writes', () => {
  it('can be read while it runs and afterwards, with the times of its cells', async () => {
    const broker = await startLocalBroker();
    const uuid = await accepted(
      broker,
      ask(
        notebook(
          'import sys, time; print("one"); print("trouble", file=sys.stderr); time.sleep(0.3)',
          'import os\nwhile not os.path.exists("go"): time.sleep(0.05)\nprint("two")',
          'os.write(2, b"written past Python"); 1 / 0'
        )
      )
    );
    await until(async () => (await broker.client.session(uuid)).progress?.cell === 2, 200);
    expect(await (await read(broker, uuid, 'stdout')).text()).toBe('one\n');
    expect(await (await read(broker, uuid, 'stderr')).text()).toBe('trouble\n');
    writeFileSync(join(broker.folder, 'sessions', uuid, 'work', 'go'), '');
    await until(async () => (await broker.client.session(uuid)).phase === 'FAILED', 60);
    expect(await (await read(broker, uuid, 'stdout')).text()).toBe('one\ntwo\n');
    expect((await read(broker, uuid, 'log')).status).toBe(200);

    const events: SessionEvent[] = [];
    for await (const event of broker.client.followSession(uuid)) {
      events.push(event);
    }
    const cells = events.flatMap(({ progress }) => (progress ? [progress] : []));
    expect(cells.map(({ cell, done, index }) => [cell, done, index])).toEqual([
      [0, 0, undefined],
      [1, 0, 0],
      [1, 1, 0],
      [2, 1, 1],
      [2, 2, 1],
      [3, 2, 2],
      [3, 2, 2]
    ]);
    const [first] = cells.filter(({ seconds }) => seconds !== undefined);
    expect(first!.seconds).toBeGreaterThanOrEqual(0.3);
    expect(cells.at(-1)!.seconds).toBeDefined();
    // What happened is told in its order, and by when it happened.
    const times = events.map(({ time }) => Date.parse(time));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('passes through a broker above, range by range', async () => {
    const below = await startLocalBroker();
    const above = await startAggregator({ below: [{ name: 'Below', url: below.url }] });
    const { meta } = await ran(above, ask(notebook('print("0123456789")')));
    const uuid = meta!.uuid!;
    const whole = await read(above, uuid, 'stdout');
    expect(whole.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await whole.text()).toBe('0123456789\n');
    const part = await read(above, uuid, 'stdout', { Range: 'bytes=2-4' });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 2-4/11']);
    expect(await part.text()).toBe('234');
    expect(part.headers.get('etag')).toBe(whole.headers.get('etag'));
    const beyond = await read(above, uuid, 'stdout', { Range: 'bytes=11-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */11']);
    const none = await read(above, uuid, 'stderr');
    expect([none.status, await none.text()]).toEqual([404, expect.stringContaining('(yet)')]);
    await below.app.close();
    const silent = await read(above, uuid, 'stdout');
    expect([silent.status, await silent.text()]).toEqual([502, expect.stringContaining('read')]);
  });

  it('is told with when it happened there, however late it is heard of', async () => {
    const platforms: FakePlatform[] = [];
    const broker = await startBroker({
      platforms: report => {
        platforms.push(new FakePlatform(report));
        return platforms;
      }
    });
    const uuid = await accepted(broker, question());
    const time = '2026-01-02T03:04:05.678Z';
    const progress = { cell: 1, cells: 1, done: 1, index: 3, seconds: 1.5 };
    await platforms[0]!.report(uuid, [
      { time, step: 'run' },
      { time, progress },
      { time, step: 'complete' }
    ]);
    const events: SessionEvent[] = [];
    for await (const event of broker.client.followSession(uuid)) {
      events.push(event);
    }
    expect(events.slice(-3)).toMatchObject([
      { time, phase: 'RUNNING', message: { time } },
      { time, progress },
      { time, phase: 'COMPLETED' }
    ]);
  });

  it('is not had from a platform that gives none out', async () => {
    const broker = await startBroker({ platforms: report => [new FakePlatform(report)] });
    const uuid = await accepted(broker, question());
    const response = await read(broker, uuid, 'stdout');
    expect([response.status, await response.text()]).toEqual([
      404,
      expect.stringContaining('Fake does not give out')
    ]);
  });
});

describe('the log of a session', () => {
  it.each([
    ['bytes=0-', 206, 'abcdefghij', 'bytes 0-9/10'],
    ['bytes=3-5', 206, 'def', 'bytes 3-5/10'],
    ['bytes=8-99', 206, 'ij', 'bytes 8-9/10'],
    ['bytes=-4', 206, 'ghij', 'bytes 6-9/10'],
    ['bytes=-99', 206, 'abcdefghij', 'bytes 0-9/10'],
    ['bytes=-0', 416, expect.stringContaining('10 bytes'), 'bytes */10'],
    ['bytes=10-', 416, expect.stringContaining('10 bytes'), 'bytes */10'],
    // What is no range, or is several, is passed over (RFC 9110, 14.2).
    ['bytes=5-3', 200, 'abcdefghij', null],
    ['bytes=0-1,3-4', 200, 'abcdefghij', null],
    ['lines=1-2', 200, 'abcdefghij', null]
  ])('answers %s with %i', async (range, status, body, contentRange) => {
    const { file, uuid, ...broker } = await startWithLog();
    writeFileSync(file, 'abcdefghij');
    const response = await read(broker, uuid, 'stdout', { Range: range });
    expect(response.status).toBe(status);
    expect(await response.text()).toEqual(body);
    expect(response.headers.get('content-range')).toBe(contentRange);
  });

  it('can be read on while it grows, and tells where another file took its place', async () => {
    const { file, uuid, ...broker } = await startWithLog();
    writeFileSync(file, 'one\n');
    const first = await read(broker, uuid, 'stdout', { Range: 'bytes=0-' });
    const edition = first.headers.get('etag')!;
    appendFileSync(file, 'two\n');
    const more = { Range: 'bytes=4-', 'If-Range': edition };
    const second = await read(broker, uuid, 'stdout', more);
    expect([second.status, await second.text()]).toEqual([206, 'two\n']);
    expect(second.headers.get('etag')).toBe(edition);
    expect(second.headers.get('cache-control')).toBe('no-store');
    writeFileSync(`${file}.shorter`, 'left out\nthree\n');
    renameSync(`${file}.shorter`, file);
    const anew = await read(broker, uuid, 'stdout', more);
    expect([anew.status, await anew.text()]).toEqual([200, 'left out\nthree\n']);
    // The file that went gives its number to the next, on many systems.
    writeFileSync(`${file}.shorter`, 'left out\nfour\n');
    renameSync(`${file}.shorter`, file);
    const third = await read(broker, uuid, 'stdout');
    const editions = [edition, anew.headers.get('etag'), third.headers.get('etag')];
    expect(new Set(editions).size).toBe(3);
  });

  it('may be empty', async () => {
    const { file, uuid, ...broker } = await startWithLog();
    writeFileSync(file, '');
    const whole = await read(broker, uuid, 'stdout');
    expect([whole.status, await whole.text()]).toEqual([200, '']);
    expect((await read(broker, uuid, 'stdout', { Range: 'bytes=0-' })).status).toBe(416);
  });

  it('is one of three', async () => {
    const { uuid, ...broker } = await startWithLog();
    writeFileSync(join(broker.folder, 'sessions', 'secret.txt'), 'secret');
    for (const name of ['..%2Fsecret', 'secrets', 'stdout.txt']) {
      const response = await read(broker, uuid, name);
      expect([name, response.status]).toEqual([name, 404]);
      expect(await response.text()).toContain('there are stdout, stderr, log');
    }
    expect((await read(broker, 'nobody', 'stdout')).status).toBe(404);
  });
});
