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
  const place = (uuid: string) => {
    const at = held.indexOf(uuid);
    return at < 0 ? held.length : at;
  };
  return [...offers].sort(
    (a, b) =>
      place(a.uuid) - place(b.uuid) ||
      Number(last.includes(a.uuid)) - Number(last.includes(b.uuid)) ||
      compare(measure(order, a), measure(order, b)) ||
      compare(measure('soonest', a), measure('soonest', b))
  );
}

/** In what an offer is best: nothing where all are alike, or where there is no other. */
export function bestAt(offer: OfferFacts, offers: readonly OfferFacts[]): OfferOrder[] {
  if (offers.length < 2) {
    return [];
  }
  return (['soonest', 'cheapest', 'greenest'] as const).filter(order => {
    const all = offers.map(other => measure(order, other));
    const best = Math.min(...all);
    return best !== Math.max(...all) && measure(order, offer) === best;
  });
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
