import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';

import type { BrokerClient } from '../../client/broker-client';
import type { ExecutionSession } from '../../model/session';
import { hasEnded, isRunning } from '../sessions/session-story';
import { Snapshot } from '../snapshot';
import { trouble, type Trouble } from '../trouble';
import { earlierRun } from './earlier-run';
import { LogModel } from './log-model';
import { readEvents } from './session-events';
import { NOTHING_YET, withEvents, type SessionRecord } from './session-record';
import type { EarlierRun } from './time-left';

/** Milliseconds between two looks: while somebody watches it run, and otherwise. */
export const WATCHING = 1000;
export const RESTING = 10_000;

export interface SessionState {
  /** Absent: not read yet. */
  session?: ExecutionSession;
  record: SessionRecord;
  /** The same notebook when it last ran. */
  earlier?: EarlierRun | undefined;
  /** Why it could not be read. */
  trouble?: Trouble | undefined;
}

/** One session, followed from its first event to its last. */
export class SessionModel implements IDisposable {
  constructor(
    private readonly _client: BrokerClient,
    readonly uuid: string
  ) {
    this.log = new LogModel(_client, uuid);
    this._poll = new Poll({
      name: 'jupyterlab-execution-broker:session',
      auto: false,
      standby: 'when-hidden',
      frequency: { interval: RESTING, backoff: true, max: 10 * RESTING },
      factory: () => this._look()
    });
    void this._poll.start();
  }

  readonly log: LogModel;
  readonly state = new Snapshot<SessionState>({ record: NOTHING_YET });

  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  /** Milliseconds between two looks. */
  get interval(): number {
    return this._poll.frequency.interval;
  }

  /** Whether the page can be seen. */
  set visible(visible: boolean) {
    this._visible = visible;
    this._pace();
    if (visible) {
      void this._poll.refresh();
    }
  }

  /** Looks now; resolves when it is known how it is, or that it cannot be known. */
  async refresh(): Promise<void> {
    await this._poll.refresh();
    await this._poll.tick.catch(() => undefined);
  }

  dispose(): void {
    this._poll.dispose();
    this.log.dispose();
    this.state.dispose();
  }

  /** One look. A rejection makes the poll slow down until the broker is back. */
  private async _look(): Promise<void> {
    try {
      await this._read();
    } catch (error) {
      this.state.patch({ trouble: trouble(error) });
      if (!this.state.value.trouble?.gone) {
        throw error;
      }
    }
    this._pace();
  }

  private async _read(): Promise<void> {
    const { record, session: known } = this.state.value;
    const events = await readEvents(this._client, this.uuid, record.last);
    // Whatever changes a session is an event.
    const session = known && events.length === 0 ? known : await this._client.session(this.uuid);
    if (events.length || session !== known || this.state.value.trouble) {
      const grown = events.length ? withEvents(record, events) : record;
      this.state.patch({ session, record: grown, trouble: undefined });
    }
    if (this._visible || hasEnded(session)) {
      await this.log.look(hasEnded(session));
    }
    this._recall(session);
  }

  /** Looks once for how long the same notebook took before. Without that there is no less to see. */
  private _recall(session: ExecutionSession): void {
    const { total } = this.state.value.record;
    if (this._recalled || total === 0 || !isRunning(session)) {
      return;
    }
    this._recalled = true;
    void earlierRun(this._client, session, total).then(
      earlier => {
        if (earlier) {
          this.state.patch({ earlier });
        }
      },
      () => undefined
    );
  }

  private _pace(): void {
    const { session, trouble } = this.state.value;
    if ((session && hasEnded(session)) || trouble?.gone) {
      if (this.log.isComplete || trouble?.gone) {
        void this._poll.stop();
        return;
      }
    }
    const interval = this._visible ? WATCHING : RESTING;
    if (this._poll.frequency.interval !== interval) {
      this._poll.frequency = { interval, backoff: true, max: 10 * RESTING };
    }
  }

  private readonly _poll: Poll;
  private _recalled = false;
  private _visible = false;
}
