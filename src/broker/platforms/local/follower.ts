import { watch, type FSWatcher } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

import { say } from '../../problem';
import type { Happening, Report } from '../platform';
import { isAlive, type ProcessIdentity } from './processes';
import { happeningsOf, type RunnerEvent } from './runner-events';
import type { SessionFolder } from './session-folder';

/** How often it is looked whether the runner still lives, in milliseconds. */
const PULSE = 1000;
const CHUNK = 256 * 1024;

export interface Followed {
  uuid: string;
  folder: SessionFolder;
  identity: ProcessIdentity;
  /** The notebook's path in the working directory, where it is one. */
  result: string | undefined;
  /** The byte of its log from which on it has not been reported. */
  cursor: number;
}

/** Reads what a runner writes, from a place in its log to the end, and reports it. */
export class Follower {
  private _busy: Promise<void> = Promise.resolve();
  private _watcher: FSWatcher | undefined;
  private _pulse: NodeJS.Timeout | undefined;
  private _finished = false;
  private _queued = false;
  private readonly _end = Promise.withResolvers<undefined>();

  private _cursor: number;

  constructor(
    private readonly _followed: Followed,
    private readonly _report: Report,
    private readonly _onError: (error: unknown) => void
  ) {
    this._cursor = _followed.cursor;
  }

  /** Settles once the session has ended and that was reported, or close() was called. */
  get ended(): Promise<undefined> {
    return this._end.promise;
  }

  start(): void {
    this._watcher = watch(this._followed.folder.path, () => this._look());
    this._watcher.on('error', this._onError);
    this._pulse = setInterval(() => this._look(), PULSE);
    this._look();
  }

  close(): void {
    this._watcher?.close();
    clearInterval(this._pulse);
    this._end.resolve(undefined);
  }

  /** One look at a time; news that come meanwhile are looked at once more. */
  private _look(): void {
    if (this._queued) {
      return;
    }
    this._queued = true;
    this._busy = this._busy
      .then(async () => {
        this._queued = false;
        await this._read();
      })
      .catch(this._onError);
  }

  private async _read(): Promise<void> {
    if (this._finished) {
      return;
    }
    // Looked at before reading: what it wrote as its last is then surely read.
    const alive = await isAlive(this._followed.identity);
    const before = this._cursor;
    const { happenings, finished } = await this._news();
    if (!alive && !finished) {
      happenings.push({
        step: 'fail',
        message: say(
          'ERROR',
          'runner-gone',
          this._followed.result === undefined
            ? 'The process that ran it ended unexpectedly (killed, or the computer was restarted). What it had written until then is in its files.'
            : 'The process that ran the notebook ended unexpectedly (killed, or the computer was restarted). What had been computed until then is in the result.'
        )
      });
    }
    if (happenings.length) {
      try {
        await this._report(this._followed.uuid, happenings, this._cursor);
      } catch (error) {
        // A full disk, say. It was not kept, so it is read again at the next look.
        this._cursor = before;
        throw error;
      }
    }
    this._finished = finished || !alive;
    if (this._finished) {
      this.close();
    }
  }

  /** The whole lines after the cursor, which moves on. */
  private async _news(): Promise<News> {
    let file: FileHandle;
    try {
      file = await open(this._followed.folder.events);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return { happenings: [], finished: false }; // the runner has not begun
      }
      throw error;
    }
    try {
      const news: News = { happenings: [], finished: false };
      let rest = Buffer.alloc(0);
      let more = true;
      while (more) {
        const { bytesRead, buffer } = await file.read(
          Buffer.alloc(CHUNK),
          0,
          CHUNK,
          this._cursor + rest.length
        );
        more = bytesRead > 0;
        const bytes = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
        const end = bytes.lastIndexOf('\n') + 1;
        for (const event of eventsIn(bytes.subarray(0, end).toString('utf8'))) {
          news.happenings.push(...happeningsOf(event, this._followed.result));
          news.finished ||= event.event === 'finished';
        }
        this._cursor += end;
        rest = bytes.subarray(end);
      }
      return news;
    } finally {
      await file.close();
    }
  }
}

interface News {
  happenings: Happening[];
  finished: boolean;
}

function eventsIn(lines: string): RunnerEvent[] {
  return lines
    .split('\n')
    .filter(Boolean)
    .flatMap(line => {
      try {
        return [JSON.parse(line) as RunnerEvent];
      } catch {
        return []; // torn by a full disk; the lines around it stand
      }
    });
}
