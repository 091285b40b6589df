import { COST_MONEY } from '../../model/kinds';
import type { ExecutionSession } from '../../model/session';
import { parseInterval } from '../../model/time';

/** Those that are on offer: the soonest first, of several that start together the cheapest. */
export function bestFirst(offers: readonly ExecutionSession[]): ExecutionSession[] {
  return offers
    .filter(({ phase }) => phase === 'OFFERED')
    .map(offer => ({ offer, start: startOf(offer), price: priceOf(offer) }))
    .sort((a, b) => compare(a.start, b.start) || compare(a.price, b.price))
    .map(({ offer }) => offer);
}

/** Milliseconds since 1970; what is not known comes last. */
function startOf({ schedule }: ExecutionSession): number {
  return parseInterval(schedule?.available?.start ?? '')?.start ?? Infinity;
}

/** What it may cost in money. Unknown is not free. */
function priceOf({ costs = [] }: ExecutionSession): number {
  const prices = costs.filter(({ type }) => type === COST_MONEY).map(({ min, max }) => max ?? min);
  return prices.length
    ? prices.reduce<number>((sum, price) => sum + (price ?? Infinity), 0)
    : Infinity;
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
