import type { Kysely } from 'kysely';

import { OFFER_SET } from '../../model/kinds';
import type { OfferSetResponse, PlatformAnswer } from '../../model/offer-set';
import { formatInstant } from '../../model/time';
import { Problem, say } from '../problem';
import { sessionDocument } from '../sessions/document';
import { readMessages } from '../sessions/event-log';
import type { Tables } from '../store/tables';
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
  const set = await db
    .selectFrom('offer_sets')
    .selectAll()
    .where('uuid', '=', uuid)
    .executeTakeFirst();
  if (!set) {
    throw new Problem(404, [
      say('ERROR', 'no-such-offerset', 'There is no offer set {uuid} here', { uuid })
    ]);
  }
  const rows = await db
    .selectFrom('sessions')
    .selectAll()
    .where('offer_set', '=', uuid)
    .orderBy('created')
    .execute();
  const messages = await readMessages(
    db,
    rows.map(row => row.uuid)
  );
  const answers = JSON.parse(set.answers) as PlatformAnswer[];
  const said = answers.flatMap(answer => answer.messages ?? []);
  if (set.result === 'NO' && said.length === 0) {
    said.push(
      hasPlatforms
        ? say('ERROR', 'none-suits', 'This broker has no platform that such requests go to')
        : say('ERROR', 'no-platforms', 'This broker has no platforms; add one to its configuration')
    );
  }
  return withBase(
    {
      kind: OFFER_SET,
      meta: {
        uuid,
        url: `${base}/offersets/${uuid}`,
        created: formatInstant(set.created),
        messages: said
      },
      ...(set.result ? { result: set.result } : {}),
      offers: rows.map(row => sessionDocument(row, messages.get(row.uuid) ?? [], base)),
      ...(rows.length
        ? { expires: formatInstant(Math.max(...rows.map(({ expires }) => expires))) }
        : {}),
      answers
    },
    base
  );
}
