import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { PYTHON } from './service';
import { until } from './test-broker';

const started: { child: ChildProcess; home: string }[] = [];

afterAll(async () => {
  for (const { child, home } of started.splice(0)) {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
});

/** A real Jupyter server that has nothing of ours. */
export interface JupyterServer {
  /** Its folder, with a slash at the end. */
  url: string;
  token: string;
}

/** Starts one with these of its extensions, for all tests of a file. */
export async function startJupyter(extensions: readonly string[]): Promise<JupyterServer> {
  const home = mkdtempSync(join(tmpdir(), 'broker-test-jupyter-'));
  const port = await freePort();
  const token = 'the token/of a & server';
  const on = ['jupyterlab', 'notebook', 'jupyterlab_execution_broker'].map(
    name => `'${name}': ${extensions.includes(name) ? 'True' : 'False'}`
  );
  const child = spawn(
    PYTHON,
    [
      ...['-m', 'jupyter_server', '--no-browser', '--ServerApp.ip=127.0.0.1'],
      ...[
        `--ServerApp.port=${port}`,
        '--ServerApp.port_retries=0',
        '--ServerApp.base_url=/user/x/'
      ],
      ...[`--IdentityProvider.token=${token}`, `--ServerApp.root_dir=${home}`],
      `--ServerApp.jpserver_extensions={${on.join(', ')}}`,
      ...(process.getuid?.() === 0 ? ['--ServerApp.allow_root=True'] : [])
    ],
    {
      cwd: home,
      stdio: 'ignore',
      env: {
        ...process.env,
        JUPYTER_CONFIG_DIR: join(home, 'config'),
        JUPYTER_DATA_DIR: join(home, 'data'),
        JUPYTER_RUNTIME_DIR: join(home, 'runtime')
      }
    }
  );
  started.push({ child, home });
  const url = `http://127.0.0.1:${port}/user/x/`;
  await until(
    async () =>
      fetch(`${url}api/status`, { headers: { authorization: `token ${token}` } }).then(
        ({ ok }) => ok,
        () => false
      ),
    180
  );
  return { url, token };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
