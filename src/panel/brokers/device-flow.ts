import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';

import type { BrokersClient } from '../../client/brokers-client';
import type { DeviceSignIn } from '../../model/broker-entry';

/** Milliseconds between two looks. Our broker asks the issuer at the pace that the issuer wants. */
const INTERVAL = 2000;

/** Device flows that wait for a person, looked at until each has come to its end. */
export class DeviceFlow implements IDisposable {
  constructor(
    private readonly _client: BrokersClient,
    private readonly _show: (name: string, signIn: DeviceSignIn | undefined) => void
  ) {
    this._poll = new Poll({
      name: 'jupyterlab-execution-broker:sign-in',
      auto: false,
      standby: 'never',
      frequency: { interval: INTERVAL, backoff: true, max: 10 * INTERVAL },
      factory: () => this._look()
    });
  }

  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  /** Whether somebody can see it. */
  set running(running: boolean) {
    this._running = running;
    this._pace();
  }

  async start(name: string): Promise<void> {
    this._take(name, await this._client.startSignIn(name));
    this._pace();
  }

  async end(name: string): Promise<void> {
    this._pending.delete(name);
    await this._client.endSignIn(name);
    this._show(name, undefined);
  }

  dispose(): void {
    this._poll.dispose();
  }

  private async _look(): Promise<void> {
    for (const name of [...this._pending]) {
      const signIn = await this._client.signIn(name);
      if (this._pending.has(name)) {
        this._take(name, signIn);
      }
    }
    this._pace();
  }

  private _take(name: string, signIn: DeviceSignIn): void {
    if (signIn.state === 'pending') {
      this._pending.add(name);
    } else {
      this._pending.delete(name);
    }
    this._show(name, signIn);
  }

  private _pace(): void {
    void (this._running && this._pending.size ? this._poll.start() : this._poll.stop());
  }

  private readonly _pending = new Set<string>();
  private readonly _poll: Poll;
  private _running = false;
}
