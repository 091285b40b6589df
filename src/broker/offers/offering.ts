import { randomUUID } from 'node:crypto';

import type { Transaction } from 'kysely';

import type { ExecutionRequest } from '../../model/request';
import type { ExecutionSession } from '../../model/session';
import { formatInstant, parseDuration, parseInterval } from '../../model/time';
import { say } from '../problem';
import type { ForeignOffer, Platform, Proposal } from '../platforms/platform';
import { appendEvents } from '../sessions/event-log';
import type { Tables } from '../store/tables';
import { offerDocument } from './offer-document';

/** What an offer is written down for: its set, who offers it, and how long it can be accepted. */
export interface Offering {
  offerSet: string;
  platform: Platform;
  now: number;
  /** Milliseconds. */
  lifetime: number;
}

/** Writes down an offer of our own: from this moment it holds what it promises. */
export async function offer(
  trx: Transaction<Tables>,
  offering: Offering,
  request: ExecutionRequest,
  proposal: Proposal
): Promise<void> {
  const { cores, memory, starts, seconds } = proposal;
  await write(trx, offering, {
    ...{ cores, memory, starts, seconds, key: null },
    expires: offering.now + offering.lifetime,
    document: offerDocument(request, proposal)
  });
}

/** Writes down an offer that was made elsewhere; one that is there already stays as it is. */
export async function passOn(
  trx: Transaction<Tables>,
  offering: Offering,
  { key, document, expires }: ForeignOffer
): Promise<void> {
  const known = await trx
    .selectFrom('sessions')
    .select('uuid')
    .where('offer_set', '=', offering.offerSet)
    .where('platform', '=', offering.platform.name)
    .where('key', '=', key)
    .executeTakeFirst();
  if (known) {
    return;
  }
  const { start, duration } = document.schedule?.available ?? {};
  await write(trx, offering, {
    key,
    document,
    // Held there, not here: in the ledger of this broker it counts nothing.
    cores: 0,
    memory: 0,
    starts: (start === undefined ? undefined : parseInterval(start)?.start) ?? offering.now,
    seconds: ((duration === undefined ? undefined : parseDuration(duration)) ?? 0) / 1000,
    expires: expires ?? offering.now + offering.lifetime
  });
}

interface Written {
  key: string | null;
  document: ExecutionSession;
  cores: number;
  memory: number;
  starts: number;
  seconds: number;
  expires: number;
}

async function write(
  trx: Transaction<Tables>,
  { offerSet, platform, now }: Offering,
  { document, ...written }: Written
): Promise<void> {
  const uuid = randomUUID();
  await trx
    .insertInto('sessions')
    .values({
      ...written,
      uuid,
      offer_set: offerSet,
      platform: platform.name,
      phase: 'OFFERED',
      created: now,
      modified: now,
      document: JSON.stringify(document)
    })
    .execute();
  await appendEvents(trx, uuid, [
    {
      time: formatInstant(now),
      type: 'phase',
      phase: 'OFFERED',
      message: say('INFO', 'offered', 'Offered by {platform} until {expires}', {
        platform: platform.name,
        expires: formatInstant(written.expires)
      })
    }
  ]);
}
