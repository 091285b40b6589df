import { createHash } from 'node:crypto';

import { isFinal } from '../../../model/phase';
import type { SessionEvent } from '../../../model/event';
import type { ExecutionSession } from '../../../model/session';
import { formatInstant, parseInstant } from '../../../model/time';
import type { Happening } from '../platform';
import { say } from '../../problem';
import type { Followed, Look } from './following';
import type { Remote } from './remote';

/** A batch of events that does not end is one of a broker that does not know `Prefer: wait=0`. */
const BATCH = 5000;

/** A session elsewhere, with what makes it one of ours. */
export interface Watched extends Followed {
  /** By which its broker knows it. */
  key: string;
  /** Another broker's session as our document. */
  present: (session: ExecutionSession) => ExecutionSession;
  /** Of the document that was read last. */
  fingerprint?: string;
  etag?: string;
}

/**
 * Looks at a session at its broker. At one of ours its log is read on from the cursor; elsewhere the
 * cursor counts the messages that have been told.
 */
export async function lookAt(
  remote: Remote,
  session: Watched,
  signal: AbortSignal,
  platform: string
): Promise<Look> {
  const ours = await remote.known.isOurs(signal);
  const reading = await remote.session(session.key, { signal, etag: session.etag });
  if (reading.unchanged) {
    return { happenings: [], changed: false, ended: false };
  }
  const { session: found, etag } = reading;
  const fingerprint = createHash('sha256').update(JSON.stringify(found)).digest('base64');
  const changed = fingerprint !== session.fingerprint;
  const happenings = changed
    ? [
        ...(ours
          ? await newEvents(remote, session, signal)
          : newMessages(session, found.meta?.messages ?? [])),
        ...seen(found, session.present, platform)
      ]
    : [];
  session.fingerprint = fingerprint;
  if (etag !== undefined) {
    session.etag = etag;
  }
  return { happenings, changed, ended: isOver(found) };
}

/** What a session is now, as one thing that happened: its phase, and its document. */
export function seen(
  session: ExecutionSession,
  present: (session: ExecutionSession) => ExecutionSession,
  platform: string
): Happening[] {
  const { phase, progress, usage, result } = session;
  const known: Happening = {
    document: present(session),
    ...(progress ? { progress } : {}),
    ...(usage ? { usage } : {}),
    ...(result ? { result: result.path } : {})
  };
  if (phase === 'REJECTED' || phase === 'EXPIRED') {
    return [
      {
        ...known,
        phase: 'FAILED',
        message: say(
          'ERROR',
          'dropped-there',
          '{platform} had accepted it, and now has it as {phase}',
          { platform, phase }
        )
      }
    ];
  }
  return [phase === undefined ? known : { ...known, phase }];
}

/** Whether nothing more happens to a session elsewhere. */
export function isOver({ phase }: ExecutionSession): boolean {
  return phase !== undefined && isFinal(phase);
}

/** An event of one of ours as what happened; `ahead`: milliseconds by which its clock is. */
export function happening(
  { time, phase, message, progress, usage }: SessionEvent,
  ahead: number
): Happening {
  const moment = parseInstant(time);
  return {
    ...(moment === undefined ? {} : { time: formatInstant(moment - ahead) }),
    ...(phase && phase !== 'OFFERED' && phase !== 'ACCEPTED' ? { phase } : {}),
    ...(message ? { message } : {}),
    ...(progress ? { progress } : {}),
    ...(usage ? { usage } : {})
  };
}

/** Whether an event tells something that our own log does not say already. */
export function isNews({ type, phase }: SessionEvent): boolean {
  return type !== 'phase' || (phase !== 'OFFERED' && phase !== 'ACCEPTED');
}

async function newEvents(
  remote: Remote,
  session: Watched,
  signal: AbortSignal
): Promise<Happening[]> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(BATCH)]);
  const happenings: Happening[] = [];
  try {
    const events = remote.events(session.key, session.cursor, { signal: bounded, follow: false });
    for await (const event of events) {
      session.cursor = event.seq;
      if (isNews(event)) {
        happenings.push(happening(event, remote.http.clock.ahead));
      }
    }
  } catch {
    // The document tells where it stands; what is missing here is read the next time.
  }
  return happenings;
}

function newMessages(
  session: Watched,
  messages: NonNullable<NonNullable<ExecutionSession['meta']>['messages']>
): Happening[] {
  const fresh = messages.slice(session.cursor).map(message => ({ message }));
  session.cursor = messages.length;
  return fresh;
}
