import type { Transaction } from 'kysely';

import { say } from '../problem';
import type { Tables } from '../store/tables';
import type { SessionRow } from './document';
import { takeStep } from './session-steps';

/** Rejects the other offers of a set, of which one was accepted; `release` them afterwards. */
export async function rejectSiblings(
  trx: Transaction<Tables>,
  { offer_set, uuid }: SessionRow
): Promise<SessionRow[]> {
  const siblings = await trx
    .selectFrom('sessions')
    .selectAll()
    .where('offer_set', '=', offer_set)
    .where('uuid', '!=', uuid)
    .where('phase', '=', 'OFFERED')
    .execute();
  for (const sibling of siblings) {
    await takeStep(
      trx,
      sibling.uuid,
      'reject',
      say('INFO', 'sibling-accepted', 'Rejected: another offer of the same set was accepted')
    );
  }
  return siblings;
}
