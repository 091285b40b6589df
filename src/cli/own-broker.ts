import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { serve } from '../broker/server';
import { BrokerClient } from '../client/broker-client';
import { checkDocument } from '../model/validate';
import { fetchPlainly, withToken, type BrokerLink } from './broker-link';
import { CommandError } from './command-error';
import type { Places } from './places';
import { StoreLock } from './store-lock';

/** How long the broker of another command has to answer, or to give way; milliseconds. */
const PATIENCE = 15_000;

interface Address {
  url: string;
  token: string;
  pid: number;
}

/**
 * A broker for the time of a command, in its process.
 *
 * A broker takes up every session of its store, so a store must have one broker only: two would start
 * and tell everything twice. JupyterLab's broker keeps its store for as long as Jupyter runs, behind a
 * secret that only Jupyter knows; so commands have a store of their own beside it (`cli`). The first of
 * several commands at once runs the broker; the others use it, and when it ends one of them takes over.
 */
export class OwnBroker implements BrokerLink {
  readonly own = true;
  readonly client: BrokerClient;

  constructor(private readonly _places: Places) {
    this._folder = join(_places.folder, 'cli');
    const baseUrl = 'http://own.invalid';
    this.client = new BrokerClient({
      baseUrl,
      check: checkDocument,
      fetch: async (url, init) => this.fetch(url.slice(baseUrl.length), init)
    });
  }

  get tokenPlace(): string {
    return this._file;
  }

  readonly fetch = async (path: string, init: RequestInit): Promise<Response> => {
    for (let attempt = 0; ; attempt++) {
      const found = (this._found ??= this._takeOrJoin());
      const { url, token } = await found;
      try {
        return await fetchPlainly(url + path, withToken(init, token));
      } catch (error) {
        // The command whose broker this was has ended. What is sent again does no harm twice.
        if (this._close || attempt === 3 || init.signal?.aborted) {
          throw error;
        }
        if (this._found === found) {
          this._found = undefined;
        }
      }
    }
  };

  async close(): Promise<void> {
    await this._found?.catch(() => undefined);
    await this._close?.();
  }

  private async _takeOrJoin(): Promise<Address> {
    for (const deadline = Date.now() + PATIENCE; ;) {
      const lock = StoreLock.take(this._folder);
      if (lock) {
        return this._start(lock);
      }
      const address = this._read();
      if (address && (await answers(address))) {
        return address;
      }
      if (Date.now() > deadline) {
        throw new CommandError(
          `Another execution-broker command${address ? ` (process ${address.pid})` : ''} keeps ${this._folder} and does not answer; go on with it, or end it`
        );
      }
      await sleep(100);
    }
  }

  private async _start(lock: StoreLock): Promise<Address> {
    const token = randomBytes(32).toString('base64url');
    try {
      const { app, address } = await serve({
        ...this._places,
        config: { listen: { host: '127.0.0.1', port: 0 } },
        folder: this._folder,
        token
      });
      this._close = async () => {
        rmSync(this._file, { force: true });
        await app.close();
        lock.release();
      };
      const own = { url: 'url' in address ? address.url : '', token, pid: process.pid };
      writeFileSync(`${this._file}.new`, JSON.stringify(own), { mode: 0o600 });
      renameSync(`${this._file}.new`, this._file);
      return own;
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  private _read(): Address | undefined {
    try {
      // Written whole by this program, into a folder that is the user's alone.
      return JSON.parse(readFileSync(this._file, 'utf8')) as Address;
    } catch {
      return undefined; // the other command has not got so far yet
    }
  }

  private get _file(): string {
    return join(this._folder, 'broker.json');
  }

  private readonly _folder: string;
  private _found: Promise<Address> | undefined;
  private _close: (() => Promise<void>) | undefined;
}

async function answers({ url, token }: Address): Promise<boolean> {
  try {
    const init = withToken({ method: 'HEAD', signal: AbortSignal.timeout(2000) }, token);
    return (await fetch(`${url}/openapi.json`, init)).ok;
  } catch {
    return false;
  }
}
