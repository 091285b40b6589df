import { setTimeout as sleep } from 'node:timers/promises';

import type { WireForm } from '../../../model/wire-form';
import type { Http } from './http';
import { RemoteError } from './remote-error';
import { speechOf } from './speech';

/** Milliseconds that a question waits for what a broker says of itself, which may be slow where it wakes up. */
const SOON = 3000;

/** What we know of how a broker speaks: found out once, and remembered. */
export class Acquaintance {
  private _ours: boolean | undefined;
  /** What is being found out: to its end, and for as long as a question waits. */
  private _finding: { whole: Promise<void>; soon: Promise<unknown> } | undefined;

  /** `form`: set by hand. `patience`: milliseconds for a question. */
  constructor(
    private readonly _http: Http,
    private readonly _patience: number,
    public form?: WireForm
  ) {}

  /** Whether it has not said yet what it speaks, and still may. */
  get isLooking(): boolean {
    return this._finding !== undefined;
  }

  /** Whether it is one of ours. One that is slow to say is none until it has. @throws RemoteError when aborted */
  async isOurs(signal?: AbortSignal): Promise<boolean> {
    if (this._ours === undefined) {
      await Promise.race([this._find().soon, aborted(signal)]);
    }
    return this._ours ?? false;
  }

  /** The same, for who cannot do without an answer. @throws RemoteError where none comes */
  async isOursAtLast(signal?: AbortSignal): Promise<boolean> {
    if (this._ours === undefined) {
      await Promise.race([this._find().whole, aborted(signal)]);
    }
    if (this._ours === undefined) {
      throw new RemoteError('silent', 'it did not answer in time');
    }
    return this._ours;
  }

  /** It may speak otherwise by now. */
  forget(): void {
    this.form = undefined;
    this._ours = undefined;
  }

  private _find(): NonNullable<typeof this._finding> {
    if (!this._finding) {
      const whole = speechOf(this._http).then(speech => {
        this._finding = undefined;
        if (speech) {
          this.form ??= speech.form;
          this._ours = speech.ours;
        }
      });
      const soon = sleep(Math.min(SOON, this._patience / 3), undefined, { ref: false });
      this._finding = { whole, soon: Promise.race([whole, soon]) };
    }
    return this._finding;
  }
}

async function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = (): void => reject(new RemoteError('silent', 'it is no longer wanted'));
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) {
      stop();
    }
  });
}
