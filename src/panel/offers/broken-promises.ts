import { kindName } from '../../model/kinds';
import type { MessageItem } from '../../model/message';
import type { ExecutionRequest } from '../../model/request';
import { parseDuration, parseInterval } from '../../model/time';
import { durationText } from '../words/duration';
import { shortNumber } from '../words/number';
import type { Said } from '../words/sentence';
import { amountOf } from './costs';
import type { OfferFacts } from './offer-facts';

/** What our broker says of an offer that is not what was asked; `values.path` tells of what in the request. */
const DIFFERENCE = /^urn:execution-broker:(?:less-than-asked|more-than-asked|other-executable)$/;

export function isDifference({ kind = '' }: MessageItem): boolean {
  return DIFFERENCE.test(kind);
}

/**
 * In what an offer does not keep to what was asked, in words; empty where it keeps to all. What the
 * broker says itself is not worked out again.
 */
export function brokenPromises(offer: OfferFacts, request: ExecutionRequest | undefined): Said[] {
  if (!request) {
    return [...offer.differences];
  }
  const broken: Said[] = [...offer.differences];
  const told = offer.differences.map(({ values }) => values?.path ?? '');
  const breaks = (path: string, template: string, values: Record<string, string>) => {
    if (!told.some(other => other.startsWith(path))) {
      broken.push({ template, values });
    }
  };
  const { compute, costs = [], executable, schedule } = request;
  const between = (
    path: string,
    offered: number | undefined,
    { min = 0, max = Infinity }: { min?: number; max?: number } = {},
    unit: 'cores' | 'GiB'
  ) => {
    if (offered !== undefined && offered < min) {
      const values = { offered: String(offered), asked: String(min) };
      breaks(
        path,
        unit === 'GiB'
          ? 'Offers {offered} GiB, you asked for at least {asked} GiB'
          : offered === 1
            ? 'Offers {offered} core, you asked for at least {asked}'
            : 'Offers {offered} cores, you asked for at least {asked}',
        values
      );
    } else if (offered !== undefined && offered > max) {
      const values = { offered: String(offered), asked: String(max) };
      breaks(
        path,
        unit === 'GiB'
          ? 'Offers {offered} GiB, you asked for at most {asked} GiB'
          : 'Offers {offered} cores, you asked for at most {asked}',
        values
      );
    }
  };
  between('compute.cores', offer.cores, compute?.cores, 'cores');
  between('compute.memory', offer.memory, compute?.memory, 'GiB');
  const duration = (parseDuration(schedule?.requested?.duration ?? '') ?? 0) / 1000;
  if (offer.upTo !== undefined && offer.upTo < duration) {
    breaks('schedule.requested.duration', 'Offers {offered}, you asked for {asked}', {
      offered: durationText(offer.upTo),
      asked: durationText(duration)
    });
  }
  const window = parseInterval(schedule?.requested?.start ?? '');
  if (window && offer.start !== undefined && offer.start > window.end + 1000) {
    breaks('schedule.requested.start', 'Starts {late} later than you asked', {
      late: durationText((offer.start - window.end) / 1000)
    });
  }
  const limit = amountOf({ kind: '', costs }, 'money')?.max;
  if (limit !== undefined && offer.money && offer.money.max > limit) {
    breaks('costs', 'May cost {offered}, your limit is {asked}', {
      offered: shortNumber(offer.money.max),
      asked: shortNumber(limit)
    });
  }
  const kind = offer.session.executable?.kind;
  if (kind !== undefined && kind !== executable.kind) {
    breaks('executable', 'Would run another kind of thing: {offered} instead of {asked}', {
      offered: kindName(kind),
      asked: kindName(executable.kind)
    });
  }
  return broken;
}
