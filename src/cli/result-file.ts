import { accessSync, constants, createWriteStream, existsSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';

import type { BrokerClient } from '../client/broker-client';
import { BrokerError } from '../client/broker-error';
import { JUPYTER_NOTEBOOK } from '../model/kinds';
import type { ExecutionSession } from '../model/session';
import { parseInstant } from '../model/time';
import { bodyChunks } from './body-chunks';
import { CommandError } from './command-error';
import { stamp } from '../model/amount-text';
import { besideName } from '../model/beside-name';

/** Where an executed notebook goes, or what a program has written. What is there already is kept, unless `force`. */
export class ResultFile {
  /**
   * @param beside the original, or where a file of that name would lie
   * @throws CommandError where nothing can be written there: better now than after hours of running
   */
  constructor(
    private readonly _beside: string,
    private readonly _output: string | undefined,
    private readonly _force: boolean
  ) {
    const folder = dirname(resolve(_output ?? _beside));
    try {
      accessSync(folder, constants.W_OK | constants.X_OK);
    } catch {
      throw new CommandError(
        `The result cannot be written into ${folder}: ${existsSync(folder) ? 'the folder is not yours to write' : 'there is no such folder'}; name another place with --output`
      );
    }
    if (_output !== undefined && existsSync(_output)) {
      if (statSync(_output).isDirectory()) {
        throw new CommandError(`--output ${_output} is a folder; name a file in it`);
      }
      if (!_force) {
        throw new CommandError(
          `${_output} is there already; name another file, or overwrite it with --force`
        );
      }
    }
  }

  /** Brings a session's executed notebook, and returns where it is. `undefined`: it has none. */
  async bring(client: BrokerClient, session: ExecutionSession): Promise<string | undefined> {
    if (!session.result) {
      return undefined;
    }
    const own = this._output !== undefined && (this._force || !existsSync(this._output));
    const path = own ? this._output : this._free(session);
    await save(await client.file(session.result.url), path);
    return path;
  }

  /** Brings what a program has written, where --output says so, and returns where it is. */
  async bringWritten(client: BrokerClient, session: ExecutionSession): Promise<string | undefined> {
    if (this._output === undefined || session.executable?.kind === JUPYTER_NOTEBOOK) {
      return undefined;
    }
    const log = `/sessions/${session.meta?.uuid ?? ''}/logs/stdout`;
    const isFree = this._force || !existsSync(this._output);
    const path = isFree
      ? this._output
      : besideName(this._output, parseInstant(session.meta?.created ?? '') ?? Date.now());
    try {
      await save(await client.file(log), path);
    } catch (error) {
      if (error instanceof BrokerError && error.status >= 400 && error.status < 500) {
        return undefined; // older brokers, and brokers of others, have no logs
      }
      throw error;
    }
    return path;
  }

  /** `{stem}.run-{YYYYMMDD-HHMMSS}.ipynb`, as the panel names it, and with a number where that is taken. */
  private _free(session: ExecutionSession): string {
    const time = stamp(parseInstant(session.meta?.created ?? '') ?? Date.now());
    const stem = `${this._beside.replace(/\.ipynb$/, '')}.run-${time}`;
    for (let i = 1; ; i++) {
      const path = `${stem}${i === 1 ? '' : `-${i}`}.ipynb`;
      if (!existsSync(path)) {
        return path;
      }
    }
  }
}

/** Whole, or not at all. */
async function save(response: Response, path: string): Promise<void> {
  const part = join(dirname(path), `.${basename(path)}.part`);
  try {
    await pipeline(bodyChunks(response), createWriteStream(part));
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
