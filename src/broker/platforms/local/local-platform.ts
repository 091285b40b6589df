import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import type { JupyterNotebook } from '../../../model/executable';
import type { InstalledEnvironment } from '../../../model/provenance';
import type { ExecutionRequest } from '../../../model/request';
import type { SessionFileList } from '../../../model/session-files';
import { storedDigest } from '../../offers/materials';
import type { Routing } from '../../offers/routing';
import { say } from '../../problem';
import type { FileStore } from '../../store/file-store';
import type {
  Answer,
  Assignment,
  FileBody,
  JupyterDoor,
  Platform,
  Remnant,
  Report,
  SessionRef
} from '../platform';
import { Cpus } from './cpus';
import { Follower } from './follower';
import { findKeeper, type Keeper } from './keeper';
import { launch } from './launcher';
import { answerLocally } from './local-answer';
import { localDoor } from './local-door';
import { freeDisk, readMachine } from './machine';
import { ended, endMarked, isAlive, signal } from './processes';
import { SessionFolder, type RunOrder } from './session-folder';

const GIB = 2 ** 30;
const WEEK = 7 * 24 * 3600;
/** Milliseconds that a runner may take to end; after SIGUSR1 its kernels end by themselves. */
const PATIENCE = { SIGTERM: 10_000, SIGUSR1: 20_000 } as const;
const MARKER = 'EXECUTION_BROKER_SESSION';

export interface LocalPlatformOptions {
  name: string;
  /** Where sessions live. */
  folder: string;
  /** Where environments are built, to be used again. */
  environments: string;
  files: FileStore;
  /** The Python that has the runner, and that environments are built from. */
  python: string;
  uv: string;
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
  /** Seconds that environments took to build. */
  private readonly _builds: number[] = [];
  private _keeper: Promise<Keeper> | undefined;
  private _version: Promise<string> | undefined;

  constructor(private readonly _options: LocalPlatformOptions) {
    this.name = _options.name;
    if (_options.only) {
      this.only = _options.only;
    }
  }

  async ask(request: ExecutionRequest): Promise<Answer> {
    const { folder, longest = WEEK } = this._options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const [machine, disk, keeper, python, requirements, missing] = await Promise.all([
      readMachine(),
      freeDisk(folder),
      this._findKeeper(),
      this._pythonVersion(),
      this._requirements(request),
      this._missing(request)
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
      python,
      longest,
      keeper: keeper.words,
      cached: existsSync(join(this._environment(python, requirements), '.complete')),
      buildSeconds: median(this._builds),
      requirements,
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
        await this._await(assignment, stop.signal);
        await this._setUp(assignment, folder, stop.signal);
        if (stop.signal.aborted) {
          return;
        }
        identity = await launch(await this._command(assignment, folder), folder);
      }
      const order = JSON.parse(await readFile(join(folder.path, 'run.json'), 'utf8')) as RunOrder;
      if (order.limits.cpus) {
        this._cpus.note(uuid, order.limits.cpus);
      }
      const follower = new Follower(
        { uuid, folder, identity, result: basename(order.notebook), cursor: assignment.cursor },
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
    const identity = await this._folder(uuid).process();
    if (!identity) {
      return;
    }
    if (await isAlive(identity)) {
      signal(identity.pid, how);
      // It saves what was computed, then ends its processes; that takes a moment.
      if (!(await ended(identity, PATIENCE[how]))) {
        signal(identity.pid, 'SIGKILL');
        await ended(identity, 2000);
      }
    }
    await endMarked(MARKER, uuid);
    await this._followers.get(uuid)?.ended;
  }

  async remnants(): Promise<Remnant[]> {
    const names = await readdir(this._options.folder).catch(() => []);
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
        this._builds.push(built);
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
      await endMarked(MARKER, uuid);
    }
  }

  /** Waits for a start that was promised for later. */
  private async _await({ uuid, starts }: Assignment, stop: AbortSignal): Promise<void> {
    const wait = starts - Date.now();
    if (wait <= 0) {
      return;
    }
    await this._options.report(uuid, [
      {
        step: 'wait',
        message: say('INFO', 'waiting', 'Waiting for its start at {time}', {
          time: new Date(starts).toISOString()
        })
      }
    ]);
    await sleep(wait, undefined, { signal: stop }).catch(() => undefined);
  }

  private async _setUp(
    { uuid, cores, memory, seconds, request, mode }: Assignment,
    folder: SessionFolder,
    stop: AbortSignal
  ): Promise<void> {
    if (stop.aborted || (await folder.isReady())) {
      return;
    }
    const [keeper, python, requirements] = await Promise.all([
      this._findKeeper(),
      this._pythonVersion(),
      this._requirements(request)
    ]);
    await mkdir(this._options.environments, { recursive: true, mode: 0o700 });
    const order = {
      session: uuid,
      mode,
      environment: {
        path: this._environment(python, requirements),
        python: this._options.python,
        requirements: requirements.trim() ? 'requirements.txt' : null,
        uv: this._options.uv
      },
      limits: {
        cores,
        cpus: keeper.kind === 'rlimits' ? this._cpus.take(uuid, cores) : null,
        memory: memory * GIB,
        seconds,
        kept_by: keeper.kind
      }
    };
    await folder.setUp(request, this._options.files, order, stop);
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

  /** Environments are the same where everything that goes into them is. */
  private _environment(version: string, requirements: string): string {
    const key = createHash('sha256')
      .update(JSON.stringify([this._options.python, version, requirements]))
      .digest('hex');
    return join(this._options.environments, key.slice(0, 24));
  }

  private async _requirements({ executable }: ExecutionRequest): Promise<string> {
    const file = (executable as JupyterNotebook).requirements?.file;
    const digest = file === undefined ? undefined : storedDigest(file);
    // One on the web is read when the session starts; until then its address stands for it.
    return digest === undefined
      ? file === undefined
        ? ''
        : `# ${file}\n`
      : readFile(this._options.files.path(digest), 'utf8').catch(() => '');
  }

  /** The locations in a request that point into the store, and at nothing there. */
  private async _missing(request: ExecutionRequest): Promise<string[]> {
    const { location, requirements } = request.executable as JupyterNotebook;
    const locations = [
      location,
      requirements?.file,
      ...(request.data ?? []).map(resource =>
        'location' in resource ? resource.location : undefined
      )
    ].filter(text => text !== undefined);
    const found = await Promise.all(
      locations.map(async text => {
        const digest = storedDigest(text);
        return digest === undefined || (await this._options.files.size(digest)) !== undefined;
      })
    );
    return locations.filter((_, i) => !found[i]);
  }

  private async _findKeeper(): Promise<Keeper> {
    return (this._keeper ??= findKeeper());
  }

  private async _pythonVersion(): Promise<string> {
    this._version ??= promisify(execFile)(this._options.python, [
      '-c',
      'import sys; print("%d.%d" % sys.version_info[:2])'
    ]).then(({ stdout }) => stdout.trim());
    return this._version;
  }
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
