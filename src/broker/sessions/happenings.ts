import type { Transaction } from 'kysely';

import type { SessionConnector } from '../../model/connector';
import type { SessionEvent } from '../../model/event';
import type { ExecutionSession } from '../../model/session';
import { formatInstant } from '../../model/time';
import type { Happening } from '../platforms/platform';
import type { Tables } from '../store/tables';
import { appendEvents } from './event-log';
import { followTo, tryStep } from './session-steps';

/** Writes one thing that happened: the step, what was said, and what is known since. */
export async function keep(
  trx: Transaction<Tables>,
  uuid: string,
  happening: Happening
): Promise<void> {
  const { step, phase, message, progress, usage, result, built, connectors, document } = happening;
  const time = happening.time ?? formatInstant(Date.now());
  if (step) {
    await tryStep(trx, uuid, step, message, time);
  } else if (phase) {
    await followTo(trx, uuid, phase, message, time);
  }
  const events: Omit<SessionEvent, 'seq'>[] = [];
  if (message && !step && !phase) {
    events.push({ time: message.time ?? time, type: 'message', message });
  }
  if (progress) {
    events.push({ time, type: 'progress', progress });
  }
  if (usage) {
    events.push({ time, type: 'usage', usage });
  }
  await appendEvents(trx, uuid, events);
  if (built !== undefined) {
    await trx.updateTable('runs').set({ built }).where('session', '=', uuid).execute();
  }
  if (connectors) {
    await addConnectors(trx, uuid, connectors);
  }
  await trx
    .updateTable('sessions')
    .set({
      modified: Date.now(),
      ...(progress ? { progress: JSON.stringify(progress) } : {}),
      ...(usage ? { usage: JSON.stringify(usage) } : {}),
      ...(document ? { document: JSON.stringify(document) } : {}),
      ...(result === undefined ? {} : { result })
    })
    .where('uuid', '=', uuid)
    .execute();
}

/** Adds ways into a session to those that its document has. */
async function addConnectors(
  trx: Transaction<Tables>,
  uuid: string,
  opened: readonly SessionConnector[]
): Promise<void> {
  const row = await trx
    .selectFrom('sessions')
    .select('document')
    .where('uuid', '=', uuid)
    .executeTakeFirstOrThrow();
  const document = JSON.parse(row.document) as ExecutionSession;
  const connectors = [...(document.connectors ?? []), ...opened];
  await trx
    .updateTable('sessions')
    .set({ document: JSON.stringify({ ...document, connectors }) })
    .where('uuid', '=', uuid)
    .execute();
}
