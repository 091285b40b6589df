import type { Transaction } from 'kysely';

import type { MessageItem } from '../../model/message';
import type { PlatformAnswer } from '../../model/offer-set';
import type { Tables } from '../store/tables';

/**
 * Writes down of offer sets that their platforms are asked no longer: who has not answered is SILENT,
 * with `why`. Without that a client would wait for answers that nobody will give.
 */
export async function closeUnheard(
  trx: Transaction<Tables>,
  { question, since }: { question?: string; since?: number },
  why: MessageItem
): Promise<void> {
  const sets = await trx
    .selectFrom('offer_sets')
    .select(['uuid', 'answers', 'result'])
    .where('answers', 'like', '%"ASKING"%')
    .$if(question !== undefined, query => query.where('question', '=', question ?? ''))
    .$if(since !== undefined, query => query.where('created', '>=', since ?? 0))
    .execute();
  for (const { uuid, answers, result } of sets) {
    const closed = silenced(JSON.parse(answers) as PlatformAnswer[], why);
    await trx
      .updateTable('offer_sets')
      .set({ answers: JSON.stringify(closed), result: result ?? 'NO' })
      .where('uuid', '=', uuid)
      .execute();
  }
}

/** The answers, where those who are being asked are asked no longer. */
export function silenced(answers: readonly PlatformAnswer[], why: MessageItem): PlatformAnswer[] {
  return answers.map(answer =>
    answer.state === 'ASKING' ? { ...answer, state: 'SILENT', messages: [why] } : answer
  );
}
