import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import type { BrokerClient } from '../../client/broker-client';
import { clientOf, temporaryFolder } from './test-broker';

const ROOT = resolve(__dirname, '../../..');
const SERVICE = join(ROOT, 'jupyterlab_execution_broker/service/execution-broker.mjs');
// Its path, as the Jupyter server gives it: uv does not take a virtual environment's Python by name.
export const PYTHON = execFileSync('python', ['-c', 'import sys; print(sys.executable)'])
  .toString()
  .trim();
// Built once and used by every test, as on a person's machine.
export const ENVIRONMENTS = join(homedir(), '.cache', 'execution-broker', 'test-environments');

/** What every request to such a service must carry. */
export const TOKEN = 'the-token';

const children: ChildProcess[] = [];

afterEach(() => {
  children.splice(0).forEach(child => child.kill('SIGKILL'));
});

/** The built service as a process of its own, which can be killed. */
export interface Service {
  child: ChildProcess;
  client: BrokerClient;
  folder: string;
  url: string;
}

/** Starts one on a port of its own, as the Jupyter server would. */
export async function startService(folder = temporaryFolder(), config = ''): Promise<Service> {
  mkdirSync(ENVIRONMENTS, { recursive: true });
  const configFile = join(folder, 'config.yaml');
  writeFileSync(configFile, config);
  const args = [
    SERVICE,
    ...['serve', '--child', '--port', '0', '--data-dir', folder, '--config', configFile],
    ...['--environments', ENVIRONMENTS, '--python', PYTHON, '--uv', 'uv']
  ];
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, PYTHONPATH: ROOT }
  });
  children.push(child);
  child.stdin.write(`${TOKEN}\n`);
  const line = await new Promise<string>((done, fail) => {
    createInterface({ input: child.stdout }).once('line', done);
    child.once('exit', code => fail(new Error(`The broker ended with ${code}`)));
  });
  const { url } = JSON.parse(line) as { url: string };
  return { child, folder, url, client: clientOf(url, TOKEN) };
}
