import type { Transaction } from 'kysely';

import { formatInstant } from '../../model/time';
import { offerDocument } from '../offers/offer-document';
import type { Remnant } from '../platforms/platform';
import { say } from '../problem';
import type { Tables } from '../store/tables';
import { appendEvents } from './event-log';
import { beginRun } from './runs';

/**
 * Writes the sessions that a platform still has into a database that has lost them, as accepted: the
 * platform is then followed from the beginning of its own log, and tells the rest.
 */
export async function adopt(
  trx: Transaction<Tables>,
  platform: string,
  remnants: Remnant[]
): Promise<void> {
  for (const { assignment, accepted } of remnants) {
    const { uuid, request, cores, memory, starts, seconds, mode } = assignment;
    await trx
      .insertInto('offer_sets')
      .values({
        uuid,
        created: accepted,
        question: null,
        request: JSON.stringify(request),
        result: 'YES',
        answers: JSON.stringify([{ platform, state: 'YES' }])
      })
      .execute();
    await trx
      .insertInto('sessions')
      .values({
        ...{ uuid, offer_set: uuid, platform, cores, memory, starts, seconds, mode },
        phase: 'ACCEPTED',
        created: accepted,
        modified: accepted,
        accepted,
        expires: accepted,
        document: JSON.stringify(offerDocument(request, { cores, memory, starts, seconds }))
      })
      .execute();
    await beginRun(trx, uuid, request);
    await appendEvents(trx, uuid, [
      {
        time: formatInstant(accepted),
        type: 'phase',
        phase: 'ACCEPTED',
        message: say('WARN', 'adopted', 'Found again on {platform} after the database was lost', {
          platform
        })
      }
    ]);
  }
}
