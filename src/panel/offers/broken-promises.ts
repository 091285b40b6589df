import type { ExecutionRequest } from '../../model/request';
import { parseDuration, parseInterval } from '../../model/time';
import { durationText } from '../words/duration';
import type { Said } from '../words/sentence';
import { shortNumber } from '../words/number';
import { amountOf } from './costs';
import type { OfferFacts } from './offer-facts';

/** In what an offer does not keep to what was asked, in words; empty where it keeps to all. */
export function brokenPromises(offer: OfferFacts, request: ExecutionRequest | undefined): Said[] {
  const asked = request?.compute;
  const broken: Said[] = [];
  const below = (template: string, offered: number | undefined, least: number | undefined) => {
    if (offered !== undefined && least !== undefined && offered < least) {
      broken.push({ template, values: { offered: String(offered), asked: String(least) } });
    }
  };
  below('Offers {offered} cores, you asked for at least {asked}', offer.cores, asked?.cores?.min);
  below(
    'Offers {offered} GiB, you asked for at least {asked} GiB',
    offer.memory,
    asked?.memory?.min
  );
  const duration = (parseDuration(request?.schedule?.requested?.duration ?? '') ?? 0) / 1000;
  if (offer.upTo !== undefined && offer.upTo < duration) {
    broken.push({
      template: 'Offers {offered}, you asked for {asked}',
      values: { offered: durationText(offer.upTo), asked: durationText(duration) }
    });
  }
  const window = parseInterval(request?.schedule?.requested?.start ?? '');
  if (window && offer.start !== undefined && offer.start > window.end + 1000) {
    broken.push({
      template: 'Starts {late} later than you asked',
      values: { late: durationText((offer.start - window.end) / 1000) }
    });
  }
  const limit = request
    ? amountOf({ kind: '', costs: request.costs ?? [] }, 'money')?.max
    : undefined;
  if (limit !== undefined && offer.money && offer.money.max > limit) {
    broken.push({
      template: 'May cost {offered}, your limit is {asked}',
      values: { offered: shortNumber(offer.money.max), asked: shortNumber(limit) }
    });
  }
  return broken;
}
