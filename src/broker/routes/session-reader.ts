import type { ExecutionSession } from '../../model/session';
import { withBase } from '../offers/materials';
import { sessionDocument } from '../sessions/document';
import { readMessages } from '../sessions/event-log';
import type { Broker } from './broker';

/** Reads a session as it is now, as a client that sees the broker at `from` has it. */
export function sessionReader({
  store,
  driver
}: Broker): (uuid: string, from: string) => Promise<ExecutionSession> {
  return async (uuid, from) => {
    const row = await driver.row(uuid);
    const messages = await readMessages(store.db, [uuid]);
    return withBase(sessionDocument(row, messages.get(uuid) ?? [], from), from);
  };
}
