import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { Signal, type ISignal } from '@lumino/signaling';

/** One tick a second for everything in the panel that counts; still while nobody can see it. */
export class Clock implements IDisposable {
  constructor(private readonly _now: () => number = Date.now) {
    this._poll = new Poll({
      name: 'jupyterlab-execution-broker:clock',
      auto: false,
      standby: 'when-hidden',
      frequency: { interval: 1000, backoff: false, max: 1000 },
      factory: () => {
        this.tick();
        return Promise.resolve();
      }
    });
  }

  get ticked(): ISignal<this, void> {
    return this._ticked;
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this._now();
  }

  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  /** Runs while the panel is visible. */
  set running(running: boolean) {
    void (running ? this._poll.start() : this._poll.stop());
  }

  /** Announces that time has passed. */
  tick(): void {
    this._ticked.emit();
  }

  dispose(): void {
    this._poll.dispose();
    Signal.clearData(this);
  }

  private readonly _poll: Poll;
  private readonly _ticked = new Signal<this, void>(this);
}
