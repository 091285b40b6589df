import type { Transaction } from 'kysely';

import type { MessageItem } from '../../model/message';
import {
  canBecome,
  holdsCapacity,
  nextPhase,
  type Phase,
  type PhaseEvent
} from '../../model/phase';
import { formatInstant } from '../../model/time';
import { Problem, say } from '../problem';
import type { Tables } from '../store/tables';
import { appendEvents } from './event-log';
import { noteStep } from './runs';

/** What is said when a phase is entered and nobody has said anything better. */
const WORDS: Readonly<Record<Phase, string>> = {
  INITIAL: 'Made',
  OFFERED: 'Offered',
  ACCEPTED: 'The offer was accepted',
  REJECTED: 'The offer was rejected',
  EXPIRED: 'The offer expired before it was accepted',
  WAITING: 'Waiting for its start',
  PREPARING: 'The environment is being prepared',
  AVAILABLE: 'Everything is ready',
  RUNNING: 'Running',
  RELEASING: 'What it held is being released',
  COMPLETED: 'Completed',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled'
};

/**
 * Takes one step of a session's life, and writes it into its log.
 *
 * @throws Problem 409 where the phase does not allow it
 */
export async function takeStep(
  trx: Transaction<Tables>,
  uuid: string,
  event: PhaseEvent,
  message?: MessageItem
): Promise<void> {
  const { phase, expires, accepting } = await phaseOf(trx, uuid);
  // An acceptance that is on its way elsewhere was asked for in time.
  const late = phase === 'OFFERED' && expires <= Date.now() && accepting === null;
  const next = late && event === 'accept' ? undefined : nextPhase(phase, event);
  if (next === undefined) {
    throw wrongPhase(late ? 'EXPIRED' : phase, event);
  }
  await enter(trx, uuid, next, message);
}

/** Takes a step where the phase allows it; what does not fit came too late, and is left out. */
export async function tryStep(
  trx: Transaction<Tables>,
  uuid: string,
  event: PhaseEvent,
  message?: MessageItem,
  time?: string
): Promise<void> {
  const { phase, accepting } = await phaseOf(trx, uuid);
  const next = nextPhase(phase, event);
  if (next !== undefined && !(event === 'expire' && accepting !== null)) {
    await enter(trx, uuid, next, message, time);
  }
}

/** Follows a session to the phase that it was found in elsewhere, unless it is past it here. */
export async function followTo(
  trx: Transaction<Tables>,
  uuid: string,
  phase: Phase,
  message?: MessageItem,
  time?: string
): Promise<void> {
  if (canBecome((await phaseOf(trx, uuid)).phase, phase)) {
    await enter(trx, uuid, phase, message, time);
  }
}

async function phaseOf(
  trx: Transaction<Tables>,
  uuid: string
): Promise<{ phase: Phase; expires: number; accepting: number | null }> {
  return trx
    .selectFrom('sessions')
    .select(['phase', 'expires', 'accepting'])
    .where('uuid', '=', uuid)
    .executeTakeFirstOrThrow();
}

async function enter(
  trx: Transaction<Tables>,
  uuid: string,
  phase: Phase,
  said?: MessageItem,
  happened?: string
): Promise<void> {
  const now = Date.now();
  const time = happened ?? formatInstant(now);
  const message = said ?? { ...say('INFO', `phase-${phase.toLowerCase()}`, WORDS[phase]), time };
  await trx
    .updateTable('sessions')
    .set({ phase, modified: now })
    .where('uuid', '=', uuid)
    .execute();
  await appendEvents(trx, uuid, [{ time, type: 'phase', phase, message }]);
  await noteStep(trx, uuid, { phase, time, message });
}

/** The refusal of a step that a phase does not allow. */
export function wrongPhase(phase: Phase, event: PhaseEvent): Problem {
  const advice = holdsCapacity(phase) ? '' : ' Ask again for new offers.';
  return new Problem(409, [
    say(
      'ERROR',
      'wrong-phase',
      `The session is {phase}: it cannot take the step "{event}".${advice}`,
      { phase, event }
    )
  ]);
}
