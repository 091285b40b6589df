import type { ExecutionSession } from '../../model/session';
import { canBeWorkedIn, hasEnded, isRunning, sessionId } from '../sessions/session-story';
import { timeLimit } from './time-limit';

/** Something about a session that its reader wants to hear, once. */
export interface News {
  kind: 'ready' | 'limit' | 'ended';
  session: ExecutionSession;
}

/** What was told of each session that goes on, by its uuid. One that has ended is in it no more. */
export type Told = Readonly<Record<string, readonly string[]>>;

export interface Look {
  sessions: readonly ExecutionSession[];
  /** Milliseconds since 1970, by the broker's clock. */
  now: number;
  /** What is being done to a session from here: who does it need not be told of what comes of it. */
  doing?: (uuid: string) => string | undefined;
}

/** Sessions that are remembered; more than anybody has. */
const MOST = 200;

/**
 * What is new beside what was told. Nothing is told of a session that had ended when it was first
 * seen, nor that one is ready in which a kernel was running then.
 */
export function newsOf(told: Told, { sessions, now, doing }: Look): { news: News[]; told: Told } {
  const news: News[] = [];
  const known = new Map(Object.entries(told));
  for (const session of sessions) {
    const uuid = sessionId(session);
    const before = known.get(uuid);
    const act = doing?.(uuid);
    if (isRunning(session)) {
      const fresh = occasions(session, now).filter(([, mark]) => !before?.includes(mark));
      for (const [kind] of fresh) {
        const works = act === 'work' || (before === undefined && session.phase === 'RUNNING');
        if (kind !== 'ready' || !works) {
          news.push({ kind, session });
        }
      }
      known.set(uuid, [...(before ?? []), ...fresh.map(([, mark]) => mark)]);
    } else if (hasEnded(session) && before) {
      known.delete(uuid);
      if (act !== 'cancel') {
        news.push({ kind: 'ended', session });
      }
    }
  }
  return { news, told: Object.fromEntries([...known].slice(-MOST)) };
}

/** What holds of a session that goes on, each with the mark by which it is remembered. */
function occasions(session: ExecutionSession, now: number): ['ready' | 'limit', string][] {
  const limit = timeLimit(session);
  return [
    ...(canBeWorkedIn(session) ? [['ready', 'ready'] as ['ready', string]] : []),
    // One that is given more time has another limit.
    ...(limit && now >= limit.near && now < limit.end
      ? [['limit', `limit ${session.schedule?.available?.duration ?? ''}`] as ['limit', string]]
      : [])
  ];
}
