import type { ExecutionRequest } from '../../../model/request';
import type { Answer, Asking, ForeignOffer } from '../platform';
import type { LateOffers } from './late-offers';
import type { Remote } from './remote';
import { joined, type RemoteSet } from './remote-documents';
import { answerNotes } from './set-words';

/** Of the time for a question, the part after which what one of ours has said so far is its answer. */
const ENOUGH = 0.9;

export interface QuestionOptions {
  remote: Remote;
  late: LateOffers;
  /** The name of the platform, for people. */
  platform: string;
  /** Milliseconds for the question. */
  patience: number;
  hideBelow: boolean;
  /** The offers of a set as they are passed on. */
  offersOf: (set: RemoteSet) => ForeignOffer[];
}

/**
 * Puts a question to another broker, and tells its offers as they come. Those that come after nobody
 * waits any more are given back.
 */
export async function askThere(
  request: ExecutionRequest,
  { signal, via, soFar }: Asking,
  options: QuestionOptions
): Promise<Answer> {
  const { remote, late, platform, patience, hideBelow } = options;
  const told = new Map<string, ForeignOffer>();
  const tell = (set: RemoteSet): ForeignOffer[] => {
    const offers = options.offersOf(set);
    offers.forEach(offer => told.set(offer.key, offer));
    return offers;
  };
  let url: string | undefined;
  try {
    let set = await remote.ask(request, { signal, via, onAsked: location => (url = location) });
    const first = tell(set);
    if (isAsking(set)) {
      const enough = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(patience * ENOUGH))]);
      await soFar(first);
      try {
        let whole: RemoteSet | undefined;
        for await (const news of remote.followSet(set.url, enough)) {
          whole = whole ? joined(whole, news) : news;
          set = whole;
          await soFar(tell(news));
        }
      } catch (error) {
        if (!enough.aborted || signal.aborted) {
          throw error;
        }
      }
      if (isAsking(set)) {
        late.release(set.url, [...told.keys()]);
      }
    }
    const offered = told.size;
    const { ahead } = remote.http.clock;
    const notes = answerNotes(set, { platform, offered, ahead, hideBelow });
    return { offers: [...told.values()], ...(notes.length ? { notes } : {}) };
  } catch (error) {
    if (url !== undefined) {
      late.release(url, [...told.keys()]);
    }
    throw error;
  }
}

function isAsking({ answers = [] }: RemoteSet): boolean {
  return answers.some(({ state }) => state === 'ASKING');
}
