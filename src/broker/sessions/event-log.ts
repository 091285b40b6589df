import { sql, type Kysely, type Transaction } from 'kysely';

import type { SessionEvent } from '../../model/event';
import type { MessageItem } from '../../model/message';
import type { Tables } from '../store/tables';

type Unnumbered = Omit<SessionEvent, 'seq'>;

/** Adds events to a session's log, in order. */
export async function appendEvents(
  db: Transaction<Tables>,
  session: string,
  events: Unnumbered[]
): Promise<void> {
  if (events.length === 0) {
    return;
  }
  const { last } = await db
    .selectFrom('events')
    .select(sql<number>`coalesce(max(seq), 0)`.as('last'))
    .where('session', '=', session)
    .executeTakeFirstOrThrow();
  await db
    .insertInto('events')
    .values(
      events.map((event, i) => {
        const seq = last + i + 1;
        const numbered: SessionEvent = { seq, ...event };
        return { session, seq, type: event.type, body: JSON.stringify(numbered) };
      })
    )
    .execute();
}

/** The events of a session after number `after`, in order. */
export async function readEvents(
  db: Kysely<Tables>,
  session: string,
  after: number
): Promise<SessionEvent[]> {
  const rows = await db
    .selectFrom('events')
    .select('body')
    .where('session', '=', session)
    .where('seq', '>', after)
    .orderBy('seq')
    .execute();
  return rows.map(({ body }) => JSON.parse(body) as SessionEvent);
}

/** What was said in some sessions: the messages of their events, by session and in order. */
export async function readMessages(
  db: Kysely<Tables>,
  sessions: string[]
): Promise<Map<string, MessageItem[]>> {
  const messages = new Map<string, MessageItem[]>(sessions.map(uuid => [uuid, []]));
  if (sessions.length) {
    const rows = await db
      .selectFrom('events')
      .select(['session', 'body'])
      .where('session', 'in', sessions)
      .where('type', 'in', ['phase', 'message'])
      .orderBy('session')
      .orderBy('seq')
      .execute();
    for (const { session, body } of rows) {
      const { message } = JSON.parse(body) as SessionEvent;
      if (message) {
        messages.get(session)?.push(message);
      }
    }
  }
  return messages;
}
