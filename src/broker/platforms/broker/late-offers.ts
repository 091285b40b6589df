import type { Remote } from './remote';
import { keyOf, type RemoteSet } from './remote-documents';

/** Milliseconds for which a question that nobody waits for any more is watched. */
const WATCHED = 60_000;

/** Gives back what is offered after nobody wants it any more, so that it blocks no capacity there. */
export class LateOffers {
  constructor(private readonly _remote: Remote) {}

  /**
   * Rejects the offers of a set but those that have been told of: they are given back by whoever was
   * told. Nobody waits for it, and it may fail: they expire then.
   */
  release(url: string, told: readonly string[]): void {
    this._release(url, new Set(told)).catch(() => undefined);
  }

  private async _release(url: string, told: Set<string>): Promise<void> {
    const reject = async (set: RemoteSet): Promise<void> => {
      const fresh = set.offers.flatMap(offer => keyOf(offer) ?? []).filter(key => !told.has(key));
      fresh.forEach(key => told.add(key));
      await Promise.allSettled(fresh.map(async key => this._remote.setPhase(key, 'REJECTED')));
    };
    const set = await this._remote.readSet(url);
    await reject(set);
    if (set.answers?.some(({ state }) => state === 'ASKING')) {
      for await (const next of this._remote.followSet(set.url, AbortSignal.timeout(WATCHED))) {
        await reject(next);
      }
    }
  }
}
