import { durationText, numberText } from '../../model/amount-text';
import { kindName } from '../../model/kinds';
import type { MessageItem } from '../../model/message';
import type { ExecutionRequest } from '../../model/request';
import { parseDuration, parseInterval } from '../../model/time';
import type { Said } from '../words/sentence';
import { amountOf } from '../../model/amount';
import type { OfferFacts } from './offer-facts';

/** What our broker says of an offer that is not what was asked; `values.path` tells of what in the request. */
const DIFFERENCE = /^urn:execution-broker:(?:less-than-asked|more-than-asked|other-executable)$/;

export function isDifference({ kind = '' }: MessageItem): boolean {
  return DIFFERENCE.test(kind);
}

/**
 * Tells in what an offer does not keep to what was asked, in words; empty where it keeps to all. What
 * the broker says itself is not worked out again.
 */
export function promisesOf(request: ExecutionRequest | undefined): (offer: OfferFacts) => Said[] {
  if (!request) {
    return offer => [...offer.differences];
  }
  const { compute, costs = [], executable, schedule } = request;
  const seconds = (parseDuration(schedule?.requested?.duration ?? '') ?? 0) / 1000;
  const window = parseInterval(schedule?.requested?.start ?? '');
  const limit = amountOf({ kind: '', costs }, 'money')?.max ?? Infinity;
  return offer => {
    const { money, session, start, upTo = Infinity } = offer;
    const kind = session.executable?.kind ?? executable.kind;
    const told = offer.differences.map(({ values }) => values?.path ?? '');
    const own: [path: string, said: Said | undefined][] = [
      ['compute.cores', outside(offer.cores, compute?.cores, CORES)],
      ['compute.memory', outside(offer.memory, compute?.memory, MEMORY)],
      [
        'schedule.requested.duration',
        upTo < seconds
          ? {
              template: 'Offers {offered}, you asked for {asked}',
              values: { offered: durationText(upTo), asked: durationText(seconds) }
            }
          : undefined
      ],
      [
        'schedule.requested.start',
        window && start !== undefined && start > window.end + 1000
          ? {
              template: 'Starts {late} later than you asked',
              values: { late: durationText((start - window.end) / 1000) }
            }
          : undefined
      ],
      [
        'costs',
        money && money.max > limit
          ? {
              template: 'May cost {offered}, your limit is {asked}',
              values: { offered: numberText(money.max), asked: numberText(limit) }
            }
          : undefined
      ],
      [
        'executable',
        kind === executable.kind
          ? undefined
          : {
              template: 'Would run another kind of thing: {offered} instead of {asked}',
              values: { offered: kindName(kind), asked: kindName(executable.kind) }
            }
      ]
    ];
    return [
      ...offer.differences,
      ...own.flatMap(([path, said]) =>
        said && !told.some(other => other.startsWith(path)) ? [said] : []
      )
    ];
  };
}

const CORES = {
  one: 'Offers {offered} core, you asked for at least {asked}',
  less: 'Offers {offered} cores, you asked for at least {asked}',
  more: 'Offers {offered} cores, you asked for at most {asked}'
};
const MEMORY = {
  one: 'Offers {offered} GiB, you asked for at least {asked} GiB',
  less: 'Offers {offered} GiB, you asked for at least {asked} GiB',
  more: 'Offers {offered} GiB, you asked for at most {asked} GiB'
};

function outside(
  offered: number | undefined,
  { min = 0, max = Infinity }: { min?: number; max?: number } = {},
  words: typeof CORES
): Said | undefined {
  if (offered === undefined || (offered >= min && offered <= max)) {
    return undefined;
  }
  const [asked, template] =
    offered > max ? [max, words.more] : [min, offered === 1 ? words.one : words.less];
  return { template, values: { offered: String(offered), asked: String(asked) } };
}
