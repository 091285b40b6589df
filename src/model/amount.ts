import { COST_CARBON, COST_ENERGY, COST_MONEY } from './kinds';
import type { MinMaxCost } from './cost';
import type { ExecutionSession } from './session';

/** From the least to the most. */
export interface Amount {
  min: number;
  max: number;
  /** ISO 4217, or what the broker calls it; absent where it did not say. */
  unit?: string | undefined;
}

/** What an offer costs altogether: its own items and those of its parts. `undefined`: not given. */
export function amountOf(
  session: ExecutionSession,
  what: 'money' | 'energy' | 'carbon'
): Amount | undefined {
  const items = [
    session,
    session.executable,
    session.compute,
    ...(session.storage ?? []),
    ...(session.data ?? [])
  ]
    .flatMap(part => part?.costs ?? [])
    .filter(item => measures(item) === what && (item.min ?? item.max) !== undefined);
  const [first] = items;
  if (!first) {
    return undefined;
  }
  return {
    min: items.reduce((sum, { min, max }) => sum + (min ?? max ?? 0), 0),
    max: items.reduce((sum, { min, max }) => sum + (max ?? min ?? 0), 0),
    unit: first.currency ?? first.units
  };
}

/** An item that does not say what it measures is money. */
function measures({ type }: MinMaxCost): 'money' | 'energy' | 'carbon' | undefined {
  switch (type) {
    case undefined:
    case COST_MONEY:
      return 'money';
    case COST_ENERGY:
      return 'energy';
    case COST_CARBON:
      return 'carbon';
    default:
      return undefined;
  }
}
