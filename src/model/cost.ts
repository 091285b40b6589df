import { Type, type Static } from 'typebox';

/**
 * A cost from `min` to `max`. `type` says of what: money, energy, carbon.
 *
 * `currency` (ISO 4217) and `units` are our extension; energy is in Wh and carbon in g where `units`
 * is absent. A cost that is not given is unknown, never 0.
 */
export const MinMaxCost = Type.Object({
  kind: Type.String(),
  type: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  min: Type.Optional(Type.Number()),
  max: Type.Optional(Type.Number()),
  currency: Type.Optional(Type.String()),
  units: Type.Optional(Type.String())
});
export type MinMaxCost = Static<typeof MinMaxCost>;
