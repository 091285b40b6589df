import type { Mode } from '../model/executable';
import type { Offer } from './offer';

/** Starts within the same five seconds are the same to a person. */
const SAME_START = 5000;

/** The offers that can be accepted in a mode and keep to what was asked: soonest first, then cheapest, then as they came. */
export function bestFirst(offers: readonly Offer[], mode: Mode = 'batch'): Offer[] {
  return offers
    .filter(({ broken, modes }) => broken.length === 0 && modes.includes(mode))
    .toSorted((a, b) => compare(startOf(a), startOf(b)) || compare(costOf(a), costOf(b)));
}

/** What is not said is taken for the worst. */
function startOf({ start = Infinity }: Offer): number {
  return Math.round(start / SAME_START);
}

function costOf({ cost }: Offer): number {
  return cost?.max ?? Infinity;
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
