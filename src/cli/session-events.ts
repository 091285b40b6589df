import { setTimeout as sleep } from 'node:timers/promises';

import type { BrokerClient } from '../client/broker-client';
import { BrokerError } from '../client/broker-error';
import type { SessionEvent } from '../model/event';
import { isFinal } from '../model/phase';
import { reasonOf } from './command-error';
import { polledEvents } from './polled-events';

/** After so many tries without an event in between, about a quarter of an hour, it gives up. */
const TRIES = 35;
const LONGEST_PAUSE = 30_000;

export interface EventsOptions {
  signal: AbortSignal;
  /** Told once each time that the connection is lost. */
  onLost: (reason: string) => void;
}

/**
 * Everything that happens to a session, to its end, each event once: a connection that breaks is made
 * again from where it was. A broker without event streams is asked again and again.
 *
 * @throws BrokerError where the broker refuses, or cannot be reached for long
 */
export async function* sessionEvents(
  client: BrokerClient,
  uuid: string,
  { signal, onLost }: EventsOptions
): AsyncGenerator<SessionEvent> {
  let after = 0;
  for (let tries = 0; ; tries++) {
    let reason = 'the stream ended';
    try {
      for await (const event of client.followSession(uuid, { after, signal })) {
        after = event.seq;
        tries = 0;
        yield event;
        if (event.phase && isFinal(event.phase)) {
          return;
        }
      }
      // A broker that ends also ends its streams.
      if (isFinal((await client.session(uuid, { signal })).phase ?? 'INITIAL')) {
        return;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof BrokerError) {
        if (after === 0 && [405, 406, 501].includes(error.status)) {
          yield* polledEvents(client, uuid, signal);
          return;
        }
        if (error.status === 404 && after === 0) {
          await client.session(uuid, { signal }); // no session, or no stream of it?
          yield* polledEvents(client, uuid, signal);
          return;
        }
        if (error.status >= 400 && error.status < 500) {
          throw error;
        }
      }
      if (tries >= TRIES) {
        throw error;
      }
      reason = reasonOf(error);
    }
    if (tries === 1) {
      onLost(reason);
    }
    await sleep(Math.min(LONGEST_PAUSE, 250 * 2 ** tries), undefined, { signal });
  }
}
