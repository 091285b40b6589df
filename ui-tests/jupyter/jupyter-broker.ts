import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { OFFER_SET, SIMPLE_COMPUTE, SIMPLE_SESSION } from '../../src/model/kinds';
import { python } from './python';
import { freePort } from './server';
import { Wire } from './wire';

export const TOKEN = 'a-token-of-the-other-jupyter';
const SESSION = '11111111-2222-4333-8444-555555555555';
const SET = '99999999-2222-4333-8444-555555555555';

/**
 * FakeJupyterBroker: a broker that is none of ours, and whose one session is a real Jupyter server that
 * has nothing of ours either. Leaves out: all else that a broker does.
 */
export class JupyterBroker {
  private _executable: object = {};
  private _phase = 'OFFERED';

  private constructor(
    private readonly _http: Server,
    private readonly _jupyter: ChildProcess,
    private readonly _home: string,
    /** Between everybody and the Jupyter server. */
    readonly wire: Wire,
    readonly url: string
  ) {
    _http.on('request', (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const answer = this._answer(`${request.method ?? ''} ${request.url ?? ''}`, body);
        response.writeHead(answer ? 200 : 404, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify(answer ?? {}));
      });
    });
  }

  static async start(): Promise<JupyterBroker> {
    const home = mkdtempSync(join(tmpdir(), 'execution-broker-jupyter-'));
    for (const folder of ['config', 'data', 'runtime', 'root']) {
      mkdirSync(join(home, folder), { mode: 0o700 });
    }
    const [port, own] = [await freePort(), await freePort()];
    const jupyter = spawn(
      python(),
      [
        ...['-m', 'jupyter_server', '--no-browser', '--ServerApp.ip=127.0.0.1'],
        ...[`--ServerApp.port=${port}`, '--ServerApp.port_retries=0'],
        ...[`--IdentityProvider.token=${TOKEN}`, `--ServerApp.root_dir=${join(home, 'root')}`],
        "--ServerApp.jpserver_extensions={'jupyterlab_execution_broker': False, 'jupyterlab': True}",
        ...(process.getuid?.() === 0 ? ['--ServerApp.allow_root=True'] : [])
      ],
      {
        env: {
          ...process.env,
          JUPYTER_CONFIG_DIR: join(home, 'config'),
          JUPYTER_DATA_DIR: join(home, 'data'),
          JUPYTER_RUNTIME_DIR: join(home, 'runtime')
        },
        stdio: 'ignore',
        // Its kernels belong into its root folder, wherever it was started.
        cwd: home
      }
    );
    const wire = await Wire.to(port);
    const http = createServer();
    await new Promise<void>(done => http.listen(own, '127.0.0.1', done));
    const broker = new JupyterBroker(http, jupyter, home, wire, `http://127.0.0.1:${own}`);
    await broker._ready(port);
    return broker;
  }

  /** The place of a file in its root folder. */
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

  async stop(): Promise<void> {
    const ended = new Promise(done => this._jupyter.once('exit', done));
    this._jupyter.kill('SIGTERM');
    await Promise.race([ended, sleep(15_000, undefined, { ref: false })]);
    this._jupyter.kill('SIGKILL');
    this.wire.close();
    this._http.closeAllConnections();
    this._http.close();
    rmSync(this._home, { recursive: true, force: true, maxRetries: 5 });
  }

  private async _ready(port: number): Promise<void> {
    const url = `http://127.0.0.1:${port}/api/status?token=${TOKEN}`;
    const answers = async (): Promise<boolean> =>
      fetch(url).then(
        ({ ok }) => ok,
        () => false
      );
    const deadline = Date.now() + 60_000;
    while (Date.now() < deadline) {
      if (await answers()) {
        return;
      }
      await sleep(100);
    }
    throw new Error('The other Jupyter server did not start');
  }

  private _answer(asked: string, body: string): object | undefined {
    switch (asked) {
      case 'POST /requests':
        this._phase = 'OFFERED';
        this._executable = (JSON.parse(body) as { executable: object }).executable;
        return this._set();
      case `GET /offersets/${SET}`:
        return this._set();
      case `POST /sessions/${SESSION}`: {
        const { value } = JSON.parse(body) as { value: string };
        this._phase = value === 'ACCEPTED' ? 'AVAILABLE' : value;
        return this._session();
      }
      case `GET /sessions/${SESSION}`:
        return this._session();
      default:
        return undefined;
    }
  }

  private _set(): object {
    return {
      kind: OFFER_SET,
      meta: { uuid: SET },
      result: 'YES',
      offers: [this._session()]
    };
  }

  private _session(): object {
    const location = `http://127.0.0.1:${this.wire.port}/?token=${TOKEN}`;
    return {
      kind: SIMPLE_SESSION,
      meta: { uuid: SESSION },
      phase: this._phase,
      executable: this._executable,
      modes: ['interactive'],
      compute: { kind: SIMPLE_COMPUTE, cores: { min: 1, max: 1 } },
      ...(this._phase === 'AVAILABLE'
        ? { connectors: [{ kind: 'uri:jupyter', status: 'AVAILABLE', location }] }
        : {})
    };
  }
}
