import type { TranslationBundle } from '@jupyterlab/translation';

import { durationText, numberText } from '../../model/amount-text';
import type { ExecutionSession } from '../../model/session';
import { parseDuration } from '../../model/time';
import type { AskedNeeds } from '../../tokens';
import { hasEnded, lastWord } from '../sessions/session-story';

/** What to ask for after a session that was ended by one of its limits. */
export interface MoreNeeds {
  needs: AskedNeeds;
  /** What there is more of, in words: `16 GiB of memory`. */
  text: string;
  /** The same where there is little room: `16 GiB`. */
  amount: string;
}

/** So many times what was promised. */
const FACTOR = 2;

/**
 * Twice what was too little, and the rest as it was; `undefined` for a session that has not ended, or
 * that something else has ended.
 */
export function moreNeeds(
  session: ExecutionSession,
  trans: TranslationBundle
): MoreNeeds | undefined {
  const { compute, schedule } = session;
  const cores = compute?.cores?.max ?? compute?.cores?.min;
  const memory = compute?.memory?.max ?? compute?.memory?.min;
  const seconds = (parseDuration(schedule?.available?.duration ?? '') ?? 0) / 1000;
  const kept = {
    ...(cores === undefined ? {} : { cores }),
    ...(memory === undefined ? {} : { memory })
  };
  const limit = hasEnded(session)
    ? /:(memory|time)-limit$/.exec(lastWord(session)?.kind ?? '')
    : null;
  if (limit?.[1] === 'memory' && memory !== undefined) {
    const more = Math.ceil(memory * FACTOR);
    return {
      needs: { ...kept, memory: more },
      text: trans.__('%1 GiB of memory', numberText(more)),
      amount: trans.__('%1 GiB', numberText(more))
    };
  }
  if (limit?.[1] === 'time' && seconds > 0) {
    const more = Math.ceil(seconds * FACTOR);
    const amount = durationText(more);
    return {
      needs: { ...kept, duration: more },
      text: trans.__('%1 of time', amount),
      amount
    };
  }
  return undefined;
}
