import type { Transaction } from 'kysely';

import { SCHEDULED_SESSION, SIMPLE_COMPUTE } from '../../model/kinds';
import type { ExecutionSession } from '../../model/session';
import { formatInstant } from '../../model/time';
import type { Remnant } from '../platforms/platform';
import { say } from '../problem';
import type { Tables } from '../store/tables';
import { appendEvents } from './event-log';

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
    const { uuid, request, cores, memory, starts, seconds } = assignment;
    const document: ExecutionSession = {
      kind: SCHEDULED_SESSION,
      meta: request.executable.meta?.name ? { name: request.executable.meta.name } : {},
      executable: request.executable,
      compute: {
        ...request.compute,
        kind: SIMPLE_COMPUTE,
        cores: { min: cores, max: cores },
        memory: { min: memory, max: memory }
      },
      ...(request.data ? { data: request.data } : {})
    };
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
        ...{ uuid, offer_set: uuid, platform, cores, memory, starts, seconds },
        phase: 'ACCEPTED',
        created: accepted,
        modified: accepted,
        accepted,
        expires: accepted,
        document: JSON.stringify(document)
      })
      .execute();
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
