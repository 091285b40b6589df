import type { Kysely, Selectable } from 'kysely';

import { OFFER_SET } from '../../model/kinds';
import type { MessageItem } from '../../model/message';
import type { OfferSetResponse, PlatformAnswer } from '../../model/offer-set';
import type { ExecutionSession } from '../../model/session';
import { formatInstant } from '../../model/time';
import { Problem, say } from '../problem';
import { sessionDocument, type SessionRow } from '../sessions/document';
import { readMessages } from '../sessions/event-log';
import type { OfferSetTable, Tables } from '../store/tables';
import { withBase } from './materials';

/**
 * An offer set as the wire has it. `base` is where the client sees this broker, without a slash.
 *
 * @throws Problem 404 where there is none
 */
export async function offerSetDocument(
  db: Kysely<Tables>,
  uuid: string,
  { base, hasPlatforms }: { base: string; hasPlatforms: boolean }
): Promise<OfferSetResponse> {
  const set = await offerSetRow(db, uuid);
  const rows = await db
    .selectFrom('sessions')
    .selectAll()
    .where('offer_set', '=', uuid)
    .orderBy('created')
    .execute();
  const answers = JSON.parse(set.answers) as PlatformAnswer[];
  const said = saidIn(answers);
  if (set.result === 'NO' && said.length === 0) {
    said.push(
      hasPlatforms
        ? say('ERROR', 'none-suits', 'This broker has no platform that such requests go to')
        : say('ERROR', 'no-platforms', 'This broker has no platforms; add one to its configuration')
    );
  }
  return {
    ...offerSetHead(set, said, base, lastExpiry(rows)),
    offers: await offersOf(db, rows, base),
    answers
  };
}

export type OfferSetRow = Selectable<OfferSetTable>;

/** @throws Problem 404 where there is none */
export async function offerSetRow(db: Kysely<Tables>, uuid: string): Promise<OfferSetRow> {
  const row = await db
    .selectFrom('offer_sets')
    .selectAll()
    .where('uuid', '=', uuid)
    .executeTakeFirst();
  if (!row) {
    throw new Problem(404, [
      say('ERROR', 'no-such-offerset', 'There is no offer set {uuid} here', { uuid })
    ]);
  }
  return row;
}

/** What is said of a whole set, without its offers and answers. */
export function offerSetHead(
  { uuid, created, result }: OfferSetRow,
  messages: MessageItem[],
  base: string,
  expires: number
): OfferSetResponse {
  return {
    kind: OFFER_SET,
    meta: {
      uuid,
      url: `${base}/offersets/${uuid}`,
      created: formatInstant(created),
      messages
    },
    ...(result ? { result } : {}),
    ...(expires ? { expires: formatInstant(expires) } : {})
  };
}

/** When the last of some offers expires; 0 where there are none. */
export function lastExpiry(rows: readonly Pick<SessionRow, 'expires'>[]): number {
  return rows.reduce((last, { expires }) => Math.max(last, expires), 0);
}

/** What platforms have said at last; what one says while it is still being asked is its own affair. */
export function saidIn(answers: readonly PlatformAnswer[]): MessageItem[] {
  return answers.flatMap(({ state, messages = [] }) => (state === 'ASKING' ? [] : messages));
}

/** Offers as the wire has them. */
export async function offersOf(
  db: Kysely<Tables>,
  rows: readonly SessionRow[],
  base: string
): Promise<ExecutionSession[]> {
  const messages = await readMessages(
    db,
    rows.map(({ uuid }) => uuid)
  );
  return rows.map(row => {
    const offer = sessionDocument(row, messages.get(row.uuid) ?? [], base);
    return row.document.includes('/files/') ? withBase(offer, base) : offer;
  });
}
