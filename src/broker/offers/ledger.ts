import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';

import { holdsCapacity, PHASES } from '../../model/phase';
import type { MessageItem } from '../../model/message';
import { formatInstant } from '../../model/time';
import { say } from '../problem';
import type { Capacity } from '../platforms/platform';
import type { Tables } from '../store/tables';

const HOLDING = PHASES.filter(holdsCapacity);

/**
 * What a platform has promised: the sessions that hold its capacity, and the offers that may still be
 * accepted. Of one set only one offer can be, so a set counts with its largest.
 */
export async function promised(
  db: Kysely<Tables> | Transaction<Tables>,
  platform: string,
  now: number
): Promise<Capacity> {
  const sets = db
    .selectFrom('sessions')
    .select(({ fn }) => [fn.max('cores').as('cores'), fn.max('memory').as('memory')])
    .where('platform', '=', platform)
    .where('phase', 'in', HOLDING)
    .where(eb => eb.or([eb('phase', '!=', 'OFFERED'), eb('expires', '>', now)]))
    .groupBy('offer_set')
    .as('sets');
  const row = await db
    .selectFrom(sets)
    .select([
      sql<number>`coalesce(sum(sets.cores), 0)`.as('cores'),
      sql<number>`coalesce(sum(sets.memory), 0)`.as('memory')
    ])
    .executeTakeFirstOrThrow();
  return { cores: row.cores, memory: row.memory };
}

/**
 * When the next promise ends, if all that hold capacity end as promised; and whether anybody has
 * accepted any. Nothing where nothing is promised.
 */
export async function freeAgain(
  db: Kysely<Tables> | Transaction<Tables>,
  platform: string,
  now: number
): Promise<MessageItem[]> {
  const row = await db
    .selectFrom('sessions')
    .select([
      sql<
        number | null
      >`min(case when phase = 'OFFERED' then expires else coalesce(accepted, created) + seconds * 1000 end)`.as(
        'at'
      ),
      sql<number | null>`min(phase = 'OFFERED')`.as('offersOnly')
    ])
    .where('platform', '=', platform)
    .where('phase', 'in', HOLDING)
    .where(eb => eb.or([eb('phase', '!=', 'OFFERED'), eb('expires', '>', now)]))
    .executeTakeFirst();
  if (row?.at == null) {
    return [];
  }
  const time = formatInstant(row.at);
  return [
    row.offersOnly
      ? say(
          'INFO',
          'only-offered',
          'Only offers that nobody has accepted yet hold it; something is free again by {time} at the latest',
          { time }
        )
      : say('INFO', 'free-again', 'Something is free again by {time} at the latest', { time })
  ];
}
