import type { Happening, Report } from '../platform';
import { say } from '../../problem';
import { RemoteError } from './remote-error';

const SECOND = 1000;
/** Right after something has changed; doubled while nothing does. */
const SHORTEST = SECOND;
const LONGEST = 30 * SECOND;
/** With many sessions at one broker, it is asked about quiet ones five times a second at most. */
const BETWEEN = SECOND / 5;
/** Where nothing has changed for so long, it is looked at this seldom. */
const QUIET_AFTER = 15 * 60 * SECOND;
const QUIET = 5 * 60 * SECOND;
/** Sessions due within this are looked at together: a timer that fires costs more than a look. */
const TOGETHER = 200;
/** Looks at a time: the others of a broker's connections are for people who wait. */
const AT_ONCE = 4;
/** A broker that has restarted may need a moment to find its sessions. */
const UNKNOWN_TIMES = 3;

/** A session elsewhere, as it is followed. */
export interface Followed {
  uuid: string;
  /** How far its log has been read. */
  cursor: number;
}

/** What a look at a session found. */
export interface Look {
  happenings: Happening[];
  /** Whether anything is different from the last look. */
  changed: boolean;
  /** Whether it has come to its end. */
  ended: boolean;
}

export interface FollowingOptions<Session extends Followed> {
  /** The name of the platform, for people. */
  platform: string;
  look: (session: Session, signal: AbortSignal) => Promise<Look>;
  report: Report;
  /** Told of a session that is followed no more: it has come to its end. */
  onOver: (session: Session) => void;
  onError: (error: unknown) => void;
  now?: () => number;
}

interface Entry<Session> {
  session: Session;
  due: number;
  /** Between the last look and the next, before it is varied. */
  interval: number;
  changed: number;
  busy: boolean;
  silent: boolean;
  unknown: number;
}

/**
 * Follows sessions at a broker by looking at them: soon where something has just changed, seldom where
 * nothing does. All share one timer. A broker that falls silent is told of once, and once when it is
 * back.
 */
export class Following<Session extends Followed> {
  private readonly _entries = new Map<string, Entry<Session>>();
  private readonly _closed = new AbortController();
  private _timer: NodeJS.Timeout | undefined;
  private _wakes = Infinity;
  private _looking = 0;

  constructor(private readonly _options: FollowingOptions<Session>) {}

  get size(): number {
    return this._entries.size;
  }

  /** Follows a session from now on. */
  add(session: Session): void {
    const now = this._now();
    this._entries.set(session.uuid, {
      session,
      // Many at once, after a restart: not all in the same moment.
      due: now + (this._entries.size / AT_ONCE) * 10,
      interval: SHORTEST,
      changed: now,
      busy: false,
      silent: false,
      unknown: 0
    });
    this._wake();
  }

  /** Looks at a session soon: something has been done to it. */
  nudge(uuid: string): void {
    const entry = this._entries.get(uuid);
    if (entry) {
      const now = this._now();
      Object.assign(entry, { due: now, changed: now, interval: SHORTEST });
      this._wake();
    }
  }

  close(): void {
    this._closed.abort();
    clearTimeout(this._timer);
    this._entries.clear();
  }

  /** Sets the timer for the session that is due next. */
  private _wake(): void {
    let next = Infinity;
    for (const { due, busy } of this._entries.values()) {
      if (!busy && due < next) {
        next = due;
      }
    }
    if (this._closed.signal.aborted || next === Infinity || this._looking >= AT_ONCE) {
      return;
    }
    if (this._timer && this._wakes <= next) {
      return;
    }
    clearTimeout(this._timer);
    this._wakes = next;
    this._timer = setTimeout(() => this._tick(), Math.max(0, next - this._now())).unref();
  }

  private _tick(): void {
    this._timer = undefined;
    this._wakes = Infinity;
    const until = this._now() + TOGETHER;
    for (const entry of this._entries.values()) {
      if (this._looking >= AT_ONCE) {
        break;
      }
      if (!entry.busy && entry.due <= until) {
        entry.busy = true;
        this._looking += 1;
        void this._look(entry)
          .catch(this._options.onError)
          .finally(() => {
            entry.busy = false;
            this._looking -= 1;
            this._wake();
          });
      }
    }
    this._wake();
  }

  private async _look(entry: Entry<Session>): Promise<void> {
    const { session } = entry;
    const { signal } = this._closed;
    let look: Look;
    try {
      look = await this._options.look(session, signal);
    } catch (error) {
      if (!signal.aborted) {
        await this._failed(entry, error);
      }
      return;
    }
    entry.unknown = 0;
    const back = entry.silent ? [this._say('INFO', 'broker-back', '{platform} answers again')] : [];
    entry.silent = false;
    const now = this._now();
    if (look.changed) {
      entry.changed = now;
      entry.interval = SHORTEST;
    } else {
      const longest = Math.max(LONGEST, this._entries.size * BETWEEN);
      entry.interval = Math.min(entry.interval * 2, longest);
    }
    const pause = now - entry.changed > QUIET_AFTER ? QUIET : entry.interval;
    entry.due = now + varied(pause);
    const happenings = [...back, ...look.happenings];
    if (happenings.length) {
      await this._options.report(session.uuid, happenings, session.cursor);
    }
    if (look.ended) {
      this._end(session);
    }
  }

  private _end(session: Session): void {
    this._entries.delete(session.uuid);
    this._options.onOver(session);
  }

  private async _failed(entry: Entry<Session>, error: unknown): Promise<void> {
    const { uuid } = entry.session;
    const { report } = this._options;
    if (error instanceof RemoteError && (error.status === 404 || error.status === 410)) {
      entry.unknown += 1;
      if (entry.unknown >= UNKNOWN_TIMES) {
        this._end(entry.session);
        await report(uuid, [
          {
            phase: 'FAILED',
            ...this._say('ERROR', 'session-lost', '{platform} no longer knows this session')
          }
        ]);
        return;
      }
    }
    const reason = error instanceof Error ? error.message : String(error);
    entry.interval = Math.min(entry.interval * 2, QUIET);
    entry.due = this._now() + varied(entry.interval);
    if (!entry.silent && entry.unknown === 0) {
      entry.silent = true;
      await report(uuid, [
        this._say(
          'WARN',
          'broker-silent',
          '{platform} cannot be followed at the moment: {reason}. What runs there goes on; it is tried again',
          { reason }
        )
      ]);
    }
  }

  private _say(
    level: 'INFO' | 'WARN' | 'ERROR',
    kind: string,
    template: string,
    values: Record<string, string> = {}
  ): Happening {
    return { message: say(level, kind, template, { platform: this._options.platform, ...values }) };
  }

  private _now(): number {
    return this._options.now?.() ?? Date.now();
  }
}

/** Up to a fifth more or less, so that brokers' sessions are not all looked at in the same moment. */
function varied(pause: number): number {
  return pause * (0.8 + Math.random() * 0.4);
}
