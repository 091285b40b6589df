import { Type, type Static } from 'typebox';

/** A measure from `min` to `max`; `type` says of what. */
export const MinMaxMetric = Type.Object({
  kind: Type.String(),
  type: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  min: Type.Optional(Type.Number()),
  max: Type.Optional(Type.Number())
});
export type MinMaxMetric = Static<typeof MinMaxMetric>;
