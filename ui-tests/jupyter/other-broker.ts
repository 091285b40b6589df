import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { python } from './python';

const SERVICE = resolve(
  __dirname,
  '../../jupyterlab_execution_broker/service/execution-broker.mjs'
);

/** A broker of ours somewhere else, which may want a token of everybody who asks. */
export class OtherBroker {
  private constructor(
    private readonly _process: ChildProcess,
    private readonly _home: string,
    /** Without a slash at the end. */
    readonly url: string
  ) {}

  /** With one platform of this name. */
  static async start(platform: string, token?: string): Promise<OtherBroker> {
    const home = mkdtempSync(join(tmpdir(), 'execution-broker-other-'));
    const tokenFile = join(home, 'token');
    writeFileSync(tokenFile, `${token ?? ''}\n`, { mode: 0o600 });
    const config = join(home, 'config.yaml');
    writeFileSync(
      config,
      JSON.stringify({
        listen: { host: '127.0.0.1', port: 0 },
        ...(token === undefined ? {} : { tokenFile }),
        platforms: [{ kind: 'local', name: platform, cores: 1, memory: 2 }]
      })
    );
    const child = spawn(
      process.execPath,
      [
        SERVICE,
        'serve',
        '--config',
        config,
        '--data-dir',
        join(home, 'data'),
        '--python',
        python()
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] }
    );
    const line = await new Promise<string>((done, fail) => {
      createInterface({ input: child.stdout }).once('line', done);
      child.once('exit', code => {
        fail(new Error(`The other broker ended with ${code ?? 'a signal'} before it listened`));
      });
    });
    return new OtherBroker(child, home, line.replace('Listening on ', '').replace(/\/$/, ''));
  }

  async stop(): Promise<void> {
    const ended = new Promise(done => this._process.once('exit', done));
    this._process.kill('SIGTERM');
    await ended;
    rmSync(this._home, { recursive: true, force: true, maxRetries: 5 });
  }
}
