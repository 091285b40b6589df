import type { MessageItem } from '../model/message';
import type { OfferSetResponse } from '../model/offer-set';
import { messageText } from '../model/template';
import { alignedTable } from './aligned-table';
import { durationText, numberText } from '../model/amount-text';
import { countText } from './count-text';
import { momentText, startText } from './moment-text';
import type { Offer } from './offer';

const HEADER = ['PLATFORM', 'STARTS', 'FOR UP TO', 'CORES', 'MEMORY', 'COST', 'EXPIRES', 'REMARKS'];

/** The option by which what a platform would do can be asked for. */
const OPTIONS: Readonly<Record<string, string>> = {
  'compute.cores': '--cores',
  'compute.memory': '--memory',
  'schedule.requested.duration': '--duration'
};

/** The answer of a broker: its offers as a table, who said NO and why, and who was silent. */
export function offerLines(set: OfferSetResponse, offers: readonly Offer[], now: number): string[] {
  const answers = set.answers ?? [];
  const refused = answers.filter(({ state }) => state === 'NO');
  const silent = answers.filter(({ state }) => state === 'SILENT' || state === 'ASKING');
  return [
    ...(offers.length
      ? [
          `${countText(offers.length, 'offer', 'offers')}:`,
          ...alignedTable([HEADER, ...offers.map(offer => offerRow(offer, now))])
        ]
      : ['No offer.']),
    ...refused.flatMap(({ platform, messages }) => [
      `${platform} says NO:`,
      ...reasonLines(messages)
    ]),
    ...silent.flatMap(({ platform, messages }) => [
      `${platform} gave no answer:`,
      ...reasonLines(messages)
    ]),
    // A broker that does not tell its platforms apart gives its reasons for all of them.
    ...(offers.length === 0 && answers.length === 0 ? reasonLines(set.meta?.messages) : [])
  ];
}

/** Why there is no offer, in one line. */
export function refusalText(set: OfferSetResponse): string {
  const reasons = (set.meta?.messages ?? [])
    .filter(({ level }) => level !== 'DEBUG' && level !== 'INFO')
    .map(message => messageText(message) + adviceOf(message));
  return reasons.join('; ') || 'no reason was given';
}

function reasonLines(messages: readonly MessageItem[] = []): string[] {
  return messages.length
    ? messages
        .filter(({ level }) => level !== 'DEBUG')
        .map(message => `  ! ${messageText(message)}${adviceOf(message)}`)
    : ['  ! No reason was given'];
}

/** The smallest change that would do, as an option. */
function adviceOf({ values = {} }: MessageItem): string {
  const option = OPTIONS[values.path ?? ''];
  return option !== undefined && values.would ? `; ask for ${option} ${values.would}` : '';
}

function offerRow(offer: Offer, now: number): (string | string[])[] {
  const { platform, start, upTo, preparing, cores, memory, expires, remarks, broken } = offer;
  const known = <T>(value: T | undefined, words: (value: T) => string): string =>
    value === undefined ? 'not said' : words(value);
  return [
    platform,
    known(start, value => startText(value, now)),
    known(upTo, durationText),
    known(cores, numberText),
    known(memory, value => `${numberText(value)} GiB`),
    costText(offer),
    expires === undefined ? 'never' : momentText(expires, now),
    [
      ...broken.map(text => `! ${text}`),
      ...(preparing === undefined ? [] : [`Preparing takes about ${durationText(preparing)}`]),
      ...remarks
    ]
  ];
}

function costText({ cost }: Offer): string {
  if (!cost) {
    return 'not said';
  }
  const [min, max] = [numberText(cost.min), numberText(cost.max)];
  return cost.max === 0
    ? 'free'
    : `${min === max ? min : `${min} to ${max}`} ${cost.unit ?? ''}`.trim();
}
