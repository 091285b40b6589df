import { Type, type Static } from 'typebox';

const bounds = {
  min: Type.Optional(Type.Integer({ minimum: 0 })),
  max: Type.Optional(Type.Integer({ minimum: 0 }))
};

/** From the least that is needed to the most that can be used; either may be open. */
export const MinMax = Type.Object({
  ...bounds,
  /** In an offer, what was asked: the forms of April 2025 and before show it (our extension). */
  requested: Type.Optional(Type.Object(bounds))
});
export type MinMax = Static<typeof MinMax>;
