import type { Dialect } from '../../../dialects/dialect';
import { complaintText } from '../../../model/complaint';
import type { MessageItem } from '../../../model/message';
import { PlatformAnswer } from '../../../model/offer-set';
import type { ExecutionSession } from '../../../model/session';
import { parseInstant } from '../../../model/time';
import { check, checkDocument } from '../../../model/validate';
import { makeHaste, MANY_OFFERS } from '../../haste';
import { say } from '../../problem';
import { cleanMessages } from './foreign-words';

/** Offers of one set that are looked at. */
const MOST_OFFERS = 10_000;
/** Before this nobody made offers: such dates say that nothing is known. */
const FIRST_YEAR = Date.UTC(2020, 0);

/** Another broker's offer set, as far as it can be understood. */
export interface RemoteSet {
  /** Where it can be read again. */
  url: string;
  result?: 'YES' | 'NO';
  offers: ExecutionSession[];
  /** What its broker says of the whole, and what could not be understood of it. */
  messages: MessageItem[];
  /** What stands below it, where it is one of ours. */
  answers?: PlatformAnswer[];
}

/** Reads an offer set: an offer that cannot be understood becomes a message, and the others stay. */
export function readSet(document: unknown, dialect: Dialect, url: string): RemoteSet {
  const set = dialect.readOfferSet(document) as Record<string, unknown>;
  const { result, offers, expires, answers, meta, messages } = set;
  const read: ExecutionSession[] = [];
  const notes: MessageItem[] = [];
  const list = Array.isArray(offers) ? offers : [];
  if (list.length > MANY_OFFERS) {
    makeHaste();
  }
  for (const [i, offer] of list.slice(0, MOST_OFFERS).entries()) {
    // Older forms have one expiry for the whole set.
    const session = checked({ ...(offer as object), ...inherited(offer, expires) });
    if ('complaint' in session) {
      notes.push(
        say('WARN', 'offer-not-understood', 'Offer {number} cannot be understood: {reason}', {
          number: i + 1,
          reason: session.complaint
        })
      );
    } else {
      read.push(session);
    }
  }
  if (list.length > MOST_OFFERS) {
    notes.push(
      say('WARN', 'too-many-offers', 'Of {found} offers only the first {most} are shown', {
        found: list.length,
        most: MOST_OFFERS
      })
    );
  }
  const said = cleanMessages((meta as { messages?: unknown } | undefined)?.messages ?? messages);
  return {
    url,
    ...(result === 'YES' || result === 'NO' ? { result } : {}),
    offers: read,
    messages: [...said, ...notes.slice(0, 20)],
    ...(Array.isArray(answers)
      ? {
          answers: answers.filter(
            (answer): answer is PlatformAnswer => check(PlatformAnswer, answer).length === 0
          )
        }
      : {})
  };
}

/** A set with what is new in it; of each platform that stands below it, what it said last. */
export function joined(set: RemoteSet, news: RemoteSet): RemoteSet {
  const answers = new Map(
    [...(set.answers ?? []), ...(news.answers ?? [])].map(answer => [answer.platform, answer])
  );
  return {
    ...set,
    ...news,
    offers: [...set.offers, ...news.offers],
    messages: [...set.messages, ...news.messages],
    ...(answers.size ? { answers: [...answers.values()] } : {})
  };
}

/** Reads a session, or says why it cannot be understood. */
export function readSession(
  document: unknown,
  dialect: Dialect
): ExecutionSession | { complaint: string } {
  return checked(dialect.readSession(document));
}

function checked(value: unknown): ExecutionSession | { complaint: string } {
  const [complaint] = checkDocument('ExecutionSession', value);
  if (complaint) {
    return { complaint: complaintText(complaint) };
  }
  const session = value as ExecutionSession;
  const { expires, meta, connectors, ...rest } = session;
  return {
    ...rest,
    ...(known(expires) ? { expires: expires ?? '' } : {}),
    ...(meta ? { meta: { ...meta, messages: cleanMessages(meta.messages) } } : {}),
    ...(connectors ? { connectors: connectors.filter(({ location }) => isWeb(location)) } : {})
  };
}

function inherited(offer: unknown, expires: unknown): { expires?: unknown } {
  const own = (offer as { expires?: unknown } | null)?.expires;
  return own === undefined && expires !== undefined ? { expires } : {};
}

function known(instant: string | undefined): boolean {
  const value = instant === undefined ? undefined : parseInstant(instant);
  return value !== undefined && value >= FIRST_YEAR;
}

/** Links that a page may offer: anything else than http(s) would be run or opened by something else. */
function isWeb(location: string | undefined): boolean {
  return location === undefined || /^https?:\/\//i.test(location);
}

/** By which name a session is found again at its broker; `undefined` where it has none. */
export function keyOf({ meta }: ExecutionSession): string | undefined {
  return meta?.uuid ?? /\/sessions\/([^/?#]+)\/?(?:[?#]|$)/.exec(meta?.url ?? '')?.[1];
}
