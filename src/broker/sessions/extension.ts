import { INTEGER_DELTA_OPTION } from '../../model/option';
import type { ExecutionSession } from '../../model/session';
import { formatDuration } from '../../model/time';
import { DURATION_PATH } from '../../model/update-kind';
import type { Bus } from '../bus';
import { moreTime } from '../offers/offer-document';
import type { Platforms } from '../platforms/platforms';
import { Problem, say } from '../problem';
import type { Store } from '../store/store';
import { isOpen } from './connectors';
import { sessionRef } from './document';
import { appendEvents } from './event-log';
import type { SessionDriver } from './session-driver';

export interface ExtensionParts {
  store: Store;
  bus: Bus;
  driver: SessionDriver;
  platforms: Platforms;
}

/**
 * Lets a session that is AVAILABLE or RUNNING run for `delta` seconds more. What it holds of its
 * platform it holds until it ends, so that only the platform's own limit stands against it.
 *
 * @throws Problem 409 where it cannot be given so much, and why
 */
export async function extend(
  { store, bus, driver, platforms }: ExtensionParts,
  uuid: string,
  delta: number
): Promise<void> {
  const row = await driver.row(uuid);
  const document = JSON.parse(row.document) as ExecutionSession;
  const platform = platforms.get(row.platform);
  const option = document.meta?.options?.find(
    ({ kind, path }) => kind === INTEGER_DELTA_OPTION && path === DURATION_PATH
  );
  const { max = 0 } = option ?? {};
  if (!isOpen(row.phase)) {
    throw refusal(
      'not-under-way',
      'Only a session that is AVAILABLE or RUNNING can be given more time; this one is {phase}',
      {
        phase: row.phase
      }
    );
  }
  if (!platform?.extend || max < 1) {
    throw refusal('no-more-time', '{platform} gives this session no more time', {
      platform: row.platform
    });
  }
  if (delta < 1 || delta > max) {
    throw refusal(
      'too-much-time',
      '{platform} gives this session from 1 to {max} seconds more, found {delta}',
      {
        platform: row.platform,
        max,
        delta
      }
    );
  }
  const seconds = row.seconds + delta;
  await platform.extend(sessionRef(row), seconds);
  const { meta, schedule } = document;
  const duration = formatDuration(seconds * 1000);
  const longer: ExecutionSession = {
    ...document,
    meta: { ...meta, options: moreTime(seconds, row.seconds + max) },
    schedule: { ...schedule, available: { ...schedule?.available, duration } }
  };
  await store.db.transaction().execute(async trx => {
    await trx
      .updateTable('sessions')
      .set({ seconds, document: JSON.stringify(longer), modified: Date.now() })
      .where('uuid', '=', uuid)
      .execute();
    const message = say(
      'INFO',
      'more-time',
      'It was given {delta} seconds more, {seconds} in all',
      {
        delta,
        seconds
      }
    );
    await appendEvents(trx, uuid, [{ time: new Date().toISOString(), type: 'message', message }]);
  });
  bus.ring(uuid);
}

function refusal(kind: string, template: string, values: Record<string, string | number>): Problem {
  return new Problem(409, [say('ERROR', kind, template, values)]);
}
