import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, mkdir, readFile, realpath, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join, normalize, relative, sep } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { JupyterNotebook, Mode } from '../../../model/executable';
import type { InstalledEnvironment } from '../../../model/provenance';
import type { ExecutionRequest } from '../../../model/request';
import type { SessionFileList } from '../../../model/session-files';
import { storedDigest } from '../../offers/materials';
import { Problem, say } from '../../problem';
import type { FileStore } from '../../store/file-store';
import type { Remnant } from '../platform';
import type { ProcessIdentity } from './processes';
import { listFiles, placedIn } from './work-files';

/** What the runner is told (run.json). */
export interface RunOrder {
  session: string;
  /** Relative to the session's folder. */
  notebook: string;
  workdir: string;
  mode: Mode;
  environment: { path: string; python: string; requirements: string | null; uv: string };
  limits: {
    cores: number;
    cpus: number[] | null;
    /** Bytes */
    memory: number;
    seconds: number;
    kept_by: 'rlimits' | 'cgroup';
  };
}

/** The longest notebook or file that is fetched from the web: 10 GiB. */
const FETCH_LIMIT = 10 * 2 ** 30;

/** One session on disk: what it was told, what it works on, and what it says. */
export class SessionFolder {
  readonly work: string;
  readonly events: string;
  private readonly _placed: string;
  /** The digests of what was placed from the store, by path in the working directory. */
  private readonly _digests = new Map<string, string>();

  constructor(readonly path: string) {
    this.work = join(path, 'work');
    this.events = join(path, 'events.jsonl');
    this._placed = join(path, 'placed.json');
  }

  /** Whether it was set up to the end. */
  async isReady(): Promise<boolean> {
    return access(join(this.path, 'run.json')).then(
      () => true,
      () => false
    );
  }

  /** The runner, if it has started. */
  async process(): Promise<ProcessIdentity | undefined> {
    try {
      return JSON.parse(await readFile(join(this.path, 'process.json'), 'utf8')) as ProcessIdentity;
    } catch {
      return undefined; // not started yet: the runner writes it whole or not at all
    }
  }

  /**
   * Puts the notebook, its requirements and its files in place; run.json comes last.
   *
   * @throws Problem where something cannot be fetched, or a file would lie outside
   */
  async setUp(
    request: ExecutionRequest,
    files: FileStore,
    order: Omit<RunOrder, 'notebook' | 'workdir'>,
    signal: AbortSignal
  ): Promise<void> {
    await mkdir(this.work, { recursive: true, mode: 0o700 });
    const { meta, location, requirements } = request.executable as JupyterNotebook;
    const name = notebookName(meta?.name ?? location ?? '');
    await this._place(files, location ?? '', this._inside(name), signal);
    if (requirements) {
      await this._place(files, requirements.file, join(this.path, 'requirements.txt'), signal);
    }
    for (const resource of request.data ?? []) {
      const mount = request.compute?.volumes?.find(
        ({ resource: of }) => of !== undefined && of === resource.meta?.name
      );
      const path = mount?.path ?? resource.meta?.name;
      if (path && 'location' in resource && resource.location) {
        await this._place(files, resource.location, this._inside(path), signal);
      }
    }
    await writeWhole(this._placed, await placedIn(this.work, this._digests));
    const run: RunOrder = { ...order, notebook: `work/${name}`, workdir: 'work' };
    await writeWhole(join(this.path, 'run.json'), run);
  }

  /** Tells the runner that it may run for so many seconds in all. */
  async extend(seconds: number): Promise<void> {
    await writeWhole(join(this.path, 'extension.json'), { seconds });
  }

  /** Notes what the session is, for a broker that knows nothing of it any more. */
  async note(remnant: Remnant): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    await writeWhole(join(this.path, 'session.json'), remnant);
  }

  /** What was noted; `undefined` where nothing was. */
  async remnant(): Promise<Remnant | undefined> {
    try {
      return JSON.parse(await readFile(join(this.path, 'session.json'), 'utf8')) as Remnant;
    } catch {
      return undefined;
    }
  }

  /** A file in the working directory; `undefined` where it is not there or leads outside. */
  async file(path: string): Promise<string | undefined> {
    try {
      const found = await realpath(join(this.work, normalize(`/${path}`)));
      return found.startsWith((await realpath(this.work)) + sep) ? found : undefined;
    } catch {
      return undefined;
    }
  }

  /** What lies in the working directory, beside what was put there. */
  async files(): Promise<SessionFileList> {
    return listFiles(this.work, this._placed);
  }

  /** What the runner has found installed; `undefined` before it has looked. */
  async environment(): Promise<InstalledEnvironment | undefined> {
    try {
      const text = await readFile(join(this.path, 'environment.lock'), 'utf8');
      const packages = text.split('\n').filter(line => line.trim());
      return { sha256: createHash('sha256').update(text).digest('hex'), packages };
    } catch {
      return undefined;
    }
  }

  private _inside(path: string): string {
    const full = join(this.work, path);
    if (!full.startsWith(this.work + sep)) {
      throw new Problem(400, [
        say('ERROR', 'path-outside', 'The path {path} leads out of the working directory', { path })
      ]);
    }
    return full;
  }

  private async _place(
    files: FileStore,
    location: string,
    target: string,
    signal: AbortSignal
  ): Promise<void> {
    await mkdir(dirname(target), { recursive: true });
    const digest = storedDigest(location);
    if (digest) {
      await files.copyTo(digest, target);
      this._digests.set(relative(this.work, target).split(sep).join('/'), digest);
    } else if (/^https?:/i.test(location)) {
      await download(location, target, signal);
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

async function writeWhole(path: string, content: object): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(content), { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
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

function notebookName(from: string): string {
  const name = basename(from).replace(/[?#].*$/, '') || 'notebook';
  return name.endsWith('.ipynb') ? name : `${name.slice(0, 100)}.ipynb`;
}
