import type { MessageItem } from '../../model/message';
import type { ExecutionSession } from '../../model/session';
import { parseDuration, parseInstant, parseInterval } from '../../model/time';
import { isDifference } from './broken-promises';
import { amountOf, type Amount } from '../../model/amount';

/** An offer, read: what its card shows and by what offers are compared. */
export interface OfferFacts {
  uuid: string;
  platform: string;
  phase: NonNullable<ExecutionSession['phase']>;
  /** Milliseconds since 1970. */
  created?: number | undefined;
  expires?: number | undefined;
  start?: number | undefined;
  /** Seconds. */
  preparing?: number | undefined;
  upTo?: number | undefined;
  cores?: number | undefined;
  /** GiB. */
  memory?: number | undefined;
  /** Such as `2 cuda`. */
  accelerators?: string | undefined;
  money?: Amount | undefined;
  energy?: Amount | undefined;
  carbon?: Amount | undefined;
  /** In what it differs from what was asked, as its broker says. */
  differences: readonly MessageItem[];
  messages: readonly MessageItem[];
  session: ExecutionSession;
}

export function offerFacts(session: ExecutionSession): OfferFacts {
  const { available, preparing } = session.schedule ?? {};
  const { cores, memory, accelerators } = session.compute ?? {};
  const messages = session.meta?.messages ?? [];
  const gpus = accelerators?.max ?? accelerators?.min;
  return {
    uuid: session.meta?.uuid ?? '',
    platform: session.platform ?? session.meta?.name ?? '–',
    phase: session.phase ?? 'OFFERED',
    created: instant(session.meta?.created),
    expires: instant(session.expires),
    start: startOf(available?.start) ?? instant(preparing?.start),
    preparing: seconds(preparing?.duration),
    upTo: seconds(available?.duration),
    cores: cores?.max ?? cores?.min,
    memory: memory?.max ?? memory?.min,
    accelerators: gpus ? `${gpus} ${accelerators?.type ?? 'GPU'}` : undefined,
    money: amountOf(session, 'money'),
    energy: amountOf(session, 'energy'),
    carbon: amountOf(session, 'carbon'),
    differences: messages.filter(isDifference),
    messages: messages.filter(message => isRemark(message) && !isDifference(message)),
    session
  };
}

/** What happened to an offer is told by its card; what is left are remarks about it. */
function isRemark({ kind = '', level }: MessageItem): boolean {
  return level !== 'DEBUG' && !/:(?:offered|phase-[a-z]+|sibling-accepted)$/.test(kind);
}

/** Whether it can be accepted at that time. */
export function isOpen({ phase, expires }: OfferFacts, now: number): boolean {
  return phase === 'OFFERED' && (expires === undefined || expires > now);
}

function instant(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseInstant(text);
}

function seconds(text: string | undefined): number | undefined {
  const milliseconds = text === undefined ? undefined : parseDuration(text);
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}

function startOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : (parseInterval(text)?.start ?? parseInstant(text));
}
