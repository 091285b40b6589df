import type { Kysely } from 'kysely';

import type { OfferSetResponse, PlatformAnswer } from '../../model/offer-set';
import type { ExecutionSession } from '../../model/session';
import type { Tables } from '../store/tables';
import { lastExpiry, offerSetHead, offerSetRow, offersOf, saidIn } from './offer-set-document';

/** Offers in one part: some 300 kB, that no reader has to read at a stretch. */
const LARGEST_PART = 250;

/**
 * Tells an offer set in parts: at the first look all of it, then what is new or has changed since. Each
 * part is an offer set with those offers and answers only (see withNews() in the model).
 */
export class OfferSetNews {
  /** When each offer that was told changed last, and each answer as it was told. */
  private readonly _offers = new Map<string, string>();
  private readonly _answers = new Map<string, string>();

  constructor(
    private readonly _db: Kysely<Tables>,
    private readonly _uuid: string,
    private readonly _base: string
  ) {}

  /** What there is to tell now; at the first look at least one part. @throws Problem 404 */
  async next(): Promise<OfferSetResponse[]> {
    const set = await offerSetRow(this._db, this._uuid);
    const isFirst = this._answers.size === 0 && this._offers.size === 0;
    const answers = (JSON.parse(set.answers) as PlatformAnswer[]).filter(answer =>
      isNews(this._answers, answer.platform, JSON.stringify(answer))
    );
    const { offers, expires } = await this._newOffers();
    const head = offerSetHead(set, [], this._base, expires);
    const parts: OfferSetResponse[] = [];
    for (let at = 0; at < offers.length; at += LARGEST_PART) {
      const some = offers.slice(at, at + LARGEST_PART);
      parts.push({ ...head, offers: await this._read(some) });
    }
    const [first, second] = parts;
    if (isFirst && first && second) {
      // Until all of it has been told.
      first.answers = answers.map(({ platform }) => ({ platform, state: 'ASKING' }));
    }
    if (answers.length || isFirst) {
      // After the offers: who has answered has no more to come.
      const { offers: last = [] } = parts.pop() ?? {};
      const meta = { ...head.meta, messages: saidIn(answers) };
      parts.push({ ...head, meta, offers: last, answers });
    }
    return parts;
  }

  private async _newOffers(): Promise<{ offers: string[]; expires: number }> {
    const rows = await this._db
      .selectFrom('sessions')
      .select(['uuid', 'phase', 'modified', 'expires'])
      .where('offer_set', '=', this._uuid)
      .orderBy('created')
      .execute();
    const offers = rows
      .filter(({ uuid, phase, modified }) => isNews(this._offers, uuid, `${phase} ${modified}`))
      .map(({ uuid }) => uuid);
    return { offers, expires: lastExpiry(rows) };
  }

  private async _read(uuids: string[]): Promise<ExecutionSession[]> {
    const rows = await this._db
      .selectFrom('sessions')
      .selectAll()
      .where('uuid', 'in', uuids)
      .execute();
    const places = new Map(uuids.map((uuid, at) => [uuid, at]));
    rows.sort((a, b) => (places.get(a.uuid) ?? 0) - (places.get(b.uuid) ?? 0));
    return offersOf(this._db, rows, this._base);
  }
}

/** Whether it is not what was told of it before. */
function isNews(told: Map<string, string>, of: string, what: string): boolean {
  const isNew = told.get(of) !== what;
  told.set(of, what);
  return isNew;
}
