import { sql, type Transaction } from 'kysely';

import type { ExecutionRequest } from '../../model/request';
import type { Tables } from '../store/tables';

/** The name of a question, and which asking of it this is. */
export type Round = Pick<ExecutionRequest, 'question' | 'round'>;

/**
 * Whether one asks the same as another, and not after it. Without a round the last that comes is the
 * last.
 */
export function isBefore(one: Round, other: Round): boolean {
  return (
    one.question !== undefined &&
    one.question === other.question &&
    (one.round ?? 0) <= (other.round ?? Infinity)
  );
}

/** Whether a later round of the same question has come already. */
export async function isOvertaken(
  trx: Transaction<Tables>,
  { question, round }: Round
): Promise<boolean> {
  if (question === undefined || round === undefined) {
    return false;
  }
  const later = await trx
    .selectFrom('offer_sets')
    .select('uuid')
    .where('question', '=', question)
    .where(sql<number>`request ->> 'round'`, '>', round)
    .limit(1)
    .executeTakeFirst();
  return later !== undefined;
}
