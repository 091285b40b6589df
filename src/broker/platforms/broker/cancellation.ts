import { setTimeout as sleep } from 'node:timers/promises';

import { isFinal } from '../../../model/phase';
import type { ExecutionSession } from '../../../model/session';
import { Problem, say } from '../../problem';
import type { Remote } from './remote';
import { RemoteError } from './remote-error';

const FIRST_LOOK = 250;
const LONGEST_PAUSE = 4000;

export interface CancellationOptions {
  remote: Remote;
  /** The name of the platform, for people. */
  platform: string;
  /** Milliseconds for the session to end there. */
  within: number;
  /** The end that is asked for; CANCELLED by default. */
  end?: 'CANCELLED' | 'COMPLETED';
  /** Told each time that the session was read. */
  onSeen: (session: ExecutionSession) => Promise<void>;
}

/**
 * Ends a session at its broker, and returns once it has ended there; also where that broker does
 * not know it any more.
 *
 * @throws Problem where it goes on there, and why
 */
export async function cancelThere(key: string, options: CancellationOptions): Promise<void> {
  const { remote, platform, within, end = 'CANCELLED', onSeen } = options;
  const deadline = Date.now() + within;
  let refusal: RemoteError | undefined;
  let seen: ExecutionSession | undefined;
  try {
    seen = await remote.setPhase(key, end, { patience: within });
  } catch (error) {
    if (!(error instanceof RemoteError) || error.fault === 'sign-in' || !error.sent) {
      throw failed(platform, end, error);
    }
    refusal = error;
  }
  for (let pause = FIRST_LOOK; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    if (seen?.phase && isFinal(seen.phase)) {
      await onSeen(seen);
      return;
    }
    try {
      const reading = await remote.session(key);
      seen = reading.unchanged ? seen : reading.session;
    } catch (error) {
      if (error instanceof RemoteError && (error.status === 404 || error.status === 410)) {
        return;
      }
      refusal ??= error instanceof RemoteError ? error : undefined;
    }
    if (seen?.phase && isFinal(seen.phase)) {
      continue;
    }
    // A refusal stands as soon as the session is seen to go on; else it may take its time to end.
    if ((refusal && refusal.status >= 400) || Date.now() + pause > deadline) {
      if (seen) {
        await onSeen(seen);
      }
      throw refusal ? failed(platform, end, refusal) : notCarriedOut(platform, seen, within);
    }
    await sleep(pause);
  }
}

function failed(platform: string, end: string, error: unknown): Error {
  return error instanceof RemoteError
    ? new Problem(502, [
        say('ERROR', 'not-cancelled', '{platform} has not {done} it: {reason}. It is followed on', {
          platform,
          done: end === 'CANCELLED' ? 'cancelled' : 'ended',
          reason: error.message
        })
      ])
    : (error as Error);
}

function notCarriedOut(
  platform: string,
  seen: ExecutionSession | undefined,
  within: number
): Problem {
  return new Problem(504, [
    say(
      'ERROR',
      'cancel-not-carried-out',
      '{platform} took the cancel, and {seconds} s later the session is still {phase} there. It is followed on',
      { platform, seconds: Math.round(within / 1000), phase: seen?.phase ?? 'not to be read' }
    )
  ]);
}
