import { setTimeout as sleep } from 'node:timers/promises';

import type { Mode } from '../../../model/executable';
import type { Phase } from '../../../model/phase';
import type { ExecutionSession } from '../../../model/session';
import { Problem, say } from '../../problem';
import { Refused } from '../platform';
import { cleanText } from './foreign-words';
import type { Remote } from './remote';
import { RemoteError } from './remote-error';

/** An acceptance may start a machine before it is answered: so many times the patience of a question. */
const PATIENCE = 3;
/** Between two looks at a session whose acceptance was answered, but not carried out; milliseconds. */
const LOOK_AGAIN = [100, 1000];

export interface AcceptanceOptions {
  remote: Remote;
  /** The name of the platform, for people. */
  platform: string;
  /** Milliseconds for a question. */
  patience: number;
  /** Of those that the offer lists; absent where it lists none. */
  mode?: Mode | undefined;
}

/**
 * Accepts an offer at its broker. What went out and was not answered is never sent again before the
 * session has been read there.
 *
 * @returns the session as it is there
 * @throws Refused where that broker no longer stands by it
 * @throws Problem where it is certain that it was not accepted, and the offer stands
 * @throws RemoteError where it is not known
 */
export async function acceptThere(
  key: string,
  again: boolean,
  options: AcceptanceOptions
): Promise<ExecutionSession> {
  if (again) {
    const found = await settled(key, options);
    if (found) {
      return found;
    }
    return send(key, true, options);
  }
  return send(key, false, options);
}

async function send(
  key: string,
  last: boolean,
  options: AcceptanceOptions
): Promise<ExecutionSession> {
  const { remote, patience, mode } = options;
  try {
    const answer = await remote.setPhase(key, 'ACCEPTED', { patience: PATIENCE * patience, mode });
    if (answer && outcome(answer.phase) === 'accepted') {
      return answer;
    }
  } catch (error) {
    return afterFailure(key, last, options, error);
  }
  return carriedOut(key, options);
}

/** It was answered as done, and the answer does not show it: reads again what is so. */
async function carriedOut(key: string, options: AcceptanceOptions): Promise<ExecutionSession> {
  for (const pause of [0, ...LOOK_AGAIN]) {
    await sleep(pause);
    const found = await settled(key, options);
    if (found) {
      return found;
    }
  }
  throw new Problem(502, [
    say(
      'ERROR',
      'not-carried-out',
      '{platform} answered as if it had accepted, and still has it as an offer only. It may be accepted once more',
      { platform: options.platform }
    )
  ]);
}

async function afterFailure(
  key: string,
  last: boolean,
  options: AcceptanceOptions,
  error: unknown
): Promise<ExecutionSession> {
  const { platform } = options;
  const failed = (status: number, reason: string): Problem =>
    new Problem(status, [
      say('ERROR', 'not-accepted', '{platform} has not accepted: {reason}', { platform, reason })
    ]);
  if (!(error instanceof RemoteError)) {
    throw error;
  }
  if (!last && (!error.sent || error.fault === 'sign-in' || error.fault === 'busy')) {
    throw failed(502, error.message);
  }
  const found = await settled(key, options, error);
  if (found) {
    return found;
  }
  // It is an offer there still.
  if (error.status >= 400 && error.status < 500) {
    throw failed(409, error.message);
  }
  if (last) {
    throw error;
  }
  return send(key, true, options);
}

/**
 * The session where it is accepted by now; `undefined` where it is an offer still.
 *
 * @throws Refused where it is neither
 */
async function settled(
  key: string,
  { remote, platform }: AcceptanceOptions,
  because?: RemoteError
): Promise<ExecutionSession | undefined> {
  let session: ExecutionSession;
  try {
    const reading = await remote.session(key);
    if (reading.unchanged) {
      return undefined;
    }
    ({ session } = reading);
  } catch (error) {
    if (error instanceof RemoteError && (error.status === 404 || error.status === 410)) {
      throw new Refused('EXPIRED', [
        say('ERROR', 'offer-unknown', '{platform} no longer knows this offer', { platform })
      ]);
    }
    throw error;
  }
  const { phase } = session;
  switch (outcome(phase)) {
    case 'accepted':
      return session;
    case 'offered':
      return undefined;
    case 'gone': {
      const gone = phase === 'EXPIRED' ? 'EXPIRED' : 'REJECTED';
      const said = because?.messages.length ? because.messages : session.meta?.messages;
      throw new Refused(gone, [
        say('ERROR', 'offer-gone', '{platform} has it as {phase}', { platform, phase: gone }),
        ...(said ?? []).slice(-3).map(message => ({
          ...message,
          message: cleanText(message.message ?? '')
        }))
      ]);
    }
  }
}

function outcome(phase: Phase | undefined): 'accepted' | 'offered' | 'gone' {
  switch (phase) {
    case undefined:
    case 'INITIAL':
    case 'OFFERED':
      return 'offered';
    case 'REJECTED':
    case 'EXPIRED':
      return 'gone';
    default:
      return 'accepted';
  }
}
