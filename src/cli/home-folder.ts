import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { link, lstat, mkdir, realpath, rename, rm, utimes } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

import type { BrokerClient } from '../client/broker-client';
import { BrokerError } from '../client/broker-error';
import { besideName } from '../model/beside-name';
import type { ExecutionSession } from '../model/session';
import type { ListedFile } from '../model/session-files';
import { bodyChunks } from './body-chunks';
import { reasonOf } from './command-error';

/** What came of the files of a session. */
export interface Brought {
  /** Where they are now, seen from the folder. */
  files: string[];
  /** What did not come, and why. */
  troubles: string[];
}

/** A part of a path that a file from elsewhere may not have: hidden files of ours are read by programs. */
const FORBIDDEN = process.platform === 'win32' ? /^$|^\.|[\0\\:]/ : /^$|^\.|\0/;

/** The folder that a session's files came from, and go to. Nothing that is in it is ever written over. */
export class HomeFolder {
  constructor(private readonly _folder: string) {}

  /** Brings what a session has made or changed; what is here and differs keeps its name. */
  async bring(client: BrokerClient, session: ExecutionSession): Promise<Brought> {
    const brought: Brought = { files: [], troubles: [] };
    let found: ListedFile[];
    try {
      found = await newFiles(client, session);
    } catch (error) {
      return { files: [], troubles: [`The files of the run are not known: ${reasonOf(error)}`] };
    }
    for (const file of found) {
      try {
        const path = await this._bring(client, session, file);
        brought.files.push(...(path === undefined ? [] : [path]));
      } catch (error) {
        brought.troubles.push(`${file.path} did not come: ${reasonOf(error)}`);
      }
    }
    return brought;
  }

  /** Where it is now; `undefined` where the same was here. */
  private async _bring(
    client: BrokerClient,
    session: ExecutionSession,
    { path, modified }: ListedFile
  ): Promise<string | undefined> {
    const target = await this._target(path);
    const name = path.split('/').map(encodeURIComponent).join('/');
    const response = await client.file(`/sessions/${session.meta?.uuid ?? ''}/files/${name}`);
    const part = join(dirname(target), `.${basename(target)}.part`);
    try {
      await pipeline(bodyChunks(response), createWriteStream(part));
      const moment = new Date(modified);
      await utimes(part, moment, moment);
      if (await put(part, target)) {
        return path;
      }
      if (await sameContent(part, target)) {
        return undefined;
      }
      return await this._beside(part, besideName(path, moment.getTime()));
    } finally {
      await rm(part, { force: true });
    }
  }

  private async _beside(part: string, path: string): Promise<string> {
    for (let i = 1; ; i++) {
      const free = i === 1 ? path : path.replace(/(\.[^./]*)?$/, `-${i}$1`);
      if (await put(part, join(this._folder, free))) {
        return free;
      }
    }
  }

  /** @throws Error for a path that leads elsewhere, or to no file */
  private async _target(path: string): Promise<string> {
    if (path.split('/').some(part => FORBIDDEN.test(part))) {
      throw new Error('its path leads out of the folder, or would be hidden');
    }
    const target = join(this._folder, path);
    let above = dirname(target);
    while (!existsSync(above)) {
      above = dirname(above);
    }
    const [real, home] = await Promise.all([realpath(above), realpath(this._folder)]);
    if (real !== home && !real.startsWith(home + sep)) {
      throw new Error('a link leads out of the folder there');
    }
    await mkdir(dirname(target), { recursive: true });
    if (existsSync(target) && !(await lstat(target)).isFile()) {
      throw new Error('there is a folder or a link of that name');
    }
    return target;
  }
}

/** All new and changed ones but the executed notebook; none where its broker lists none. */
async function newFiles(client: BrokerClient, session: ExecutionSession): Promise<ListedFile[]> {
  const path = `/sessions/${session.meta?.uuid ?? ''}/files`;
  try {
    const { files } = await client.wire.document('SessionFileList', path, {});
    return files.filter(({ path, state }) => state !== 'same' && path !== session.result?.path);
  } catch (error) {
    if (error instanceof BrokerError && error.status >= 200 && error.status < 500) {
      return []; // the standard has no such list
    }
    throw error;
  }
}

/** Gives a file its name, unless there is one of that name. */
async function put(part: string, target: string): Promise<boolean> {
  try {
    // Unlike a rename, this fails where somebody was faster.
    await link(part, target);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      return false;
    }
    if (code === undefined || !['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code)) {
      throw error;
    }
    // A file system without hard links.
    if (existsSync(target)) {
      return false;
    }
    await rename(part, target);
    return true;
  }
}

async function sameContent(one: string, other: string): Promise<boolean> {
  const digests = await Promise.all([one, other].map(digestOf));
  return digests[0] === digests[1];
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
