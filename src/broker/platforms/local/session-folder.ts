import { createHash } from 'node:crypto';
import { access, mkdir, readFile, realpath, rename, writeFile } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';

import type { InstalledEnvironment } from '../../../model/provenance';
import type { SessionFileList } from '../../../model/session-files';
import type { Remnant } from '../platform';
import { WORK, type Placement } from './placement';
import type { ProcessIdentity } from './processes';
import type { ExecutableOrder, RunOrder, SessionOrder } from './run-order';
import { listFiles, placedIn } from './work-files';

/** One session on disk: what it was told, what it works on, and what it says. */
export class SessionFolder {
  readonly work: string;
  readonly events: string;
  private readonly _placed: string;

  constructor(readonly path: string) {
    this.work = join(path, WORK);
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
   * Lets `fill` put everything in place; run.json comes last.
   *
   * @param fill gives what the runner is told of what it runs
   */
  async setUp(
    placement: Placement,
    order: SessionOrder,
    fill: () => Promise<ExecutableOrder>
  ): Promise<void> {
    await mkdir(this.work, { recursive: true, mode: 0o700 });
    const executable = await fill();
    await writeWhole(this._placed, await placedIn(this.work, placement.digests));
    const run: RunOrder = { ...order, ...executable, workdir: WORK };
    await writeWhole(join(this.path, 'run.json'), run);
  }

  /** What its runner was told. */
  async order(): Promise<RunOrder> {
    return JSON.parse(await readFile(join(this.path, 'run.json'), 'utf8')) as RunOrder;
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
}

async function writeWhole(path: string, content: object): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(content), { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
}
