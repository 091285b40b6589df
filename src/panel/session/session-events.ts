import type { BrokerClient, CallOptions } from '../../client/broker-client';
import type { SessionEvent } from '../../model/event';

/** What has happened to a session after event number `after`, so far. */
export async function readEvents(
  { wire }: Pick<BrokerClient, 'wire'>,
  uuid: string,
  after: number,
  { signal }: CallOptions = {}
): Promise<SessionEvent[]> {
  const headers = {
    Prefer: 'wait=0',
    ...(after ? { 'Last-Event-ID': String(after) } : {})
  };
  const events: SessionEvent[] = [];
  for await (const data of wire.events(`/sessions/${uuid}/events`, { headers, signal })) {
    events.push(wire.checked('SessionEvent', data, 200));
  }
  return events;
}
