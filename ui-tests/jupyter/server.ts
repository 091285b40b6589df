import { spawn, type ChildProcess } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { brokersOf, isAlive } from './processes';
import { python } from './python';

const ROOT = resolve(__dirname, '../..');
/** Notebooks of others, where somebody has put them beside this folder. */
const SHARED = process.env.SHARED_NOTEBOOKS ?? resolve(ROOT, '../shared/notebooks');

export type Theme = 'JupyterLab Light' | 'JupyterLab Dark';

/** A JupyterLab of its own: its folders, its port and its token are nobody else's. */
export class JupyterServer {
  readonly token = 'a-token-of-the-tests';

  private constructor(
    private readonly _home: string,
    private readonly _port: number
  ) {
    this._process = this._begin();
  }

  /** Without a slash at the end. */
  get url(): string {
    return `http://127.0.0.1:${this._port}`;
  }

  static async start(): Promise<JupyterServer> {
    const home = mkdtempSync(join(tmpdir(), 'execution-broker-ui-'));
    for (const folder of ['config', 'data', 'runtime', 'share', 'root']) {
      mkdirSync(join(home, folder), { mode: 0o700 });
    }
    copyNotebooks(join(home, 'root'));
    const server = new JupyterServer(home, await freePort());
    server.setTheme('JupyterLab Light');
    server._writeSetting('@jupyterlab/apputils-extension', 'notification', {
      fetchNews: 'false',
      checkForUpdates: false
    });
    await server._ready();
    return server;
  }

  /** Ends it as Ctrl-C does, and starts it again at the same place; browsers find it there. */
  async restart(): Promise<void> {
    await this._end();
    this._process = this._begin();
    await this._ready();
  }

  /** Whether notebooks of others are there: `quantities`, `redshift-plot`. */
  static get hasShared(): boolean {
    return existsSync(SHARED);
  }

  /** The processes of its broker. */
  get brokers(): number[] {
    return brokersOf(this._process.pid ?? 0);
  }

  /** The theme of pages that are loaded from now on. */
  setTheme(theme: Theme): void {
    this._writeSetting('@jupyterlab/apputils-extension', 'themes', { theme });
  }

  /** The brokers on the network, for pages that are loaded from now on. */
  setBrokers(brokers: readonly { name: string; url: string; form: string }[]): void {
    this._writeSetting('jupyterlab-execution-broker', 'panel', { brokers });
  }

  /** As schema/notifications.json has it, for pages that are loaded from now on. */
  setNotifications(wishes: { desktop?: boolean; bringHome?: 'ask' | 'always' | 'never' }): void {
    this._writeSetting('jupyterlab-execution-broker', 'notifications', wishes);
  }

  /** Asks its REST API, and gives the document. */
  async api(path: string): Promise<unknown> {
    const headers = { Authorization: `token ${this.token}` };
    return (await fetch(`${this.url}/api/${path}`, { headers })).json();
  }

  /** The place of a file in the root folder. */
  path(file: string): string {
    return join(this._home, 'root', file);
  }

  read(file: string): string {
    return readFileSync(this.path(file), 'utf8');
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), text);
  }

  /** The last that it has written to its terminal. */
  get log(): string {
    return this._said;
  }

  /** Everything on its disk that has a text in it, by its path in the server's own folder. */
  find(text: string): string[] {
    return readdirSync(this._home, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .filter(file => readFileSync(file).includes(text))
      .map(file => relative(this._home, file));
  }

  /** The permissions of a file that `find` has named. */
  modeOf(found: string): number {
    return statSync(join(this._home, found)).mode & 0o777;
  }

  /** Ends it as Ctrl-C does, and gives the ids of processes that outlive it. */
  async stop(): Promise<number[]> {
    const brokers = this.brokers;
    await this._end();
    const deadline = Date.now() + 10_000;
    let left = brokers.filter(isAlive);
    while (left.length > 0 && Date.now() < deadline) {
      await sleep(100);
      left = left.filter(isAlive);
    }
    rmSync(this._home, { recursive: true, force: true, maxRetries: 5 });
    return left;
  }

  private _begin(): ChildProcess {
    const child = spawn(
      python(),
      [
        ...['-m', 'jupyterlab', '--no-browser', '--ServerApp.ip=127.0.0.1'],
        ...[`--ServerApp.port=${this._port}`, '--ServerApp.port_retries=0'],
        ...[`--IdentityProvider.token=${this.token}`],
        ...[`--ServerApp.root_dir=${join(this._home, 'root')}`],
        ...(process.getuid?.() === 0 ? ['--ServerApp.allow_root=True'] : [])
      ],
      {
        env: {
          ...process.env,
          JUPYTER_CONFIG_DIR: join(this._home, 'config'),
          JUPYTER_DATA_DIR: join(this._home, 'data'),
          JUPYTER_RUNTIME_DIR: join(this._home, 'runtime'),
          XDG_DATA_HOME: join(this._home, 'share')
        },
        stdio: ['ignore', 'pipe', 'pipe']
      }
    );
    child.stdout.on('data', this._listen);
    child.stderr.on('data', this._listen);
    return child;
  }

  private async _end(): Promise<void> {
    const ended = new Promise(resolve => this._process.once('exit', resolve));
    this._process.kill('SIGTERM');
    await Promise.race([ended, sleep(15_000, undefined, { ref: false })]);
    this._process.kill('SIGKILL');
  }

  private async _ready(): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (this._process.exitCode === null && Date.now() < deadline) {
      const status = await fetch(`${this.url}/api/status`, {
        headers: { Authorization: `token ${this.token}` }
      }).then(
        ({ ok }) => ok,
        () => false
      );
      if (status) {
        return;
      }
      await sleep(100);
    }
    this._process.kill('SIGKILL');
    throw new Error(`JupyterLab did not start. It said:\n${this._said}`);
  }

  private _writeSetting(plugin: string, name: string, value: object): void {
    const folder = join(this._home, 'config/lab/user-settings', plugin);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.jupyterlab-settings`), JSON.stringify(value));
  }

  private readonly _listen = (chunk: Buffer): void => {
    this._said = (this._said + chunk.toString()).slice(-20_000);
  };

  private _process: ChildProcess;
  private _said = '';
}

/** The examples; and where they are there, two notebooks of others. */
function copyNotebooks(root: string): void {
  copy(join(ROOT, 'examples'), root);
  for (const name of JupyterServer.hasShared ? ['quantities', 'redshift-plot'] : []) {
    copy(join(SHARED, name), join(root, name));
  }
  if (JupyterServer.hasShared) {
    // Its authors forgot it: without, astropy's cosmology fails in the fourth cell.
    appendFileSync(join(root, 'redshift-plot/requirements.txt'), '\nscipy\n');
  }
}

/** Copies that can be written to, whatever their originals can. */
function copy(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      copy(join(from, entry.name), join(to, entry.name));
    } else {
      writeFileSync(join(to, entry.name), readFileSync(join(from, entry.name)));
    }
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  });
}
