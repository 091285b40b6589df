import { setTimeout as sleep } from 'node:timers/promises';

import type { BrokerClient } from '../client/broker-client';
import type { SessionEvent } from '../model/event';
import { isFinal } from '../model/phase';

/** Milliseconds between two looks. */
const PAUSE = 3000;

/** What happens to a session of a broker that knows the standard only: seen by looking again. */
export async function* polledEvents(
  client: BrokerClient,
  uuid: string,
  signal: AbortSignal
): AsyncGenerator<SessionEvent> {
  let seq = 0;
  let told = 0;
  let last: string | undefined;
  for (;;) {
    const { phase = 'INITIAL', meta, progress, usage } = await client.session(uuid, { signal });
    const messages = meta?.messages ?? [];
    const next = (): Pick<SessionEvent, 'seq' | 'time'> => ({
      seq: ++seq,
      time: new Date().toISOString()
    });
    for (const message of messages.slice(told)) {
      yield { ...next(), type: 'message', message };
    }
    told = messages.length;
    if (progress) {
      yield { ...next(), type: 'progress', progress };
    }
    if (usage) {
      yield { ...next(), type: 'usage', usage };
    }
    if (phase !== last) {
      last = phase;
      yield { ...next(), type: 'phase', phase };
    }
    if (isFinal(phase)) {
      return;
    }
    await sleep(PAUSE, undefined, { signal });
  }
}
