import type { Report } from '../platform';
import type { Remote } from './remote';
import { happening, isNews, isOver, type Watched } from './session-look';

/** Of a broker's connections, those that may be held by streams. */
const MOST = 2;

export interface SessionStreamsOptions {
  remote: Remote;
  report: Report;
  /** Told of a session whose stream has ended before it has. */
  onBroken: (session: Watched) => void;
  /** Told of a session that has come to its end. */
  onOver: (session: Watched) => void;
  onError: (error: unknown) => void;
}

/** Follows a few sessions at one of our brokers by their events: each is here the moment it happens. */
export class SessionStreams {
  private readonly _open = new Set<string>();
  private readonly _closed = new AbortController();

  constructor(private readonly _options: SessionStreamsOptions) {}

  has(uuid: string): boolean {
    return this._open.has(uuid);
  }

  /** Follows a session, unless as many are followed as may be. */
  take(session: Watched): boolean {
    if (this._open.size >= MOST) {
      return false;
    }
    const { onBroken, onError } = this._options;
    this._open.add(session.uuid);
    this._follow(session)
      .catch(() => false)
      .then(over => {
        if (over) {
          this._options.onOver(session);
        }
        this._open.delete(session.uuid);
        if (!over && !this._closed.signal.aborted) {
          onBroken(session);
        }
      })
      .catch(onError);
    return true;
  }

  close(): void {
    this._closed.abort();
  }

  /** @returns whether the session has come to its end */
  private async _follow(session: Watched): Promise<boolean> {
    const { remote, report } = this._options;
    const { key, uuid, present } = session;
    const { signal } = this._closed;
    let over = false;
    for await (const event of remote.events(key, session.cursor, { signal, follow: true })) {
      const happenings = isNews(event) ? [happening(event, remote.http.clock.ahead)] : [];
      if (event.type === 'phase') {
        const reading = await remote.session(key, { signal });
        if (!reading.unchanged) {
          // Only what no event tells: the document may be ahead of the events that have come.
          const { result } = reading.session;
          happenings.push({
            document: present(reading.session),
            ...(result ? { result: result.path } : {})
          });
          over = isOver(reading.session);
        }
      }
      await report(uuid, happenings, event.seq);
      session.cursor = event.seq;
    }
    return over;
  }
}
