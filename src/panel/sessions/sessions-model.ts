import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { Signal, type ISignal } from '@lumino/signaling';

import type { BrokerClient } from '../../client/broker-client';
import type { MessageItem } from '../../model/message';
import type { ExecutionSession } from '../../model/session';
import { Snapshot } from '../snapshot';
import { trouble, type Trouble } from '../trouble';
import type { ResultAct, Results } from '../results/results';
import { Frontends, type FrontendsBySession } from './frontends';
import { hasEnded, isRunning, sessionId } from './session-story';

/** Milliseconds between two looks: while somebody watches a running session; while one runs; otherwise. */
export const WATCHING = 1000;
export const FOLLOWING = 5000;
export const RESTING = 30_000;

/** What can be done with a session. */
export type SessionAct = 'cancel' | 'finish' | 'extend' | ResultAct;

export interface SessionsState {
  /** The list has come at least once. */
  loaded: boolean;
  sessions: readonly ExecutionSession[];
  /** What the broker says about itself. */
  notices: readonly MessageItem[];
  /** Why the list could not be had. */
  trouble?: Trouble | undefined;
  /** Whether their Jupyter servers can be opened in a tab of their own. */
  frontends: FrontendsBySession;
  /** Sessions that are being ended or extended, or whose results are being opened, fetched or compared. */
  busy: Readonly<Record<string, SessionAct | undefined>>;
  /** Why that did not work, or what to know about it, by the session's uuid. */
  remarks: Readonly<Record<string, string | undefined>>;
}

/** The accepted sessions, looked at as often as somebody cares. */
export class SessionsModel implements IDisposable {
  constructor(
    private readonly _client: BrokerClient,
    private readonly _results: Results
  ) {
    this._poll = new Poll({
      name: 'jupyterlab-execution-broker:sessions',
      auto: false,
      // A page that nobody sees still tells what becomes of what runs.
      standby: () => (this._runs ? 'never' : 'when-hidden'),
      frequency: { interval: RESTING, backoff: true, max: 10 * RESTING },
      factory: () => this._look()
    });
    document.addEventListener('visibilitychange', this._onPageVisible);
    this._frontends = new Frontends(_client, frontends => {
      this.state.patch({ frontends });
    });
  }

  readonly state = new Snapshot<SessionsState>({
    loaded: false,
    sessions: [],
    notices: [],
    frontends: {},
    busy: {},
    remarks: {}
  });

  /** A session that was seen running has come to its end. */
  get ended(): ISignal<this, ExecutionSession> {
    return this._ended;
  }

  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  /** Milliseconds between two looks. */
  get interval(): number {
    return this._poll.frequency.interval;
  }

  /** Whether the panel can be seen. The first look is when it is first seen. */
  set visible(visible: boolean) {
    this._visible = visible;
    this._pace();
    if (visible) {
      void this._poll.refresh();
    }
  }

  /** Looks now; resolves when the list is there or has failed. */
  async refresh(): Promise<void> {
    await this._poll.refresh();
    await this._poll.tick.catch(() => undefined);
  }

  /** Shows a session that has just been accepted, and begins to watch. */
  add(session: ExecutionSession): void {
    const uuid = sessionId(session);
    const others = this.state.value.sessions.filter(other => sessionId(other) !== uuid);
    this._show([session, ...others]);
    this._pace();
    void this._poll.refresh();
  }

  async cancel(uuid: string): Promise<void> {
    await this._change(uuid, 'cancel', async () => this._client.cancel(uuid));
  }

  /** Ends a session that somebody works in; its files are kept. */
  async finish(uuid: string): Promise<void> {
    await this._change(uuid, 'finish', async () => this._client.finish(uuid));
  }

  /** Lets a session run for so many seconds more. */
  async extend(uuid: string, seconds: number): Promise<void> {
    await this._change(uuid, 'extend', async () => this._client.extend(uuid, seconds));
  }

  /** Saves the executed notebook beside the original, as far as it is, and opens it. */
  async openResult(uuid: string): Promise<void> {
    await this.use('open', uuid);
  }

  /** Whether something can be done with results here. */
  can(act: ResultAct): boolean {
    return this._results[act] !== undefined;
  }

  /** Does something with the results of a session, as they are now. */
  async use(act: ResultAct, uuid: string): Promise<void> {
    await this._during(uuid, act, async () => {
      const session = await this._client.session(uuid);
      return this._results[act]?.(session);
    });
  }

  dispose(): void {
    document.removeEventListener('visibilitychange', this._onPageVisible);
    this._poll.dispose();
    this.state.dispose();
    Signal.clearData(this);
  }

  /** One look at the list. A rejection makes the poll slow down until the broker is back. */
  private async _look(): Promise<void> {
    try {
      const { sessions, messages } = await this._client.sessions();
      this._show(sessions);
      this.state.patch({ loaded: true, notices: messages ?? [], trouble: undefined });
      this._pace();
    } catch (error) {
      this.state.patch({ trouble: trouble(error) });
      throw error;
    }
  }

  private _show(sessions: ExecutionSession[]): void {
    const ran = new Set(this.state.value.sessions.filter(isRunning).map(sessionId));
    this.state.patch({ sessions });
    if (!document.hidden) {
      this._frontends.look(sessions);
    }
    for (const session of sessions) {
      if (hasEnded(session) && ran.has(sessionId(session))) {
        this._ended.emit(session);
      }
    }
  }

  private get _runs(): boolean {
    return this.state.value.sessions.some(isRunning);
  }

  private _pace(): void {
    const seen = document.hidden ? RESTING : this._visible ? WATCHING : FOLLOWING;
    const interval = this._runs ? seen : RESTING;
    if (this._poll.frequency.interval !== interval) {
      this._poll.frequency = { interval, backoff: true, max: 10 * RESTING };
    }
  }

  private async _change(
    uuid: string,
    what: SessionAct,
    change: () => Promise<ExecutionSession>
  ): Promise<void> {
    await this._during(uuid, what, async () => {
      const session = await change();
      this._show(
        this.state.value.sessions.map(other => (sessionId(other) === uuid ? session : other))
      );
      return undefined;
    });
  }

  /** One after the other: the same is not done twice, and something else waits for its turn. */
  private async _during(
    uuid: string,
    what: SessionAct,
    act: () => Promise<string | undefined>
  ): Promise<void> {
    if (this._acts.get(uuid)?.what === what) {
      return this._acts.get(uuid)?.done;
    }
    const before = this._acts.get(uuid)?.done;
    const now = async () => this._act(uuid, what, act);
    const done = before ? before.then(now) : now();
    this._acts.set(uuid, { what, done });
    await done;
    if (this._acts.get(uuid)?.done === done) {
      this._acts.delete(uuid);
    }
  }

  private async _act(
    uuid: string,
    what: SessionAct,
    act: () => Promise<string | undefined>
  ): Promise<void> {
    const { busy, remarks } = this.state.value;
    this.state.patch({
      busy: { ...busy, [uuid]: what },
      remarks: { ...remarks, [uuid]: undefined }
    });
    let remark: string | undefined;
    try {
      remark = await act();
    } catch (error) {
      remark = trouble(error).message;
    }
    this.state.patch({
      busy: { ...this.state.value.busy, [uuid]: undefined },
      remarks: { ...this.state.value.remarks, [uuid]: remark }
    });
  }

  private readonly _onPageVisible = (): void => {
    this._pace();
    if (this._runs && !document.hidden) {
      void this._poll.refresh();
    }
  };

  /** What is done last with each session. */
  private readonly _acts = new Map<string, { what: SessionAct; done: Promise<void> }>();
  private readonly _ended = new Signal<this, ExecutionSession>(this);
  private readonly _frontends: Frontends;
  private readonly _poll: Poll;
  private _visible = false;
}
