import { Type, type Static } from 'typebox';

/** From the least that is needed to the most that can be used; either may be open. */
export const MinMax = Type.Object({
  min: Type.Optional(Type.Integer({ minimum: 0 })),
  max: Type.Optional(Type.Integer({ minimum: 0 }))
});
export type MinMax = Static<typeof MinMax>;
