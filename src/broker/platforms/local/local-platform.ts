import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';

import type { InstalledEnvironment } from '../../../model/provenance';
import type { ExecutionRequest } from '../../../model/request';
import type { SessionFileList } from '../../../model/session-files';
import type { LogName } from '../../../model/session-log';
import type { ByteRange } from '../../byte-range';
import type { Routing } from '../../offers/routing';
import type {
  Answer,
  Assignment,
  FileBody,
  JupyterDoor,
  LogPart,
  Platform,
  Remnant,
  Report,
  SessionRef
} from '../platform';
import { awaitStart } from './await-start';
import { Cpus } from './cpus';
import { endRunner, sweep } from './ending';
import type { Here } from './executables/executable-kind';
import { lookAround, type HereOptions } from './executables/here';
import { kindOf } from './executables/kinds';
import { Follower } from './follower';
import { findKeeper, type Keeper } from './keeper';
import { launch } from './launcher';
import { answerLocally } from './local-answer';
import { localDoor } from './local-door';
import { logPart } from './log-part';
import { freeDisk, readMachine } from './machine';
import { missingFiles } from './missing-files';
import { Placement } from './placement';
import { isAlive } from './processes';
import { SessionFolder } from './session-folder';

const GIB = 2 ** 30;
const WEEK = 7 * 24 * 3600;
/** What the name of a session's folder begins with while it is removed. */
const ASIDE = '.discarded-';

/** `python` has the runner as well. */
export interface LocalPlatformOptions extends HereOptions {
  name: string;
  /** Where sessions live. */
  folder: string;
  report: Report;
  onError: (error: unknown) => void;
  /** The administrator's own limits; the machine's stand where they are absent. */
  cores?: number | undefined;
  /** GiB */
  memory?: number | undefined;
  /** The longest that a session may run, in seconds. */
  longest?: number | undefined;
  /** The requests that it is asked; absent: all. */
  only?: Routing | undefined;
}

/** This computer: environments by uv, notebooks by a runner that stands alone. */
export class LocalPlatform implements Platform {
  readonly name: string;
  readonly only?: Routing;
  private readonly _followers = new Map<string, Follower>();
  private readonly _starting = new Map<string, AbortController>();
  private readonly _cpus = new Cpus();
  /** Bytes that each running session uses. */
  private readonly _usage = new Map<string, number>();
  private readonly _here: Here;
  private _keeper: Promise<Keeper> | undefined;

  constructor(private readonly _options: LocalPlatformOptions) {
    this.name = _options.name;
    this._here = lookAround(_options);
    if (_options.only) {
      this.only = _options.only;
    }
  }

  async ask(request: ExecutionRequest): Promise<Answer> {
    const { folder, longest = WEEK } = this._options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const [machine, disk, keeper, missing, prospect] = await Promise.all([
      readMachine(),
      freeDisk(folder),
      this._findKeeper(),
      missingFiles(request, this._options.files),
      kindOf(request.executable.kind)?.look(request, this._here)
    ]);
    // What running sessions use is promised already, so it is not missing from what is free.
    const own = [...this._usage.values()].reduce((sum, bytes) => sum + bytes, 0);
    return answerLocally(request, {
      limits: {
        cores: Math.min(machine.cores, this._options.cores ?? Infinity),
        memory: Math.min(
          machine.memory,
          Math.floor((machine.available + own) / GIB),
          this._options.memory ?? Infinity
        )
      },
      disk,
      longest,
      keeper: keeper.words,
      prospect,
      missing,
      now: Date.now()
    });
  }

  async run(assignment: Assignment): Promise<void> {
    const { uuid } = assignment;
    const stop = new AbortController();
    this._starting.set(uuid, stop);
    try {
      const folder = this._folder(uuid);
      let identity = await folder.process();
      if (!identity) {
        const { cursor: _, ...kept } = assignment;
        await folder.note({ assignment: kept, accepted: Date.now() });
        await awaitStart(assignment, this._options.report, stop.signal);
        await this._setUp(assignment, folder, stop.signal);
        if (stop.signal.aborted) {
          return;
        }
        identity = await launch(await this._command(assignment, folder), folder);
      }
      const order = await folder.order();
      if (order.limits.cpus) {
        this._cpus.note(uuid, order.limits.cpus);
      }
      const follower = new Follower(
        {
          ...{ uuid, folder, identity, cursor: assignment.cursor },
          result: 'notebook' in order ? basename(order.notebook) : undefined
        },
        this._report,
        this._options.onError
      );
      this._followers.set(uuid, follower);
      void follower.ended.then(() => this._forget(uuid)).catch(this._options.onError);
      follower.start();
    } finally {
      this._starting.delete(uuid);
    }
  }

  async cancel(session: SessionRef): Promise<void> {
    await this._end(session, 'SIGTERM');
  }

  /** Its runner asks the Jupyter server to end its kernels, and itself. */
  async finish(session: SessionRef): Promise<void> {
    await this._end(session, 'SIGUSR1');
  }

  /** Its runner looks for it when the time is over that it knows of. */
  async extend({ uuid }: SessionRef, seconds: number): Promise<void> {
    await this._folder(uuid).extend(seconds);
  }

  async jupyter({ uuid }: SessionRef): Promise<JupyterDoor | undefined> {
    return localDoor(this._folder(uuid).path);
  }

  private async _end({ uuid }: SessionRef, how: 'SIGTERM' | 'SIGUSR1'): Promise<void> {
    this._starting.get(uuid)?.abort();
    await endRunner(this._folder(uuid), uuid, how);
    await this._followers.get(uuid)?.ended;
  }

  /** Set aside first: what is half removed is found by nobody. */
  async discard(session: SessionRef): Promise<void> {
    await this._end(session, 'SIGTERM');
    const path = join(this._options.folder, session.uuid);
    const aside = join(this._options.folder, ASIDE + session.uuid);
    await rm(aside, { recursive: true, force: true });
    await rename(path, aside).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        throw error;
      }
    });
    await rm(aside, { recursive: true, force: true });
  }

  async remnants(): Promise<Remnant[]> {
    const names = (await readdir(this._options.folder).catch(() => [])).filter(
      name => !name.startsWith(ASIDE)
    );
    const found = await Promise.all(names.map(async name => this._folder(name).remnant()));
    return found.filter(remnant => remnant !== undefined);
  }

  async file({ uuid }: SessionRef, path: string): Promise<FileBody | undefined> {
    const found = await this._folder(uuid).file(path);
    return found === undefined ? undefined : { path: found };
  }

  async files({ uuid }: SessionRef): Promise<SessionFileList> {
    return this._folder(uuid).files();
  }

  async log({ uuid }: SessionRef, name: LogName, range?: ByteRange): Promise<LogPart | undefined> {
    return logPart(join(this._folder(uuid).path, `${name}.txt`), range);
  }

  async environment({ uuid }: SessionRef): Promise<InstalledEnvironment | undefined> {
    return this._folder(uuid).environment();
  }

  async close(): Promise<void> {
    this._starting.forEach(stop => stop.abort());
    this._followers.forEach(follower => follower.close());
    await Promise.resolve();
  }

  private readonly _report: Report = async (uuid, happenings, cursor) => {
    for (const { usage, built } of happenings) {
      if (usage) {
        this._usage.set(uuid, usage.memory);
      }
      if (built !== undefined) {
        this._here.environments.noteBuilt(built);
      }
    }
    await this._options.report(uuid, happenings, cursor);
  };

  private async _forget(uuid: string): Promise<void> {
    this._followers.delete(uuid);
    this._cpus.release(uuid);
    this._usage.delete(uuid);
    const identity = await this._folder(uuid).process();
    if (identity && !(await isAlive(identity))) {
      await sweep(this._folder(uuid), uuid);
    }
  }

  private async _setUp(
    { uuid, cores, memory, seconds, request, mode }: Assignment,
    folder: SessionFolder,
    stop: AbortSignal
  ): Promise<void> {
    if (stop.aborted || (await folder.isReady())) {
      return;
    }
    const kind = kindOf(request.executable.kind);
    if (!kind) {
      throw new Error(`No offer is made for the kind ${request.executable.kind}`);
    }
    const keeper = await this._findKeeper();
    const order = {
      session: uuid,
      mode,
      limits: {
        cores,
        cpus: keeper.kind === 'rlimits' ? this._cpus.take(uuid, cores) : null,
        memory: memory * GIB,
        seconds,
        kept_by: keeper.kind
      }
    };
    const placement = new Placement(folder.path, this._options.files, stop);
    await folder.setUp(placement, order, async () => kind.setUp(request, this._here, placement));
  }

  private async _command(assignment: Assignment, folder: SessionFolder): Promise<string[]> {
    const keeper = await this._findKeeper();
    return [
      ...keeper.prefix(assignment.uuid, assignment),
      this._options.python,
      '-m',
      'jupyterlab_execution_broker.runner',
      folder.path
    ];
  }

  private _folder(uuid: string): SessionFolder {
    return new SessionFolder(join(this._options.folder, uuid));
  }

  private async _findKeeper(): Promise<Keeper> {
    return (this._keeper ??= findKeeper());
  }
}
