import { Type, type Static } from 'typebox';

import { MessageItem } from './message';
import { PHASES } from './phase';
import { Progress, Usage } from './session';

/**
 * Something that happened to a session, as `GET /sessions/{uuid}/events` streams it (our extension).
 * A phase change always has a phase, a time and a message.
 */
export const SessionEvent = Type.Object({
  /** Counts up from 1 within the session; the id of the server-sent event. */
  seq: Type.Integer({ minimum: 1 }),
  time: Type.String({ format: 'date-time' }),
  type: Type.Enum(['phase', 'message', 'progress', 'usage']),
  phase: Type.Optional(Type.Enum([...PHASES])),
  message: Type.Optional(MessageItem),
  progress: Type.Optional(Progress),
  usage: Type.Optional(Usage)
});
export type SessionEvent = Static<typeof SessionEvent>;
