import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';

import { build } from 'esbuild';

import { clientOf, question, temporaryFolder, until } from '../../../__tests__/test-broker';
import { startCrooked } from './crooked-broker';

const children: ChildProcess[] = [];

afterEach(() => {
  children.splice(0).forEach(child => child.kill('SIGKILL'));
});

/** A broker as a process of its own, which can be killed. */
async function startChild(
  program: string,
  folder: string,
  below: string
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [program, folder, below], {
    stdio: ['ignore', 'pipe', 'inherit']
  });
  children.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: line.toString().trim() };
}

it('a broker that is killed while its acceptance is answered finds the session again', async () => {
  const program = join(temporaryFolder(), 'child-broker.cjs');
  await build({
    entryPoints: [resolve(__dirname, 'child-broker.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error'
  });
  const folder = temporaryFolder();
  const there = await startCrooked();
  const first = await startChild(program, folder, there.url);
  const killed = once(first.child, 'exit');
  there.scripts['POST /sessions/{id}'] = () => {
    // Taken there; and the answer is never heard.
    there.phase = 'ACCEPTED';
    first.child.kill('SIGKILL');
  };
  const set = await clientOf(first.url).ask(question());
  const uuid = set.offers![0]!.meta!.uuid!;
  await expect(clientOf(first.url).accept(uuid)).rejects.toThrow();
  await killed;

  there.phase = 'RUNNING';
  const second = await startChild(program, folder, there.url);
  await until(async () => (await clientOf(second.url).session(uuid)).phase === 'RUNNING', 30);
  expect(there.asked.filter(line => line.startsWith('POST /sessions/'))).toHaveLength(1);
});
