import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { BrokerClient } from '../../client/broker-client';
import type { ExecutionRequest } from '../../model/request';
import type { ExecutionSession } from '../../model/session';
import { messageText } from '../../model/template';
import { isFinal } from '../../model/phase';
import { ask, askFolder, notebook } from './notebooks';
import { startService } from './service';
import { until } from './test-broker';

// These tests run the built service as a process of its own, with real environments and kernels.
const SHARED = resolve(__dirname, '../../../../shared/notebooks');

jest.setTimeout(240_000);

async function accept(client: BrokerClient, request: ExecutionRequest): Promise<string> {
  const set = await client.ask(request);
  expect((set.meta?.messages ?? []).map(messageText)).toEqual([]);
  const uuid = set.offers![0]!.meta!.uuid!;
  await client.accept(uuid);
  return uuid;
}

async function end(client: BrokerClient, uuid: string): Promise<ExecutionSession> {
  return until(async () => {
    const session = await client.session(uuid);
    return isFinal(session.phase!) && session;
  }, 200);
}

const said = (session: ExecutionSession): string =>
  (session.meta?.messages ?? []).map(messageText).join('\n');

interface Executed {
  cells: { outputs?: { text?: string | string[]; data?: Record<string, unknown> }[] }[];
}

async function result(client: BrokerClient, session: ExecutionSession): Promise<Executed> {
  return (await (await client.file(session.result!.url)).json()) as Executed;
}

const texts = ({ cells }: Executed): string =>
  cells.flatMap(({ outputs = [] }) => outputs.flatMap(({ text = '' }) => text)).join('');

describe('a notebook on this computer', () => {
  it('runs to its end with its files, and comes back with its outputs', async () => {
    const { client } = await startService();
    const request = ask(notebook('text = open("data/a.txt").read()', 'print(text * 2)'), {
      files: { 'data/a.txt': Buffer.from('ab') }
    });
    const uuid = await accept(client, request);
    const phases: string[] = [];
    for await (const event of client.followSession(uuid)) {
      if (event.phase) {
        phases.push(event.phase);
      }
    }
    expect(phases).toEqual([
      'OFFERED',
      'ACCEPTED',
      'PREPARING',
      'AVAILABLE',
      'RUNNING',
      'RELEASING',
      'COMPLETED'
    ]);
    const session = await client.session(uuid);
    expect(session.progress).toMatchObject({ cell: 2, cells: 2, done: 2 });
    expect(session.usage!.peak).toBeGreaterThan(1e6);
    expect(texts(await result(client, session))).toBe('abab\n');
  });

  it('fails at the cell that fails, and keeps what was computed before it', async () => {
    const { client } = await startService();
    const uuid = await accept(client, ask(notebook('print("kept")', '1 / 0', 'print("never")')));
    const session = await end(client, uuid);
    expect(session.phase).toBe('FAILED');
    expect(said(session)).toMatch(/[Cc]ell 2.*ZeroDivisionError/);
    expect(session.meta!.messages!.at(-1)!.values!.traceback).toMatch(/division by zero/);
    expect(texts(await result(client, session))).toBe('kept\n');
  });

  it('says which package does not exist', async () => {
    const { client } = await startService();
    const uuid = await accept(
      client,
      ask(notebook('1'), { requirements: 'no-such-package-of-that-name-for-sure\n' })
    );
    const session = await end(client, uuid);
    expect(session.phase).toBe('FAILED');
    expect(said(session).match(/no-such-package-of-that-name-for-sure/g)).toHaveLength(1);
    expect(session.result).toBeUndefined();
  });

  it('ends with its whole process tree when it is cancelled', async () => {
    const { client } = await startService();
    const uuid = await accept(
      client,
      ask(
        notebook(
          'import subprocess; child = subprocess.Popen(["sleep", "600"], start_new_session=True); print(child.pid)',
          'import time; time.sleep(600)'
        )
      )
    );
    await until(async () => (await client.session(uuid)).progress?.cell === 2, 120);
    const session = await client.cancel(uuid);
    expect(session.phase).toBe('CANCELLED');
    const pid = texts(await result(client, session)).trim();
    expect(pid).toMatch(/^\d+$/);
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  });

  it('is stopped at its memory limit, and the reason says so', async () => {
    const { client } = await startService();
    const uuid = await accept(
      client,
      ask(notebook('x = bytearray(3 * 2**30)'), { compute: { memory: { min: 1, max: 1 } } })
    );
    const session = await end(client, uuid);
    expect(session.phase).toBe('FAILED');
    expect(said(session)).toMatch(/memory/i);
  });

  it('is stopped when its time is over', async () => {
    const { client } = await startService();
    const uuid = await accept(
      client,
      ask(notebook('import time; time.sleep(600)'), { duration: 'PT2S' })
    );
    const session = await end(client, uuid);
    expect(session.phase).toBe('FAILED');
    expect(said(session)).toMatch(/time|2 s/i);
  });

  it('that is not a notebook fails with a reason', async () => {
    const { client } = await startService();
    const session = await end(client, await accept(client, ask('this is no notebook')));
    expect(session.phase).toBe('FAILED');
    expect(said(session)).toMatch(/test\.ipynb cannot be run: it is not valid JSON/);
  });

  it('may not put its files outside its folder', async () => {
    const { client } = await startService();
    const request = ask(notebook('1'), { files: { '../../outside.txt': Buffer.from('x') } });
    const session = await end(client, await accept(client, request));
    expect(session.phase).toBe('FAILED');
    expect(said(session)).toMatch(/leads out of the working directory/);
  });
});

describe('a broker that dies', () => {
  const slow = notebook(
    ...Array.from({ length: 12 }, (_, i) => `import time; time.sleep(0.4); print("line", ${i})`)
  );
  const lines = Array.from({ length: 12 }, (_, i) => `line ${i}\n`).join('');

  it('leaves the run going; the next broker follows it to its end, and no event is lost or doubled', async () => {
    const first = await startService();
    const uuid = await accept(first.client, ask(slow));
    await until(async () => ((await first.client.session(uuid)).progress?.done ?? 0) >= 2, 120);
    first.child.kill('SIGKILL');
    const before = readFileSync(join(first.folder, 'sessions', uuid, 'events.jsonl'), 'utf8');
    await until(async () =>
      Promise.resolve(
        readFileSync(join(first.folder, 'sessions', uuid, 'events.jsonl'), 'utf8').length >
          before.length
      )
    );
    const second = await startService(first.folder);
    const done: number[] = [];
    for await (const { progress } of second.client.followSession(uuid)) {
      if (progress) {
        done.push(progress.done);
      }
    }
    const session = await second.client.session(uuid);
    expect(session.phase).toBe('COMPLETED');
    expect(texts(await result(second.client, session))).toBe(lines);
    // Twelve cells: one event when each starts and one when it has ended, after the first of all.
    expect(done).toEqual([0, ...Array.from({ length: 12 }, (_, i) => [i, i + 1]).flat()]);
  });

  it('again and again, changes nothing in the end', async () => {
    let service = await startService();
    const uuid = await accept(service.client, ask(slow));
    for (let i = 0; i < 6; i++) {
      await new Promise(wait => setTimeout(wait, 150 + 130 * i));
      service.child.kill('SIGKILL');
      service = await startService(service.folder);
    }
    const session = await end(service.client, uuid);
    expect(session.phase).toBe('COMPLETED');
    expect(texts(await result(service.client, session))).toBe(lines);
  });

  it('while nobody looks: the end is found afterwards', async () => {
    const first = await startService();
    const uuid = await accept(first.client, ask(notebook('print("x")')));
    await until(async () => (await first.client.session(uuid)).phase !== 'ACCEPTED', 60);
    first.child.kill('SIGKILL');
    await until(
      async () =>
        Promise.resolve(
          readFileSync(join(first.folder, 'sessions', uuid, 'events.jsonl'), 'utf8').includes(
            '"finished"'
          )
        ),
      120
    );
    const second = await startService(first.folder);
    expect((await end(second.client, uuid)).phase).toBe('COMPLETED');
  });
});

describe('a database that is lost', () => {
  it('takes no session with it: what ran is found again, with its result', async () => {
    const first = await startService();
    const uuid = await accept(first.client, ask(notebook('print("kept")')));
    await end(first.client, uuid);
    first.child.kill('SIGKILL');
    for (const suffix of ['-wal', '-shm']) {
      rmSync(join(first.folder, `broker.sqlite${suffix}`), { force: true });
    }
    writeFileSync(join(first.folder, 'broker.sqlite'), 'nothing that SQLite could read'.repeat(99));
    const second = await startService(first.folder);
    const session = await end(second.client, uuid);
    expect(session.phase).toBe('COMPLETED');
    expect(texts(await result(second.client, session))).toBe('kept\n');
    const { messages } = await second.client.sessions();
    expect(messageText(messages![0]!)).toMatch(/could not be read.*found again/);
  });
});

describe('a runner that is killed', () => {
  it('makes the session fail, and takes what it had started with it', async () => {
    const { client, folder } = await startService();
    const uuid = await accept(
      client,
      ask(notebook('import os; print(os.getpid())', 'import time; time.sleep(600)'))
    );
    await until(async () => (await client.session(uuid)).progress?.cell === 2, 120);
    const { pid } = JSON.parse(
      readFileSync(join(folder, 'sessions', uuid, 'process.json'), 'utf8')
    ) as { pid: number };
    process.kill(pid, 'SIGKILL');
    const session = await end(client, uuid);
    expect(session.phase).toBe('FAILED');
    expect(said(session)).toMatch(/ended unexpectedly/);
    const kernel = texts(await result(client, session)).trim();
    await until(async () => Promise.resolve(!existsSync(`/proc/${kernel}`)));
  });
});

describe('the last core', () => {
  it('goes to one of two who ask at once; the other hears why, and when', async () => {
    const { client } = await startService(
      undefined,
      'platforms: [{kind: local, name: One core, cores: 1}]'
    );
    const sets = await Promise.all([1, 2].map(async () => client.ask(ask(notebook('1')))));
    expect(sets.map(({ result: yes }) => yes).sort()).toEqual(['NO', 'YES']);
    const no = sets.find(({ result: yes }) => yes === 'NO')!;
    const words = no.meta!.messages!.map(messageText).join(' ');
    expect(words).toMatch(/compute\.cores: 1 core asked, 0 of 1 free now/);
    expect(words).toMatch(
      /Only offers that nobody has accepted yet hold it; something is free again by/
    );
  });

  it('goes to one, even where two brokers promise from one store', async () => {
    const config = 'platforms: [{kind: local, name: One core, cores: 1}]';
    const first = await startService(undefined, config);
    const second = await startService(first.folder, config);
    const request = ask(notebook('1'));
    for (let round = 0; round < 5; round++) {
      const sets = await Promise.all(
        Array.from({ length: 16 }, async (_, i) => (i % 2 ? first : second).client.ask(request))
      );
      const offers = sets.flatMap(({ offers: made = [] }) => made);
      expect(offers).toHaveLength(1);
      await first.client.reject(offers[0]!.meta!.uuid!);
    }
  });
});

const real = existsSync(SHARED) ? describe : describe.skip;

real('real notebooks (skipped where ../shared is not there)', () => {
  it('quantities runs from its requirements alone', async () => {
    const { client } = await startService();
    const request = askFolder(join(SHARED, 'quantities'), 'quantities.ipynb');
    const session = await end(client, await accept(client, request));
    expect(said(session)).toMatch(/All cells ran/);
    expect(session.phase).toBe('COMPLETED');
    expect(session.progress).toMatchObject({ cell: 52, cells: 52, done: 52 });
    const { cells } = await result(client, session);
    expect(cells.flatMap(({ outputs = [] }) => outputs).length).toBeGreaterThan(30);
  });

  it('redshift-plot lacks scipy as its authors have it, runs with it, and not without its picture', async () => {
    const { client } = await startService();
    const folder = join(SHARED, 'redshift-plot');
    const run = async (files: string[], packages: string): Promise<ExecutionSession> =>
      end(
        client,
        await accept(client, askFolder(folder, 'redshift-plot.ipynb', { files, packages }))
      );
    const declared = await run(['ang_dist.png'], '');
    expect(said(declared)).toMatch(/Cell 7.*scipy/);

    const session = await run(['ang_dist.png'], 'scipy\n');
    expect(said(session)).toMatch(/All cells ran/);
    expect(session.phase).toBe('COMPLETED');
    const outputs = (await result(client, session)).cells.flatMap(cell => cell.outputs ?? []);
    expect(outputs.filter(({ data }) => data?.['image/png']).length).toBeGreaterThan(4);

    const bare = await run([], 'scipy\n');
    expect(bare.phase).toBe('FAILED');
    expect(said(bare)).toMatch(/Cell 3.*ang_dist\.png/);
  });
});
