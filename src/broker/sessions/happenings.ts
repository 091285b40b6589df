import type { Transaction } from 'kysely';

import type { SessionEvent } from '../../model/event';
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
  const { step, phase, message, progress, usage, result, built, document } = happening;
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
