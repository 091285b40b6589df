import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Description } from '../../description/description';
import type { Mode } from '../../model/executable';
import type { OfferSetResponse } from '../../model/offer-set';
import type { ExecutionSession } from '../../model/session';
import type { AskedNeeds, BrokerPart, IExecutionBroker } from '../../tokens';
import type { SessionsModel } from '../sessions/sessions-model';
import type { Models } from './models';

export interface ExecutionBrokerOptions {
  /** Fetches the code of the models and makes them. */
  load: () => Promise<Models>;
  /** Brings the panel to the front. */
  open: () => void;
}

/** The door to the models: light enough for the start, since they come with the first verb. */
export class ExecutionBroker implements IExecutionBroker, IDisposable {
  constructor(private readonly _options: ExecutionBrokerOptions) {}

  get changed(): ISignal<this, BrokerPart> {
    return this._changed;
  }

  get sessionEnded(): ISignal<this, ExecutionSession> {
    return this._sessionEnded;
  }

  get description(): Description | undefined {
    return this._models?.needs.state.value.description;
  }

  get offers(): readonly ExecutionSession[] {
    const { answer, stale } = this._models?.offers.state.value ?? {};
    const { now } = this;
    // Every command asks for them each time that anything changes, and there may be thousands.
    const { of, at } = this._open;
    if (of !== answer || now < at || now > at + 1000) {
      const offers = (answer?.offers ?? []).filter(
        ({ phase, expires }) =>
          phase === 'OFFERED' && (expires === undefined || Date.parse(expires) > now)
      );
      this._open = { of: answer, at: now, offers };
    }
    return stale ? [] : this._open.offers;
  }

  get sessions(): readonly ExecutionSession[] {
    return this._models?.sessions.state.value.sessions ?? [];
  }

  get now(): number {
    return this._models?.clock.now ?? Date.now();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** The models; a load that failed is tried again the next time. */
  models(): Promise<Models> {
    this._loading ??= this._load().catch((error: unknown) => {
      this._loading = undefined;
      throw error;
    });
    return this._loading;
  }

  async ask(path?: string, needs?: AskedNeeds): Promise<void> {
    // Before the panel is open, which would ask about the notebook in front by itself.
    const asked = this.models().then(({ flow }) => flow.ask(path, needs));
    this._options.open();
    await asked;
  }

  async accept(uuid: string, mode?: Mode): Promise<void> {
    await (await this.models()).accept(uuid, mode);
  }

  async cancel(uuid: string): Promise<void> {
    await (await this.models()).sessions.cancel(uuid);
  }

  async extend(uuid: string, seconds: number): Promise<void> {
    await this._done(uuid, ({ sessions }) => sessions.extend(uuid, seconds));
  }

  doing(uuid: string): string | undefined {
    return this._models?.sessions.state.value.busy[uuid];
  }

  async work(uuid: string): Promise<void> {
    await this._done(uuid, ({ sessions }) => sessions.use('work', uuid));
  }

  async newFiles(uuid: string): Promise<number> {
    return (await this.models()).newFiles(uuid);
  }

  async bringHome(uuid: string, { all = false } = {}): Promise<void> {
    await this._done(uuid, ({ sessions }) => sessions.use(all ? 'home' : 'files', uuid));
  }

  async openResult(uuid: string): Promise<void> {
    await (await this.models()).sessions.openResult(uuid);
  }

  async look(): Promise<void> {
    await (await this.models()).sessions.refresh();
  }

  async refresh(): Promise<void> {
    const { flow, sessions } = await this.models();
    await Promise.all([flow.ask(), sessions.refresh()]);
  }

  dispose(): void {
    this._isDisposed = true;
    this._models?.dispose();
    Signal.clearData(this);
  }

  /** What the panel would show beside the session is here the reason of a rejection. */
  private async _done(uuid: string, act: (models: Models) => Promise<void>): Promise<void> {
    const models = await this.models();
    await act(models);
    const remark = models.sessions.state.value.remarks[uuid];
    if (remark !== undefined) {
      throw new Error(remark);
    }
  }

  private async _load(): Promise<Models> {
    const models = await this._options.load();
    this._models = models;
    models.needs.state.changed.connect(this._onNeedsChanged, this);
    models.offers.state.changed.connect(this._onOffersChanged, this);
    models.sessions.state.changed.connect(this._onSessionsChanged, this);
    models.sessions.ended.connect(this._onSessionEnded, this);
    return models;
  }

  private _onNeedsChanged(): void {
    this._changed.emit('description');
  }

  private _onOffersChanged(): void {
    this._changed.emit('offers');
  }

  private _onSessionsChanged(): void {
    this._changed.emit('sessions');
  }

  private _onSessionEnded(_: SessionsModel, session: ExecutionSession): void {
    this._sessionEnded.emit(session);
  }

  private readonly _changed = new Signal<this, BrokerPart>(this);
  private _isDisposed = false;
  private _loading: Promise<Models> | undefined;
  private _models: Models | undefined;
  /** The offers of an answer that were open at a time. */
  private _open: {
    of?: OfferSetResponse | undefined;
    at: number;
    offers: readonly ExecutionSession[];
  } = { at: 0, offers: [] };
  private readonly _sessionEnded = new Signal<this, ExecutionSession>(this);
}
