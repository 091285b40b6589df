import { createHash } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

import { BrokerError } from '../client/broker-error';
import { sentPaths } from '../description/programs/sent-paths';
import type { Material } from '../description/request';
import type { BrokerLink } from './broker-link';
import { reasonOf } from './command-error';
import { besideNotebook, type NotebookFile } from './notebook-file';

/** The files beside a notebook that the broker's store holds now, and why others are not there. */
export interface Staged {
  files: Record<string, Material>;
  errors: { path: string; reason: string }[];
}

/** Puts the files that a notebook opens into the broker's store; what is there already is not sent. `byCommit`: nor what a commit has. */
export async function stageFiles(
  notebook: NotebookFile,
  link: Pick<BrokerLink, 'fetch'>,
  signal: AbortSignal,
  byCommit = false
): Promise<Staged> {
  const staged: Staged = { files: {}, errors: [] };
  const named = (byCommit ? notebook.description.published?.files : undefined) ?? {};
  for (const path of sentPaths(notebook.description)) {
    const file = Object.hasOwn(named, path) ? named[path] : undefined;
    if (file) {
      const { url: location, size, sha256 } = file;
      staged.files[path] = { location, size, digest: `sha256:${sha256}` };
      continue;
    }
    try {
      staged.files[path] = await stage(besideNotebook(notebook, path), link, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof BrokerError) {
        throw error; // it would be the same with every file
      }
      staged.errors.push({ path, reason: reasonOf(error) });
    }
  }
  return staged;
}

async function stage(
  file: string,
  link: Pick<BrokerLink, 'fetch'>,
  signal: AbortSignal
): Promise<Material> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash, { signal });
  const digest = hash.digest('hex');
  const location = `/files/sha256/${digest}`;
  const { ok } = await send(link, location, { method: 'HEAD', signal });
  if (!ok) {
    const response = await send(link, location, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: await openAsBlob(file),
      signal
    });
    if (!response.ok) {
      throw new Error(
        [404, 405, 501].includes(response.status)
          ? `this broker takes no files (${response.status})`
          : `the broker did not take it (${response.status} ${response.statusText})`
      );
    }
  }
  return { location, size: (await stat(file)).size, digest: `sha256:${digest}` };
}

async function send(
  { fetch }: Pick<BrokerLink, 'fetch'>,
  path: string,
  init: RequestInit
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    init.signal?.throwIfAborted();
    throw new BrokerError(`The broker cannot be reached: ${reasonOf(error)}`, 0, [], {
      cause: error
    });
  }
  await response.body?.cancel();
  if (response.status === 401 || response.status === 403) {
    throw new BrokerError('The broker does not know who you are', response.status);
  }
  return response;
}
