import type { TranslationBundle } from '@jupyterlab/translation';

import { amountOf, type Amount } from '../../model/amount';
import { durationText, numberText } from '../../model/amount-text';
import type { ExecutionSession } from '../../model/session';
import { moneyText } from '../offers/money';
import { offerFacts } from '../offers/offer-facts';
import { hasEnded } from '../sessions/session-story';
import { timeText } from '../words/moment';
import { shortRange } from '../words/number';
import { enteredAt, type SessionRecord } from './session-record';

/** A line of what was offered, beside what happened. */
export interface ContractLine {
  what: string;
  offered: string;
  happened: string;
  /** How far it is off, where that is against the one whom it was promised to. */
  broken?: string | undefined;
}

const NONE = '–';
const GIB = 2 ** 30;
/** Milliseconds by which a start may be late before it is called so. */
const PUNCTUAL = 30_000;

/** When the session could be used, and until when it was or is. */
export function usedTimes(
  session: ExecutionSession,
  record: SessionRecord,
  now: number
): { from?: number | undefined; to: number } {
  const end = enteredAt(record, 'RELEASING', 'COMPLETED', 'FAILED', 'CANCELLED');
  return {
    from: enteredAt(record, 'AVAILABLE', 'RUNNING'),
    to: end ?? (hasEnded(session) ? (record.steps.at(-1)?.time ?? now) : now)
  };
}

/** What was promised for when it can be used; milliseconds since 1970. */
export function promisedStart(session: ExecutionSession): number | undefined {
  const { start, preparing } = offerFacts(session);
  return start === undefined ? undefined : start + (preparing ?? 0) * 1000;
}

/** Until when it may run: its time is counted from when it can be used. */
export function promisedEnd(session: ExecutionSession, record: SessionRecord): number | undefined {
  const { upTo } = offerFacts(session);
  const from = enteredAt(record, 'AVAILABLE', 'RUNNING') ?? promisedStart(session);
  return upTo === undefined || from === undefined ? undefined : from + upTo * 1000;
}

export function contractLines(
  session: ExecutionSession,
  record: SessionRecord,
  now: number,
  trans: TranslationBundle
): ContractLine[] {
  const facts = offerFacts(session);
  const { from, to } = usedTimes(session, record, now);
  const promised = promisedStart(session);
  const late = from !== undefined && promised !== undefined ? from - promised : 0;
  const seconds = from === undefined ? undefined : Math.max(0, (to - from) / 1000);
  const { usage } = session;
  const cores = usage && seconds ? usage.cpu / seconds : undefined;
  return [
    {
      what: trans.__('Ready'),
      offered: promised === undefined ? NONE : timeText(promised, now),
      happened: from === undefined ? NONE : timeText(from, now),
      broken: late > PUNCTUAL ? trans.__('%1 late', durationText(late / 1000)) : undefined
    },
    {
      what: trans.__('Time'),
      offered: facts.upTo === undefined ? NONE : trans.__('up to %1', durationText(facts.upTo)),
      happened: seconds === undefined ? NONE : durationText(seconds)
    },
    {
      what: trans.__('Memory'),
      offered: facts.memory === undefined ? NONE : `${numberText(facts.memory)} GiB`,
      happened: usage ? trans.__('%1 at its peak', gibText(usage.peak)) : NONE
    },
    {
      what: trans.__('Cores'),
      offered: facts.cores === undefined ? NONE : numberText(facts.cores),
      happened: cores === undefined ? NONE : trans.__('%1 on average', coresText(cores))
    },
    ...costLines(session, seconds, facts.upTo, trans)
  ];
}

/** What it cost so far, where it counts by the time: so much of what the promised time costs at most. */
function costLines(
  session: ExecutionSession,
  seconds: number | undefined,
  upTo: number | undefined,
  trans: TranslationBundle
): ContractLine[] {
  const kinds = [
    ['money', trans.__('Cost'), (amount: Amount) => moneyText(amount, trans)],
    ['energy', trans.__('Energy'), (amount: Amount) => unitText(amount, 'Wh')],
    ['carbon', trans.__('Carbon'), (amount: Amount) => unitText(amount, 'g')]
  ] as const;
  return kinds.flatMap(([kind, what, text]) => {
    const amount = amountOf(session, kind);
    if (!amount) {
      return [];
    }
    const share = seconds === undefined || !upTo ? undefined : Math.min(1, seconds / upTo);
    const soFar =
      share === undefined
        ? NONE
        : amount.max === 0
          ? text(amount)
          : trans.__(
              'about %1, by the time',
              text({ ...amount, min: amount.max * share, max: amount.max * share })
            );
    return [{ what, offered: text(amount), happened: soFar }];
  });
}

function unitText(amount: Amount, unit: string): string {
  return shortRange(amount, range => `${range} ${amount.unit ?? unit}`) ?? NONE;
}

/** A number of cores in use. */
export function coresText(cores: number): string {
  return cores > 0 && cores < 0.1 ? cores.toFixed(2) : numberText(cores);
}

/** Bytes in the unit in which memory is promised. */
export function gibText(bytes: number): string {
  return bytes < 0.95 * GIB
    ? `${numberText(bytes / 2 ** 20)} MiB`
    : `${numberText(bytes / GIB)} GiB`;
}
