import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

/** A state that views show: never changed in place, and announced each time that it is replaced. */
export class Snapshot<T extends object> implements IDisposable {
  constructor(private _value: T) {}

  get value(): Readonly<T> {
    return this._value;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Replaces some of it. */
  patch(part: Partial<T>): void {
    if (this._isDisposed) {
      return;
    }
    this._value = { ...this._value, ...part };
    this._changed.emit();
  }

  dispose(): void {
    this._isDisposed = true;
    Signal.clearData(this);
  }

  private readonly _changed = new Signal<this, void>(this);
  private _isDisposed = false;
}
