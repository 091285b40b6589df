import { isOpen, type OfferFacts } from './offer-facts';
import { bestOf, type OfferOrder } from './offer-order';

/** The offers that can be accepted and keep to what was asked. */
export interface Good {
  offers: readonly OfferFacts[];
  has: (offer: OfferFacts) => boolean;
  /** In what one of them is the best of all. */
  best: (offer: OfferFacts) => OfferOrder[];
}

/** Tells good offers from others; looked for anew only when one of them has expired. */
export class GoodOffers {
  at(offers: readonly OfferFacts[], broken: ReadonlyMap<string, unknown>, now: number): Good {
    if (offers !== this._offers || broken !== this._broken || now >= this._until) {
      const good = offers.filter(offer => isOpen(offer, now) && !broken.has(offer.uuid));
      const all = new Set(good);
      this._offers = offers;
      this._broken = broken;
      this._until = good.reduce(
        (first, { expires = Infinity }) => Math.min(first, expires),
        Infinity
      );
      this._good = { offers: good, has: offer => all.has(offer), best: bestOf(good) };
    }
    return this._good;
  }

  private _offers?: readonly OfferFacts[];
  private _broken?: ReadonlyMap<string, unknown>;
  private _until = 0;
  private _good: Good = { offers: [], has: () => false, best: () => [] };
}
