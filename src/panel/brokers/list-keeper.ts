import { JSONExt } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import { BrokerError } from '../../client/broker-error';
import type { BrokersClient } from '../../client/brokers-client';
import type { BrokerEntry, BrokerList, BrokerStatus } from '../../model/broker-entry';
import type { Snapshot } from '../snapshot';
import { trouble } from '../trouble';
import { entryOf, isEnabled } from './broker-facts';
import type { BrokerHome } from './broker-home';
import type { BrokersState } from './brokers-model';

/** Keeps the list of our broker in line with the settings', and what is known of each in the state. */
export class ListKeeper implements IDisposable {
  constructor(
    private readonly _state: Snapshot<BrokersState>,
    private readonly _client: BrokersClient,
    private readonly _home: BrokerHome | undefined
  ) {
    _home?.changed.connect(this._onHomeChanged, this);
  }

  /** Other brokers can be asked than before. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Whether anybody has looked yet. */
  get begun(): boolean {
    return this._begun;
  }

  /** Settles when nothing is on its way any more that was begun before. */
  get settled(): Promise<void> {
    return this._turn;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** The user's list as it should be. */
  get entries(): readonly BrokerEntry[] {
    return this._home?.entries ?? usersOf(this._state.value.brokers);
  }

  find(name: string): BrokerStatus | undefined {
    return this._state.value.brokers.find(broker => broker.name === name);
  }

  /** Looks at the list, and brings it in line with the settings. */
  async refresh(): Promise<void> {
    this._begun = true;
    await this._inTurn(async () => {
      await this.look();
      await this._send();
    });
  }

  async look(): Promise<void> {
    this._take(await this._client.list());
  }

  /** Changes the user's list. */
  async keep(entries: readonly BrokerEntry[]): Promise<void> {
    try {
      await this._home?.keep(entries);
    } catch (error) {
      this._state.patch({ trouble: trouble(error) });
      return;
    }
    await this._inTurn(() => this._send(entries));
  }

  /** What a test has found is newer than what the list knows. */
  found(name: string, found: BrokerStatus): void {
    const { state, speaks, messages, checked, signedInAs } = found;
    this._state.patch({
      brokers: this._state.value.brokers.map(broker =>
        broker.name === name
          ? {
              ...broker,
              state,
              messages: messages ?? [],
              ...(speaks === undefined ? {} : { speaks }),
              ...(checked === undefined ? {} : { checked }),
              ...(signedInAs === undefined ? {} : { signedInAs })
            }
          : broker
      )
    });
  }

  /** Announces that somebody has signed in or out. */
  announce(): void {
    this._changed.emit();
  }

  dispose(): void {
    this._isDisposed = true;
    this._home?.changed.disconnect(this._onHomeChanged, this);
    Signal.clearData(this);
  }

  private _take({ brokers, secretsKept }: BrokerList): void {
    this._state.patch({ loaded: true, brokers, secretsKept, trouble: undefined });
  }

  /** Gives our broker the user's list, where it has another. */
  private async _send(entries = this._home?.entries): Promise<void> {
    const before = this._state.value.brokers;
    if (!entries || same(usersOf(before), entries)) {
      return;
    }
    const list = await this._client.replace(entries);
    this._take(list);
    if (!same(before.filter(isEnabled), list.brokers.filter(isEnabled))) {
      this.announce();
    }
  }

  /** One look or change after the other; what goes wrong is shown. */
  private _inTurn(act: () => Promise<void>): Promise<void> {
    this._turn = this._turn.then(act).catch((error: unknown) => {
      const absent =
        !this._state.value.loaded && error instanceof BrokerError && error.status === 404;
      this._state.patch(absent ? { absent } : { trouble: trouble(error) });
    });
    return this._turn;
  }

  private _onHomeChanged(): void {
    // Nothing is asked before the panel has been opened.
    if (this._begun && !this._state.value.absent) {
      void this._inTurn(() => this._send());
    }
  }

  private _begun = false;
  private readonly _changed = new Signal<this, void>(this);
  private _isDisposed = false;
  private _turn: Promise<void> = Promise.resolve();
}

function usersOf(brokers: readonly BrokerStatus[]): BrokerEntry[] {
  return brokers.filter(({ source }) => source === 'user').map(entryOf);
}

function same(a: readonly BrokerEntry[], b: readonly BrokerEntry[]): boolean {
  return JSONExt.deepEqual(a.map(entryOf), b.map(entryOf));
}
