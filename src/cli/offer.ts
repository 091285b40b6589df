import { amountOf, type Amount } from '../model/amount';
import type { MessageItem } from '../model/message';
import type { Mode } from '../model/executable';
import type { ExecutionRequest } from '../model/request';
import type { ExecutionSession } from '../model/session';
import { messageText } from '../model/template';
import { parseDuration, parseInstant, parseInterval } from '../model/time';
import { durationText, numberText } from '../model/amount-text';

/** An offer, read for a table and for a choice. */
export interface Offer {
  uuid: string;
  platform: string;
  /** Milliseconds since 1970. */
  start?: number | undefined;
  expires?: number | undefined;
  /** Seconds. */
  upTo?: number | undefined;
  preparing?: number | undefined;
  cores?: number | undefined;
  /** GiB. */
  memory?: number | undefined;
  /** Of the whole run; absent: not said. */
  cost?: Amount | undefined;
  remarks: string[];
  /** In which it can be accepted. */
  modes: readonly Mode[];
  /** In what it does not keep to what was asked. */
  broken: string[];
}

/** Reads the offers of a set that can still be accepted. */
export function readOffers(
  offers: readonly ExecutionSession[],
  request: ExecutionRequest
): Offer[] {
  return offers
    .filter(({ phase, meta }) => (phase ?? 'OFFERED') === 'OFFERED' && meta?.uuid)
    .map(session => {
      const offer = readOffer(session);
      return { ...offer, broken: brokenPromises(offer, request) };
    });
}

function readOffer(session: ExecutionSession): Omit<Offer, 'broken'> {
  const { meta, schedule, compute } = session;
  const available = schedule?.available;
  return {
    uuid: meta?.uuid ?? '',
    platform: session.platform ?? meta?.name ?? 'a platform without a name',
    start:
      parseInterval(available?.start ?? '')?.start ??
      parseInstant(available?.start ?? schedule?.preparing?.start ?? ''),
    expires: parseInstant(session.expires ?? ''),
    upTo: secondsOf(available?.duration),
    preparing: secondsOf(schedule?.preparing?.duration),
    cores: compute?.cores?.max ?? compute?.cores?.min,
    memory: compute?.memory?.max ?? compute?.memory?.min,
    cost: amountOf(session, 'money'),
    modes: session.modes ?? ['batch'],
    remarks: (meta?.messages ?? []).filter(isRemark).map(messageText)
  };
}

/** What happened to an offer is no remark about it. */
function isRemark({ kind = '', level }: MessageItem): boolean {
  return level !== 'DEBUG' && !/:(?:offered|phase-[a-z]+|sibling-accepted)$/.test(kind);
}

function brokenPromises(offer: Omit<Offer, 'broken'>, request: ExecutionRequest): string[] {
  const { cores, memory } = request.compute ?? {};
  const duration = secondsOf(request.schedule?.requested?.duration);
  const below = (
    offered: number | undefined,
    least: number | undefined,
    words: (value: number) => string
  ): string[] =>
    offered !== undefined && least !== undefined && offered < least
      ? [`offers ${words(offered)}, you asked for ${words(least)}`]
      : [];
  return [
    ...below(offer.cores, cores?.min, value => `${numberText(value)} cores`),
    ...below(offer.memory, memory?.min, value => `${numberText(value)} GiB`),
    ...below(offer.upTo, duration, durationText)
  ];
}

function secondsOf(duration: string | undefined): number | undefined {
  const milliseconds = parseDuration(duration ?? '');
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}
