import type { Round } from './round';

/** Why a platform is heard no longer: its question is no longer wanted, or it was silent for too long. */
export const WITHDRAWN = 'withdrawn';
const LATE = 'late';

/** One platform that is being asked. */
export interface Heard {
  /** Aborted when it is heard no longer; its reason says why. One each: with a thousand listeners it is slow. */
  signal: AbortSignal;
  /** It has shown that it is at work: its time begins anew. */
  again: () => void;
  /** It has answered. */
  over: () => void;
}

interface Speaker {
  stop: AbortController;
  /** By then it must have been heard; milliseconds since 1970. */
  until: number;
}

/** The platforms that one question is put to, each with its own deadline, and one timer for all. */
export class Hearing {
  private readonly _speakers = new Set<Speaker>();
  private _timer: NodeJS.Timeout | undefined;

  constructor(
    readonly round: Round,
    /** Milliseconds that a platform may be silent. */
    private readonly _patience: number
  ) {}

  hear(): Heard {
    const speaker = { stop: new AbortController(), until: Date.now() + this._patience };
    this._speakers.add(speaker);
    this._timer ??= setTimeout(this._look, this._patience);
    return {
      signal: speaker.stop.signal,
      again: () => {
        speaker.until = Date.now() + this._patience;
      },
      over: () => {
        this._speakers.delete(speaker);
        if (this._speakers.size === 0) {
          clearTimeout(this._timer);
        }
      }
    };
  }

  withdraw(): void {
    this._speakers.forEach(({ stop }) => {
      stop.abort(WITHDRAWN);
    });
  }

  private readonly _look = (): void => {
    const now = Date.now();
    let next = now + this._patience;
    for (const { stop, until } of this._speakers) {
      if (until <= now) {
        stop.abort(LATE);
      } else {
        next = Math.min(next, until);
      }
    }
    this._timer = setTimeout(this._look, next - now);
  };
}
