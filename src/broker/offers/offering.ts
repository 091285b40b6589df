import { randomUUID } from 'node:crypto';

import { sql, type Selectable, type Transaction } from 'kysely';

import type { SessionEvent } from '../../model/event';
import type { ExecutionRequest } from '../../model/request';
import type { ExecutionSession } from '../../model/session';
import { formatInstant, parseDuration, parseInterval } from '../../model/time';
import { say } from '../problem';
import type { ForeignOffer, Platform, Proposal } from '../platforms/platform';
import { appendEvents } from '../sessions/event-log';
import type { SessionTable, Tables } from '../store/tables';
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

/** An offer that was made elsewhere, as it is written down. */
export type PassedOn = Omit<Selectable<SessionTable>, UnsetColumn>;

type UnsetColumn = 'progress' | 'usage' | 'result' | 'cursor' | 'accepted' | 'accepting' | 'mode';

/** The columns of PassedOn; the others have their defaults. */
const COLUMNS = [
  ...(['uuid', 'offer_set', 'platform', 'phase', 'created', 'modified', 'expires'] as const),
  ...(['starts', 'seconds', 'cores', 'memory', 'document', 'key'] as const)
] satisfies (keyof PassedOn)[];

/** An offer that was made elsewhere, made ready for writePassedOn(). */
export function passOn(
  { offerSet, platform, now, lifetime }: Offering,
  { key, document, expires }: ForeignOffer
): PassedOn {
  const { start, duration } = document.schedule?.available ?? {};
  return {
    uuid: randomUUID(),
    offer_set: offerSet,
    platform: platform.name,
    phase: 'OFFERED',
    created: now,
    modified: now,
    expires: expires ?? now + lifetime,
    starts: (start === undefined ? undefined : parseInterval(start)?.start) ?? now,
    seconds: ((duration === undefined ? undefined : parseDuration(duration)) ?? 0) / 1000,
    // Held there, not here: in the ledger of this broker it counts nothing.
    cores: 0,
    memory: 0,
    document: JSON.stringify(document),
    key
  };
}

/** Which offers of a platform are in a set already, by its own names for them. */
export async function keysIn(
  trx: Transaction<Tables>,
  { offerSet, platform }: Offering
): Promise<Set<string | null>> {
  const rows = await trx
    .selectFrom('sessions')
    .select('key')
    .where('offer_set', '=', offerSet)
    .where('platform', '=', platform.name)
    .execute();
  return new Set(rows.map(({ key }) => key));
}

/**
 * Writes down offers that were made elsewhere, and that each was made. Ten thousand of them are two
 * statements: each is told all of its rows as one JSON text.
 */
export async function writePassedOn(
  trx: Transaction<Tables>,
  offers: readonly PassedOn[]
): Promise<void> {
  if (offers.length === 0) {
    return;
  }
  const values = (columns: readonly string[]) =>
    sql.join(columns.map(column => sql`value ->> ${sql.lit(column)}`));
  const names = (columns: readonly string[]) => sql.join(columns.map(column => sql.ref(column)));
  const insert = async (
    table: keyof Tables,
    columns: readonly string[],
    rows: readonly object[]
  ): Promise<void> => {
    await sql`INSERT INTO ${sql.table(table)} (${names(columns)})
      SELECT ${values(columns)} FROM json_each(${JSON.stringify(rows)})`.execute(trx);
  };
  await insert('sessions', COLUMNS, offers);
  await insert(
    'events',
    ['session', 'seq', 'type', 'body'],
    offers.map(({ uuid, created, platform, expires }) => {
      const event: SessionEvent = { seq: 1, ...offered(created, platform, expires) };
      return { session: uuid, seq: 1, type: event.type, body: JSON.stringify(event) };
    })
  );
}

interface Written {
  key: null;
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
  await appendEvents(trx, uuid, [offered(now, platform.name, written.expires)]);
}

function offered(now: number, platform: string, expires: number): Omit<SessionEvent, 'seq'> {
  return {
    time: formatInstant(now),
    type: 'phase',
    phase: 'OFFERED',
    message: say('INFO', 'offered', 'Offered by {platform} until {expires}', {
      platform,
      expires: formatInstant(expires)
    })
  };
}
