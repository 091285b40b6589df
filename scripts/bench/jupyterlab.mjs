import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { chromium } from '@playwright/test';

import { PYTHON, ROOT } from './places.mjs';

/**
 * Runs `work` with a browser and the address of a JupyterLab on the examples, with this folder's
 * extension in it and these settings of its panel.
 */
export async function withJupyterLab(folder, work, settings = {}) {
  const port = await freePort();
  const root = join(folder, 'root');
  const data = join(folder, 'jupyter');
  cpSync(join(ROOT, 'examples'), root, { recursive: true });
  mkdirSync(join(data, 'labextensions'), { recursive: true });
  symlinkSync(
    join(ROOT, 'jupyterlab_execution_broker/labextension'),
    join(data, 'labextensions/jupyterlab-execution-broker')
  );
  const own = join(folder, 'config/lab/user-settings/jupyterlab-execution-broker');
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'panel.jupyterlab-settings'), JSON.stringify(settings));
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
        PYTHONPATH: ROOT,
        JUPYTER_DATA_DIR: data,
        JUPYTER_CONFIG_DIR: join(folder, 'config'),
        JUPYTER_RUNTIME_DIR: join(folder, 'runtime')
      }
    }
  );
  const base = `http://127.0.0.1:${port}`;
  try {
    for (let i = 0; i < 300; i++) {
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
    try {
      await work(browser, base);
    } finally {
      await browser.close();
    }
  } finally {
    server.kill('SIGTERM');
    await new Promise(done => server.once('exit', done));
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise(done => server.once('listening', done));
  const { port } = server.address();
  server.close();
  return port;
}
