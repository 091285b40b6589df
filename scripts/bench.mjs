// The measurements of docs/performance.md: node scripts/bench.mjs [broker|page]. Nothing here is a test; figures
// depend on the machine, so each stands beside its budget and, where there is one, a yardstick.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { chromium } from '@playwright/test';

const ROOT = resolve(import.meta.dirname, '..');
const SERVICE = join(ROOT, 'jupyterlab_execution_broker/service/execution-broker.mjs');
const PYTHON = join(ROOT, '.venv/bin/python');
const UV = join(ROOT, '.venv/bin/uv');
const ENVIRONMENTS = join(homedir(), '.cache/execution-broker/environments');
const folder = mkdtempSync(join(tmpdir(), 'broker-bench-'));

const print = (what, value, budget) =>
  console.log(`${what.padEnd(58)} ${value.padStart(14)}   ${budget ? `budget ${budget}` : ''}`);
const ms = value => `${value.toFixed(0)} ms`;
const median = values => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const notebook = JSON.stringify({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { language_info: { name: 'python' } },
  cells: Array.from({ length: 10 }, (_, i) => ({
    id: `c${i}`,
    cell_type: 'code',
    execution_count: null,
    metadata: {},
    outputs: [],
    source: `print(sum(range(${i} * 1000)))`
  }))
});
const question = {
  executable: {
    kind: 'https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/jupyter-notebook.yaml',
    meta: { name: 'bench.ipynb' },
    location: `data:application/x-ipynb+json;base64,${Buffer.from(notebook).toString('base64')}`,
    language: { name: 'python' }
  },
  question: 'bench'
};

async function startBroker(name) {
  const start = performance.now();
  const child = spawn(
    process.execPath,
    [
      ...['--max-semi-space-size=1', '--optimize-for-size', '--no-maglev'], // as the Jupyter server starts it
      SERVICE,
      'serve',
      '--child',
      ...['--port', '0', '--data-dir', join(folder, name), '--environments', ENVIRONMENTS],
      ...['--python', PYTHON, '--uv', UV]
    ],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        ...process.env,
        MALLOC_ARENA_MAX: '1',
        MALLOC_TRIM_THRESHOLD_: '131072',
        MALLOC_MMAP_THRESHOLD_: '131072'
      }
    }
  );
  child.stdin.write('token\n');
  const line = await new Promise(done =>
    createInterface({ input: child.stdout }).once('line', done)
  );
  const { url } = JSON.parse(line);
  const call = async (path, body) => {
    const response = await fetch(url + path, {
      method: body ? 'POST' : 'GET',
      headers: {
        Authorization: 'Bearer token',
        Accept: 'application/json',
        'Content-Type': 'application/json',
        Prefer: 'return=representation'
      },
      ...(body ? { body: JSON.stringify(body) } : {})
    });
    return response.json();
  };
  return { child, call, start };
}

async function run(call) {
  const set = await call('/requests', question);
  const { uuid } = set.offers[0].meta;
  const start = performance.now();
  await call(`/sessions/${uuid}`, {
    kind: 'uri:enum-value-update',
    path: 'phase',
    value: 'ACCEPTED'
  });
  for (;;) {
    const { phase, meta } = await call(`/sessions/${uuid}`);
    if (phase === 'COMPLETED') {
      return performance.now() - start;
    }
    if (phase === 'FAILED') {
      throw new Error(JSON.stringify(meta.messages.at(-1)));
    }
    await sleep(5);
  }
}

async function benchBroker() {
  const starts = [];
  for (let i = 0; i < 5; i++) {
    const { child, call, start } = await startBroker(`start-${i}`);
    await call('/sessions');
    starts.push(performance.now() - start);
    child.kill();
  }
  print('broker: start to first answer (median of 5)', ms(median(starts)), '400 ms');

  const { child, call } = await startBroker('broker');
  await call('/requests', question);
  const asks = [];
  for (let i = 0; i < 100; i++) {
    const start = performance.now();
    await call('/requests', question);
    asks.push(performance.now() - start);
  }
  print('broker: question to offer, warm (median of 100)', ms(median(asks)));
  await sleep(5000);
  const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1];
  print('broker: resident when idle', `${(rss / 1024).toFixed(0)} MB`, '90 MB');

  await run(call); // builds the environment, where it is not there
  const through = [];
  const byHand = [];
  for (let i = 0; i < 5; i++) {
    through.push(await run(call));
    byHand.push(runByHand());
  }
  print('run of 10 cells through the broker (median of 5)', ms(median(through)));
  print('the same by hand with nbclient (median of 5)', ms(median(byHand)));
  print('overhead over nbclient by hand', ms(median(through) - median(byHand)), '1000 ms');
  child.kill();
}

/** nbclient in the same environment's kernel, in a process of its own as a person would start it. */
function runByHand() {
  const environment = execFileSync('ls', ['-t', ENVIRONMENTS]).toString().split('\n');
  const kernel = environment.find(name => !name.endsWith('.lock') && name && !name.startsWith('.'));
  const python = join(ENVIRONMENTS, kernel, 'bin/python');
  const path = join(folder, 'hand.ipynb');
  writeFileSync(path, notebook);
  const script = `
import sys, nbformat
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from nbclient import NotebookClient
book = nbformat.read(${JSON.stringify(path)}, 4)
km = AsyncKernelManager()
km._kernel_spec = KernelSpec(argv=[${JSON.stringify(python)}, "-m", "ipykernel_launcher", "-f", "{connection_file}"], display_name="x", language="python")
NotebookClient(book, km=km).execute()
nbformat.write(book, ${JSON.stringify(path)})
`;
  const start = performance.now();
  execFileSync(PYTHON, ['-c', script], { stdio: ['ignore', 'ignore', 'inherit'] });
  return performance.now() - start;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise(done => server.once('listening', done));
  const { port } = server.address();
  server.close();
  return port;
}

/** Runs in the page before JupyterLab: notes how long each of our plug-ins takes to activate. */
function timeActivation() {
  const timed = plugin => ({
    ...plugin,
    activate: (...given) => {
      const start = performance.now();
      try {
        return plugin.activate(...given);
      } finally {
        globalThis.activation[plugin.id] = performance.now() - start;
      }
    }
  });
  globalThis.activation = {};
  globalThis._JUPYTERLAB = new Proxy(
    {},
    {
      set(containers, name, container) {
        containers[name] =
          name !== 'jupyterlab-execution-broker'
            ? container
            : {
                init: container.init,
                get: async module => {
                  const factory = await container.get(module);
                  return () => {
                    const { default: plugins, ...rest } = factory();
                    return { __esModule: true, ...rest, default: plugins?.map(timed) };
                  };
                }
              };
        return true;
      }
    }
  );
}

async function benchPage() {
  const port = await freePort();
  const root = join(folder, 'root');
  cpSync(join(ROOT, 'examples'), root, { recursive: true });
  const server = spawn(
    PYTHON,
    [
      ...['-m', 'jupyter', 'lab', '--no-browser', `--port=${port}`, '--allow-root'],
      ...[`--ServerApp.root_dir=${root}`, '--IdentityProvider.token=bench']
    ],
    {
      stdio: 'ignore',
      env: {
        ...process.env,
        JUPYTER_DATA_DIR: join(folder, 'jupyter'),
        JUPYTER_CONFIG_DIR: join(folder, 'config'),
        JUPYTER_RUNTIME_DIR: join(folder, 'runtime')
      }
    }
  );
  const base = `http://127.0.0.1:${port}`;
  try {
    for (let i = 0; i < 100; i++) {
      if ((await fetch(`${base}/api`).catch(() => undefined))?.ok) {
        break;
      }
      await sleep(200);
    }
    const executablePath = execFileSync(PYTHON, [join(ROOT, 'scripts/browser.py')])
      .toString()
      .trim();
    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu']
    });
    const clicks = [];
    const activations = [];
    for (let i = 0; i < 4; i++) {
      const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
      let fetched = 0;
      page.on('response', async response => {
        if (/extensions\/jupyterlab-execution-broker\/.*\.js/.test(response.url())) {
          fetched += (await response.body()).length;
        }
      });
      await page.addInitScript(timeActivation);
      await page.goto(`${base}/lab/workspaces/bench-${i}/tree/orbits/orbits.ipynb?token=bench`);
      const button = page.locator(
        '.jp-NotebookPanel-toolbar [data-command="execution-broker:ask-where"]'
      );
      await button.waitFor({ timeout: 60_000 });
      await page.locator('.jp-Notebook .jp-CodeCell').first().waitFor();
      await sleep(4000);
      if (i === 0) {
        print('page: JavaScript fetched at start', `${(fetched / 1024).toFixed(1)} KiB`, '50 KiB');
      }
      const activation = await page.evaluate(() => globalThis.activation);
      activations.push(Object.values(activation).reduce((sum, time) => sum + time, 0));
      // Measured in the page, from the pointer's press to the frame after the card is there.
      await page.evaluate(() => {
        globalThis.measured = new Promise(done => {
          let start;
          document.addEventListener('pointerdown', () => (start = performance.now()), {
            capture: true,
            once: true
          });
          const seen = new MutationObserver(() => {
            if (document.querySelector('.jp-ExecutionBroker-card')) {
              seen.disconnect();
              requestAnimationFrame(() => done(performance.now() - start));
            }
          });
          seen.observe(document.body, { childList: true, subtree: true });
        });
      });
      await button.click();
      const time = await Promise.race([
        page.evaluate(() => globalThis.measured),
        sleep(30_000).then(() => {
          throw new Error('No offer within 30 s of the click');
        })
      ]);
      clicks.push(time);
      await page.close();
    }
    await browser.close();
    print(
      'page: all activate() together (median of 4)',
      `${median(activations).toFixed(1)} ms`,
      '10 ms'
    );
    print('page: click to first offer, cold broker', ms(clicks[0]), '1500 ms');
    print('page: click to first offer, warm (median of 3)', ms(median(clicks.slice(1))), '300 ms');
  } finally {
    server.kill('SIGTERM');
    await new Promise(done => server.once('exit', done));
  }
}

try {
  const only = process.argv[2];
  if (only !== 'page') {
    await benchBroker();
  }
  if (only !== 'broker') {
    await benchPage();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
