import { Type, type Static } from 'typebox';

/** The path parameter of one offer set, or one session. */
export const ByUuid = Type.Object({ uuid: Type.String() });
export interface ByUuid {
  Params: Static<typeof ByUuid>;
}
