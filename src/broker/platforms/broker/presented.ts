import { isJupyter, type SessionConnector } from '../../../model/connector';
import type { ExecutionRequest } from '../../../model/request';
import type { MessageItem } from '../../../model/message';
import type { Schedule } from '../../../model/schedule';
import type { ExecutionSession } from '../../../model/session';
import { formatInstant, formatInterval, parseInstant, parseInterval } from '../../../model/time';
import { leadsHere } from '../../address';
import { mayBeTold } from './foreign-words';
import { differences } from './offer-check';
import { incoming } from './outgoing';

/** What our own log and our own check say of a session elsewhere: it need not be said twice. */
const SAID_HERE =
  /^urn:execution-broker:(?:phase-|offered$|less-than-asked$|more-than-asked$|other-executable$)/;

export interface Presentation {
  asked: ExecutionRequest;
  /** Where its broker is. */
  url: string;
  /** Milliseconds that its broker's clock is ahead of ours. */
  ahead: number;
  /** Whether what lies below that broker is not named. */
  hideBelow: boolean;
  /** What is to be known of it besides. */
  warnings?: readonly MessageItem[];
}

/**
 * Another broker's session as ours: times by our clock, our names for our files, and how it differs
 * from what was asked. What this broker keeps of every session itself is left out.
 */
export function presented(
  session: ExecutionSession,
  { asked, url, ahead, hideBelow, warnings = [] }: Presentation
): ExecutionSession {
  const named = incoming(asked, session);
  const {
    phase: _phase,
    expires: _expires,
    platform,
    below,
    progress: _progress,
    usage: _usage,
    result: _result,
    schedule,
    connectors,
    meta,
    ...rest
  } = named;
  const corrected = schedule && shifted(schedule, -ahead);
  const ways = connectors?.filter(connector => isJupyter(connector) || canBeTaken(connector, url));
  const whole = {
    ...rest,
    ...(corrected ? { schedule: corrected } : {}),
    ...(ways?.length ? { connectors: ways } : {})
  };
  const { uuid: _uuid, url: _url, options: _options, messages = [], ...known } = meta ?? {};
  const chain = [...(platform === undefined ? [] : [platform]), ...(below ?? [])];
  return {
    ...whole,
    meta: {
      ...known,
      messages: [
        ...messages.filter(
          message => !SAID_HERE.test(message.kind ?? '') && mayBeTold(message, hideBelow)
        ),
        ...warnings,
        ...differences(asked, whole)
      ]
    },
    ...(hideBelow || chain.length === 0 ? {} : { below: chain })
  };
}

/** Not what another computer calls itself: here that would be this one. A Jupyter server is reached through its broker. */
function canBeTaken({ location = '' }: SessionConnector, broker: string): boolean {
  return !leadsHere(location) || leadsHere(broker);
}

/** A schedule as many milliseconds later. */
function shifted(schedule: Schedule, by: number): Schedule {
  if (by === 0) {
    return schedule;
  }
  const instant = (text: string): string => {
    const value = parseInstant(text);
    return value === undefined ? text : formatInstant(value + by);
  };
  const interval = (text: string): string => {
    const value = parseInterval(text);
    return value ? formatInterval({ start: value.start + by, end: value.end + by }) : text;
  };
  const part = <T extends { start?: string }>(old: T, map: (text: string) => string): T =>
    old.start === undefined ? old : { ...old, start: map(old.start) };
  const { preparing, available, releasing } = schedule;
  return {
    ...schedule,
    ...(preparing ? { preparing: part(preparing, instant) } : {}),
    ...(available ? { available: part(available, interval) } : {}),
    ...(releasing ? { releasing: part(releasing, instant) } : {})
  };
}
