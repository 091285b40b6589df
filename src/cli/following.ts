import type { BrokerClient } from '../client/broker-client';
import { reasonOf } from './command-error';
import { Interruption } from './interruption';
import type { RunScreen } from './run-screen';
import { sessionEvents } from './session-events';

/** How the following of a session came to its end. */
export interface Followed {
  /** The signal on which it was left to itself. */
  left?: NodeJS.Signals | undefined;
  /** It was cancelled from here. */
  cancelled: boolean;
}

/**
 * Follows a session to its end. With `cancels` the first Ctrl-C cancels it, and what was computed is
 * still waited for; every other signal leaves it running. `before`: a signal that came already.
 */
export async function follow(
  client: BrokerClient,
  uuid: string,
  screen: RunScreen,
  { cancels, before }: { cancels: boolean; before?: NodeJS.Signals | undefined }
): Promise<Followed> {
  const leaving = new AbortController();
  const followed: Followed = { cancelled: false };
  let cancelling: Promise<unknown> = Promise.resolve();
  const onSignal = (signal: NodeJS.Signals): void => {
    if (cancels && signal === 'SIGINT' && !followed.cancelled) {
      followed.cancelled = true;
      screen.line('Cancelling, and saving what was computed. Ctrl-C again: leave it as it is.');
      cancelling = client
        .cancel(uuid)
        .catch((error: unknown) => screen.line(`! It was not cancelled: ${reasonOf(error)}`));
    } else {
      followed.left = signal;
      leaving.abort();
    }
  };
  const interruption = new Interruption(onSignal);
  if (before) {
    onSignal(before);
  }
  try {
    const events = sessionEvents(client, uuid, {
      signal: leaving.signal,
      onLost: reason => screen.line(`! The connection is lost (${reason}); trying again`)
    });
    for await (const event of events) {
      screen.show(event);
    }
    await cancelling;
  } catch (error) {
    if (!leaving.signal.aborted) {
      throw error;
    }
  } finally {
    interruption.dispose();
    screen.stop();
  }
  return followed;
}
