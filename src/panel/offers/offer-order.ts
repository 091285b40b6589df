import type { OfferFacts } from './offer-facts';

export const OFFER_ORDERS = ['soonest', 'cheapest', 'greenest', 'biggest'] as const;
export type OfferOrder = (typeof OFFER_ORDERS)[number];

/** What an order compares, less is better; infinite where the broker did not say. */
function measure(order: OfferOrder, { start, money, carbon, energy, cores, memory }: OfferFacts) {
  switch (order) {
    case 'soonest':
      // Starts within the same five seconds are the same to a person.
      return start === undefined ? Infinity : Math.round(start / 5000);
    case 'cheapest':
      return money?.max ?? Infinity;
    case 'greenest':
      return carbon?.max ?? (energy ? energy.max * 1e6 : Infinity);
    case 'biggest':
      return cores === undefined ? Infinity : -(cores + (memory ?? 0) / 1e6);
  }
}

/**
 * Offers in an order, ties in the order of `soonest`, then as they came. Those named in `held` keep
 * their places at the top, so that nothing jumps under the pointer; new ones come after them. Those that
 * do not keep to what was asked come last.
 */
export function arrange(
  offers: readonly OfferFacts[],
  order: OfferOrder,
  { held = [], last = [] }: { held?: readonly string[]; last?: readonly string[] } = {}
): OfferFacts[] {
  const places = new Map(held.map((uuid, at) => [uuid, at]));
  const broken = new Set(last);
  const entries = offers.map(offer => ({
    offer,
    place: places.get(offer.uuid) ?? held.length,
    broken: Number(broken.has(offer.uuid)),
    by: measure(order, offer),
    start: measure('soonest', offer)
  }));
  entries.sort(
    (a, b) =>
      compare(a.place, b.place) ||
      compare(a.broken, b.broken) ||
      compare(a.by, b.by) ||
      compare(a.start, b.start)
  );
  return entries.map(({ offer }) => offer);
}

/** No difference: two infinities have none. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Tells in what an offer is the best of all: in nothing where all are alike, or where it is alone. */
export function bestOf(offers: readonly OfferFacts[]): (offer: OfferFacts) => OfferOrder[] {
  const orders = (['soonest', 'cheapest', 'greenest'] as const).flatMap(order => {
    let [best, worst] = [Infinity, -Infinity];
    for (const offer of offers) {
      const value = measure(order, offer);
      best = Math.min(best, value);
      worst = Math.max(worst, value);
    }
    return best < worst ? [{ order, best }] : [];
  });
  return offer =>
    orders.filter(({ order, best }) => measure(order, offer) === best).map(({ order }) => order);
}
