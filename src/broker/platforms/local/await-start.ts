import { setTimeout as sleep } from 'node:timers/promises';

import { say } from '../../problem';
import type { Assignment, Report } from '../platform';

/** Waits for a start that was promised for later, or until it is called off. */
export async function awaitStart(
  { uuid, starts }: Assignment,
  report: Report,
  stop: AbortSignal
): Promise<void> {
  const wait = starts - Date.now();
  if (wait <= 0) {
    return;
  }
  const time = new Date(starts).toISOString();
  await report(uuid, [
    {
      step: 'wait',
      message: say('INFO', 'waiting', 'Waiting for its start at {time}', { time })
    }
  ]);
  await sleep(wait, undefined, { signal: stop }).catch(() => undefined);
}
