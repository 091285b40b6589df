import type { Transaction } from 'kysely';

import { askedPath } from '../../model/asked-path';
import type { MessageItem } from '../../model/message';
import { isFinal, type Phase } from '../../model/phase';
import type { ExecutionRequest } from '../../model/request';
import { parseInstant } from '../../model/time';
import { storedDigest } from '../offers/materials';
import type { Tables } from '../store/tables';

/** Writes down that a session was accepted, by what was asked for it. */
export async function beginRun(
  trx: Transaction<Tables>,
  session: string,
  { executable }: ExecutionRequest
): Promise<void> {
  const location = 'location' in executable ? executable.location : undefined;
  await trx
    .insertInto('runs')
    .values({
      session,
      name: executable.meta?.name ?? null,
      notebook: askedPath(executable) ?? null,
      sha256: (location === undefined ? undefined : storedDigest(location)) ?? null
    })
    .execute();
}

/** Keeps of a step what the history shows: when the run began and ended, and why it ended. */
export async function noteStep(
  trx: Transaction<Tables>,
  session: string,
  { phase, time, message }: { phase: Phase; time: string; message: MessageItem }
): Promise<void> {
  const at = parseInstant(time) ?? Date.now();
  if (phase === 'ACCEPTED') {
    const { request } = await trx
      .selectFrom('offer_sets')
      .innerJoin('sessions', 'sessions.offer_set', 'offer_sets.uuid')
      .select('request')
      .where('sessions.uuid', '=', session)
      .executeTakeFirstOrThrow();
    await beginRun(trx, session, JSON.parse(request) as ExecutionRequest);
  } else if (phase === 'RUNNING') {
    await trx.updateTable('runs').set({ began: at }).where('session', '=', session).execute();
  } else if (isFinal(phase)) {
    const ending = JSON.stringify(message);
    await trx
      .updateTable('runs')
      .set({ ended: at, ending })
      .where('session', '=', session)
      .execute();
  }
}
