import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';

import type { DockerContainer } from '../../model/executable';
import { DOCKER_CONTAINER, PORT_CONNECTOR } from '../../model/kinds';
import { messageText } from '../../model/template';
import { testContainers } from './containers';
import { accept, askFor, end, output, said, states } from './programs';
import { startService, type Service } from './service';
import { temporaryFolder, until } from './test-broker';

// These tests run real containers under podman, with images that scripts/containers.py has made.
jest.setTimeout(120_000);

const found = testContainers();
if ('reason' in found) {
  console.warn(`SKIPPED: no container is run here: ${found.reason}`);
}
const podman = 'reason' in found ? { engine: [''], create: [], plain: '', own: '' } : found;

const config = (pull: boolean): string =>
  JSON.stringify({
    platforms: [
      {
        kind: 'local',
        containers: {
          engine: podman.engine[0],
          options: podman.engine.slice(1),
          createOptions: podman.create,
          pull
        }
      }
    ]
  });

const start = async (folder = temporaryFolder(), pull = false): Promise<Service> =>
  startService(folder, config(pull));

const container = (script: string, more: Partial<DockerContainer> = {}): DockerContainer => ({
  kind: DOCKER_CONTAINER,
  image: { locations: [podman.plain] },
  command: ['/bin/sh', '-c', script],
  ...more
});

/** The first process of a container must say itself that it ends when it is told. */
const WAIT = "trap 'exit 0' TERM; echo up; while true; do sleep 0.1; done";

const containers = (uuid: string): string =>
  execFileSync(podman.engine[0], [
    ...podman.engine.slice(1),
    ...['ps', '--all', '--quiet', `--filter=name=${uuid}`]
  ]).toString();

const runnerOf = ({ folder }: Service, uuid: string): number =>
  (
    JSON.parse(readFileSync(join(folder, 'sessions', uuid, 'process.json'), 'utf8')) as {
      pid: number;
    }
  ).pid;

('reason' in found ? describe.skip : describe)(
  'a container on this computer (skipped where podman runs none)',
  () => {
    it('runs with its files where they are mounted, and what it makes comes back', async () => {
      const service = await start();
      const { client } = service;
      const request = askFor(
        container(
          'cat /data/in/a.txt b.txt; echo "$WORD"; echo no > /data/in/a.txt || echo kept; ' +
            'echo no > b.txt || echo kept; echo made > made.txt; echo more >> c.txt',
          { environment: { WORD: 'two words' } }
        ),
        {
          files: { '/data/in/a.txt': 'A', 'b.txt': 'B', 'c.txt': 'C' },
          readOnly: ['/data/in/a.txt', 'b.txt'],
          compute: { cores: { min: 1, max: 1 }, memory: { min: 1, max: 1 } }
        }
      );
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
      expect(output(service, uuid)).toBe('ABtwo words\nkept\nkept\n');
      const session = await client.session(uuid);
      expect(session.result).toBeUndefined();
      expect(said(session)).toMatch(/kept by the container engine \(podman \d/);
      expect(await states(service, uuid)).toEqual({
        'b.txt': 'same',
        'c.txt': 'changed',
        'made.txt': 'new'
      });
      expect(containers(uuid)).toBe('');
    });

    it('of an image with a user of its own can write into its working directory', async () => {
      const service = await start();
      const uuid = await accept(
        service.client,
        askFor(
          container('id -u; pwd; cat a.txt; echo made > made.txt', {
            image: { locations: ['localhost/not-here', podman.own] }
          }),
          { files: { 'a.txt': 'A\n' } }
        )
      );
      expect((await end(service.client, uuid)).phase).toBe('COMPLETED');
      expect(output(service, uuid)).toBe('1234\n/work\nA\n');
      expect(await states(service, uuid)).toEqual({ 'a.txt': 'same', 'made.txt': 'new' });
    });

    it('runs the command of its image where the image says, if none is asked for', async () => {
      const service = await start();
      const { command: _, ...bare } = container('');
      const uuid = await accept(
        service.client,
        askFor({ ...bare, image: { locations: [podman.own] } })
      );
      expect((await end(service.client, uuid)).phase).toBe('COMPLETED');
      expect(output(service, uuid)).toBe('by itself in /app as 1234\n');
    });

    it('that ends with a status says which, and its last words', async () => {
      const service = await start();
      const uuid = await accept(service.client, askFor(container('echo no luck >&2; exit 4')));
      const session = await end(service.client, uuid);
      expect(session.phase).toBe('FAILED');
      expect(said(session)).toMatch(/The container failed with exit status 4.*no luck/);
    });

    it('goes on while the broker is killed and started again, and is gone at its end', async () => {
      const folder = temporaryFolder();
      const first = await start(folder);
      const uuid = await accept(
        first.client,
        askFor(container('echo before; while ! test -e go; do sleep 0.1; done; echo after'))
      );
      await until(async () => Promise.resolve(output(first, uuid) === 'before\n'), 60);
      first.child.kill('SIGKILL');
      const second = await start(folder);
      execFileSync('touch', [join(folder, 'sessions', uuid, 'work', 'go')]);
      expect((await end(second.client, uuid)).phase).toBe('COMPLETED');
      expect(output(second, uuid)).toBe('before\nafter\n');
      await until(async () => Promise.resolve(containers(uuid) === ''), 20);
    });

    it('is gone when it is cancelled', async () => {
      const service = await start();
      const uuid = await accept(service.client, askFor(container(WAIT)));
      await until(async () => Promise.resolve(output(service, uuid) === 'up\n'), 60);
      expect(containers(uuid)).not.toBe('');
      expect((await service.client.cancel(uuid)).phase).toBe('CANCELLED');
      expect(containers(uuid)).toBe('');
    });

    it('is gone when everything around it was killed, once a broker is there again', async () => {
      const folder = temporaryFolder();
      const first = await start(folder);
      const uuid = await accept(first.client, askFor(container(WAIT)));
      await until(async () => Promise.resolve(output(first, uuid) === 'up\n'), 60);
      first.child.kill('SIGKILL');
      // The guard of the container, before it can do its work, and then the runner.
      execFileSync('pkill', ['-KILL', '-f', `cat; exec "\\$@" sh .*${uuid}`]);
      process.kill(runnerOf(first, uuid), 'SIGKILL');
      expect(containers(uuid)).not.toBe('');
      const second = await start(folder);
      const session = await end(second.client, uuid);
      expect(session.phase).toBe('FAILED');
      expect(said(session)).toMatch(/ended unexpectedly/);
      await until(async () => Promise.resolve(containers(uuid) === ''), 30);
    });

    it('opens its ports on this computer, and says where, as connectors while it runs', async () => {
      const service = await start();
      const uuid = await accept(
        service.client,
        askFor(
          container(`echo hello > index.html; httpd -p 8000; ${WAIT}`, {
            network: {
              ports: [
                { internal: { port: 8000 }, protocol: 'HTTP', path: '/index.html' },
                { internal: { port: 9000 } }
              ]
            }
          })
        )
      );
      const url = await until(async () => {
        const told = said(await service.client.session(uuid));
        return /Port 8000 of the container is open at (http:\S+),/.exec(told)?.[1];
      }, 60);
      expect(new URL(url).hostname).toBe('127.0.0.1');
      const connectors = await until(async () => {
        const session = await service.client.session(uuid);
        return session.connectors?.length === 2 && session.connectors;
      }, 20);
      const opened = { kind: PORT_CONNECTOR, status: 'AVAILABLE' };
      expect(connectors).toEqual([
        { ...opened, protocol: 'HTTP', location: url },
        {
          ...opened,
          protocol: 'TCP',
          location: expect.stringMatching(/^tcp:\/\/127\.0\.0\.1:\d+$/) as string
        }
      ]);
      const text = await until(
        async () =>
          fetch(url).then(
            async response => response.text(),
            () => undefined // not listening yet
          ),
        20
      );
      expect(text).toBe('hello\n');
      // Only there: another address of this computer leads to nothing.
      const elsewhere = Object.values(networkInterfaces())
        .flatMap(addresses => addresses ?? [])
        .filter(({ family, internal }) => family === 'IPv4' && !internal);
      for (const { address } of elsewhere) {
        await expect(fetch(url.replace('127.0.0.1', address))).rejects.toThrow();
      }
      await service.client.cancel(uuid);
      expect((await service.client.session(uuid)).connectors).toBeUndefined();
    });

    it('whose image cannot be pulled fails in the words of the engine', async () => {
      const service = await start(temporaryFolder(), true);
      const { client } = service;
      const image = { locations: ['127.0.0.1:9/no/such:1'] };
      const uuid = await accept(client, askFor(container('', { image })));
      const session = await end(client, uuid);
      expect(session.phase).toBe('FAILED');
      expect(said(session)).toMatch(/could not be pulled.*podman says of 127.0.0.1:9.*refused/s);
    });

    it('gets a NO where its image is not there, and none is pulled', async () => {
      const { client } = await start();
      const set = await client.ask(
        askFor(container('', { image: { locations: ['localhost/no-such:1'] } }))
      );
      expect(set.result).toBe('NO');
      expect((set.meta?.messages ?? []).map(messageText).join('\n')).toMatch(
        /localhost\/no-such:1 is not on this computer/
      );
    });
  }
);

it('a container gets a NO where there is no engine, with what to install', async () => {
  const platforms = [{ kind: 'local', containers: { engine: '/nowhere/podman' } }];
  const { client } = await startService(temporaryFolder(), JSON.stringify({ platforms }));
  const set = await client.ask(askFor(container('true', { image: { locations: ['a'] } })));
  expect(set.result).toBe('NO');
  expect((set.meta?.messages ?? []).map(messageText).join('\n')).toMatch(
    /There is no container engine on this computer \(looked for \/nowhere\/podman\); install podman/
  );
});
