import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { BrokerClient } from '../../client/broker-client';
import { isFinal } from '../../model/phase';
import { JUPYTER_CONNECTOR } from '../../model/kinds';
import type { ExecutionSession } from '../../model/session';
import { messageText } from '../../model/template';
import { ask, notebook } from './notebooks';
import { KernelSocket } from './kernel-socket';
import { startService, TOKEN, type Service } from './service';
import { until } from './test-broker';

jest.setTimeout(240_000);

const AUTHORIZED = { authorization: `Bearer ${TOKEN}` };

const said = (session: ExecutionSession): string =>
  (session.meta?.messages ?? []).map(messageText).join('\n');

interface Working {
  uuid: string;
  /** The URL of its Jupyter server, with a slash at the end. */
  jupyter: string;
}

/** Accepts an offer to work in it, and waits until that can begin. */
async function work(
  client: BrokerClient,
  options: Parameters<typeof ask>[1] = {}
): Promise<Working> {
  const set = await client.ask(
    ask(notebook('x = 41'), { files: { 'data/a.txt': Buffer.from('ab') }, ...options })
  );
  const [offer] = set.offers!;
  expect(offer!.modes).toEqual(['batch', 'interactive']);
  const uuid = offer!.meta!.uuid!;
  expect((await client.accept(uuid, { mode: 'interactive' })).executable).toMatchObject({
    mode: 'interactive'
  });
  const session = await until(async () => {
    const seen = await client.session(uuid);
    expect([seen.phase, said(seen)]).not.toEqual(['FAILED', expect.anything()]);
    return seen.phase === 'AVAILABLE' && seen;
  }, 120);
  const [connector] = session.connectors!;
  return { uuid, jupyter: connector!.location! };
}

const end = async (client: BrokerClient, uuid: string): Promise<ExecutionSession> =>
  until(async () => {
    const session = await client.session(uuid);
    return isFinal(session.phase!) && session;
  }, 60);

const inner = ({ folder }: Service, uuid: string): { token: string; socket: string } =>
  JSON.parse(readFileSync(join(folder, 'sessions', uuid, 'jupyter.json'), 'utf8')) as {
    token: string;
    socket: string;
  };

describe('a session to work in on this computer', () => {
  it('has a Jupyter server with its files and a kernel, and ends when its user ends it', async () => {
    const service = await startService();
    const { client } = service;
    const { uuid, jupyter } = await work(client);
    expect(jupyter).toBe(`${service.url}/sessions/${uuid}/jupyter/`);
    const contents = await fetch(`${jupyter}api/contents/data/a.txt`, { headers: AUTHORIZED });
    expect(await contents.json()).toMatchObject({ content: 'ab' });
    expect(contents.headers.get('set-cookie')).toBeNull();

    const kernel = await KernelSocket.start(jupyter, AUTHORIZED);
    expect(await kernel.run('1+1')).toBe('2');
    expect(await kernel.run('print(open("data/a.txt").read())')).toBe('ab\n');
    // Its own environment, and none of what the broker's Python was started with.
    expect(
      await kernel.run(
        'import sys, os; "test-environments" in sys.prefix, os.environ.get("PYTHONPATH")'
      )
    ).toBe('(True, None)');
    const running = await until(async () => {
      const seen = await client.session(uuid);
      return seen.phase === 'RUNNING' && (seen.usage?.peak ?? 0) > 2e7 && seen;
    });
    expect(running.connectors).toEqual([
      { kind: JUPYTER_CONNECTOR, status: 'AVAILABLE', protocol: 'HTTP', location: jupyter }
    ]);
    expect(running.meta!.options).toMatchObject([
      { path: 'phase', values: ['COMPLETED', 'CANCELLED'] },
      { path: 'schedule.available.duration' }
    ]);
    const { token, socket } = inner(service, uuid);
    const known = JSON.stringify([
      running,
      await (await fetch(`${service.url}/sessions`, { headers: AUTHORIZED })).text()
    ]);
    expect(known).not.toContain(token);
    expect(known).not.toContain(socket);

    await kernel.run(
      'import atexit; atexit.register(lambda: open("bye.txt", "w").write("bye")); None'
    );
    const pid = await kernel.run('os.getpid()');
    const finished = await client.finish(uuid);
    expect(finished.phase).toBe('COMPLETED');
    expect(said(finished)).toMatch(/ended as you asked/);
    expect(finished.connectors).toBeUndefined();
    expect(existsSync(`/proc/${pid}`)).toBe(false);
    expect(await (await client.file(`/sessions/${uuid}/files/bye.txt`)).text()).toBe('bye');
    const after = await fetch(`${jupyter}api`, { headers: AUTHORIZED });
    expect([after.status, await after.text()]).toEqual([
      409,
      expect.stringMatching(/has ended: it is COMPLETED/)
    ]);
  });

  it('is reached again after the broker was killed, and its variables are there', async () => {
    const first = await startService();
    const { uuid, jupyter } = await work(first.client);
    const started = await fetch(`${jupyter}api/kernels`, {
      method: 'POST',
      headers: AUTHORIZED,
      body: '{}'
    });
    const { id } = (await started.json()) as { id: string };
    const kernel = await KernelSocket.connect(`${jupyter}api/kernels/${id}`, AUTHORIZED);
    await kernel.run('kept = 42');
    const { closed } = kernel;
    first.child.kill('SIGKILL');
    await closed;
    const second = await startService(first.folder);
    const [connector] = (await second.client.session(uuid)).connectors!;
    const again = await KernelSocket.connect(
      `${connector!.location!}api/kernels/${id}`,
      AUTHORIZED
    );
    expect(await again.run('kept')).toBe('42');
    await second.client.cancel(uuid);
  });

  it('ends with all its processes when it is cancelled, and keeps its files', async () => {
    const { client } = await startService();
    const { uuid, jupyter } = await work(client);
    const kernel = await KernelSocket.start(jupyter, AUTHORIZED);
    const pids = await kernel.run(
      'import os, subprocess; open("kept.txt", "w").write("kept"); child = subprocess.Popen(["sleep", "600"], start_new_session=True); print(os.getpid(), os.getppid(), child.pid)'
    );
    const session = await client.cancel(uuid);
    expect(session.phase).toBe('CANCELLED');
    for (const pid of pids.trim().split(' ')) {
      expect(existsSync(`/proc/${pid}`)).toBe(false);
    }
    expect(await (await client.file(`/sessions/${uuid}/files/kept.txt`)).text()).toBe('kept');
  });

  it('has failed where its server is gone, and says so', async () => {
    const { client } = await startService();
    const { uuid, jupyter } = await work(client);
    const kernel = await KernelSocket.start(jupyter, AUTHORIZED);
    const [server, child] = (await kernel.run('import os; print(os.getppid(), os.getpid())'))
      .trim()
      .split(' ');
    process.kill(Number(server), 'SIGKILL');
    const session = await end(client, uuid);
    expect(session.phase).toBe('FAILED');
    expect(said(session)).toMatch(/Jupyter server of the session ended unexpectedly \(status -9\)/);
    expect(existsSync(`/proc/${child}`)).toBe(false);
  });

  it('has had what was promised when its time is over', async () => {
    const { client } = await startService();
    const set = await client.ask(ask(notebook('1'), { duration: 'PT2S' }));
    const uuid = set.offers![0]!.meta!.uuid!;
    await client.accept(uuid, { mode: 'interactive' });
    const phases: string[] = [];
    for await (const { phase } of client.followSession(uuid)) {
      phases.push(...(phase ? [phase] : []));
    }
    expect(phases.slice(2)).toEqual(['PREPARING', 'AVAILABLE', 'RELEASING', 'COMPLETED']);
    const session = await client.session(uuid);
    expect([session.phase, said(session)]).toEqual([
      'COMPLETED',
      expect.stringMatching(/ended after 2 s, the time that was promised/)
    ]);
  });

  it('can be given more time while it goes on, up to what the platform gives', async () => {
    const service = await startService(
      undefined,
      'platforms: [{kind: local, name: Here, longest: PT1H}]'
    );
    const { client } = service;
    const { uuid } = await work(client, { duration: 'PT20M' });
    const option = { path: 'schedule.available.duration', min: 1, units: 'seconds' };
    const options = async (): Promise<unknown> => (await client.session(uuid)).meta!.options;
    expect(await options()).toMatchObject([{ path: 'phase' }, { ...option, max: 2400 }]);
    await expect(client.extend(uuid, 2401)).rejects.toThrow(
      /from 1 to 2400 seconds more, found 2401/
    );
    await expect(client.extend(uuid, -60)).rejects.toThrow(/from 1 to 2400/);
    const longer = await client.extend(uuid, 1800);
    expect(longer.schedule!.available!.duration).toBe('PT50M');
    expect(said(longer)).toMatch(/1800 seconds more, 3000 in all/);
    expect(await options()).toMatchObject([{ path: 'phase' }, { ...option, max: 600 }]);
    const told = join(service.folder, 'sessions', uuid, 'extension.json');
    expect(JSON.parse(readFileSync(told, 'utf8'))).toEqual({ seconds: 3000 });
    await client.extend(uuid, 600);
    expect(await options()).toMatchObject([{ path: 'phase', values: ['COMPLETED', 'CANCELLED'] }]);
    await expect(client.extend(uuid, 1)).rejects.toThrow(/no more time/);
    await client.cancel(uuid);
    await expect(client.extend(uuid, 1)).rejects.toThrow(/this one is CANCELLED/);
  });

  it('is stopped at its memory limit', async () => {
    const { client } = await startService();
    const { uuid, jupyter } = await work(client, { compute: { memory: { min: 1, max: 1 } } });
    const kernel = await KernelSocket.start(jupyter, AUTHORIZED);
    await kernel
      .run('import mmap; m = mmap.mmap(-1, 2 * 2**30)\nfor i in range(0, len(m), 4096): m[i] = 1')
      .catch(() => '');
    const session = await end(client, uuid);
    expect([session.phase, said(session)]).toEqual([
      'FAILED',
      expect.stringMatching(/1.0 GiB were promised/)
    ]);
  });
});

describe('who may come to it', () => {
  it('is nobody without the secret of the broker: neither with a request nor with a WebSocket', async () => {
    const service = await startService();
    const { uuid, jupyter } = await work(service.client);
    const started = await fetch(`${jupyter}api/kernels`, {
      method: 'POST',
      headers: AUTHORIZED,
      body: '{}'
    });
    const { id } = (await started.json()) as { id: string };
    const { token } = inner(service, uuid);
    const wrong: Record<string, string>[] = [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: `token ${token}` },
      { cookie: `_xsrf=1; token=${token}` }
    ];
    for (const headers of wrong) {
      expect((await fetch(`${jupyter}api/kernels?token=${token}`, { headers })).status).toBe(401);
      await expect(KernelSocket.connect(`${jupyter}api/kernels/${id}`, headers)).rejects.toThrow(
        /refused/
      );
    }
    const kernel = await KernelSocket.connect(`${jupyter}api/kernels/${id}`, AUTHORIZED);
    expect(await kernel.run('1')).toBe('1');
    await service.client.cancel(uuid);
  });
});

describe('the mode', () => {
  it('is refused where the offer does not list it, and cannot be changed afterwards', async () => {
    const { client } = await startService();
    const request = ask(notebook('1'));
    const set = await client.ask({
      ...request,
      executable: { ...request.executable, mode: 'batch' }
    });
    const [offer] = set.offers!;
    expect(offer!.modes).toEqual(['batch']);
    const uuid = offer!.meta!.uuid!;
    await expect(client.accept(uuid, { mode: 'interactive' })).rejects.toThrow(
      /for batch only, found mode interactive/
    );
    expect((await client.session(uuid)).phase).toBe('OFFERED');
    expect((await client.accept(uuid)).executable).toMatchObject({ mode: 'batch' });
    await expect(client.accept(uuid, { mode: 'interactive' })).rejects.toThrow(
      /accepted as batch already/
    );
    await expect(client.finish(uuid)).rejects.toThrow(/cannot take the step "complete"/);
    await client.cancel(uuid);
  });

  it('is what the request says, where the client says nothing when it accepts', async () => {
    const { client } = await startService();
    const request = ask(notebook('1'));
    const set = await client.ask({
      ...request,
      executable: { ...request.executable, mode: 'interactive' }
    });
    const uuid = set.offers![0]!.meta!.uuid!;
    expect((await client.accept(uuid)).executable).toMatchObject({ mode: 'interactive' });
    await client.cancel(uuid);
  });
});

it.each(['SIGKILL'] as const)(
  'a runner that ends by %s leaves nothing of the session',
  async signal => {
    const { client, folder } = await startService();
    const { uuid, jupyter } = await work(client);
    const kernel = await KernelSocket.start(jupyter, AUTHORIZED);
    const pids = (await kernel.run('import os; print(os.getpid(), os.getppid())'))
      .trim()
      .split(' ');
    const { pid } = JSON.parse(
      readFileSync(join(folder, 'sessions', uuid, 'process.json'), 'utf8')
    ) as { pid: number };
    const { closed } = kernel;
    process.kill(pid, signal);
    await closed;
    expect((await end(client, uuid)).phase).toBe('FAILED');
    await until(async () => Promise.resolve(pids.every(one => !existsSync(`/proc/${one}`))));
  }
);
