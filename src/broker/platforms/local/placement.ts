import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { ExecutionRequest } from '../../../model/request';
import { storedDigest } from '../../offers/materials';
import { Problem, say } from '../../problem';
import type { FileStore } from '../../store/file-store';

/** The longest notebook or file that is fetched from the web: 10 GiB. */
const FETCH_LIMIT = 10 * 2 ** 30;
/** The working directory, in the folder of a session. */
export const WORK = 'work';

/** Puts files into the folder of a session, from the store or from the web. */
export class Placement {
  /** The digests of what was placed from the store, by path in the working directory. */
  readonly digests = new Map<string, string>();

  constructor(
    /** That of the session. */
    readonly folder: string,
    private readonly _files: FileStore,
    private readonly _signal: AbortSignal
  ) {}

  /**
   * A path in the working directory, as one in the session's folder.
   *
   * @throws Problem where it leads outside
   */
  inWork(path: string): string {
    const work = join(this.folder, WORK);
    if (!join(work, path).startsWith(work + sep)) {
      throw new Problem(400, [
        say('ERROR', 'path-outside', 'The path {path} leads out of the working directory', { path })
      ]);
    }
    return join(WORK, path);
  }

  /**
   * Puts what lies at a location to a path in the session's folder.
   *
   * @throws Problem where it cannot be had
   */
  async place(location: string, path: string): Promise<void> {
    const target = join(this.folder, path);
    await mkdir(dirname(target), { recursive: true });
    const digest = storedDigest(location);
    if (digest) {
      await this._files.copyTo(digest, target);
      const work = join(this.folder, WORK);
      this.digests.set(relative(work, target).split(sep).join('/'), digest);
    } else if (/^https?:/i.test(location)) {
      await download(location, target, this._signal);
    } else {
      throw new Problem(400, [
        say(
          'ERROR',
          'bad-location',
          'The location {location} cannot be read here; it must be an http or https URL, or in the store of this broker',
          { location }
        )
      ]);
    }
  }
}

/** Puts the data of a request where its volumes say, in the working directory. */
export async function placeData(request: ExecutionRequest, placement: Placement): Promise<void> {
  for (const resource of request.data ?? []) {
    const mount = request.compute?.volumes?.find(
      ({ resource: of }) => of !== undefined && of === resource.meta?.name
    );
    const path = mount?.path ?? resource.meta?.name;
    if (path && 'location' in resource && resource.location) {
      await placement.place(resource.location, placement.inWork(path));
    }
  }
}

/** The name of a file for what was asked to be called so, or lies at a location. */
export function fileName(from: string, ending: string, otherwise: string): string {
  const name = basename(from).replace(/[?#].*$/, '') || otherwise;
  return name.endsWith(ending) ? name : `${name.slice(0, 100)}${ending}`;
}

async function download(location: string, target: string, signal: AbortSignal): Promise<void> {
  let size = 0;
  const bounded = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      done(size > FETCH_LIMIT ? new Error(`larger than ${FETCH_LIMIT} bytes`) : null, chunk);
    }
  });
  try {
    const response = await fetch(location, { signal });
    if (!response.ok || !response.body) {
      throw new Error(`${response.status} ${response.statusText}`);
    }
    await pipeline(Readable.from(response.body), bounded, createWriteStream(target));
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new Problem(502, [
      say('ERROR', 'fetch-failed', '{location} could not be fetched: {reason}', {
        location,
        reason: cause instanceof Error ? cause.message : String(cause)
      })
    ]);
  }
}
