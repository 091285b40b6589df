import { Type, type Static } from 'typebox';

import { Mode } from './executable';
import {
  ENUM_VALUE_UPDATE,
  INTEGER_DELTA_UPDATE,
  INTEGER_VALUE_UPDATE,
  STRING_VALUE_UPDATE
} from './update-kind';

export * from './update-kind';

const path = Type.String({ minLength: 1 });
const units = Type.Optional(Type.String());

/** A change of one value of a session, by its path. */
export const Update = Type.Union([
  Type.Object({ kind: Type.Literal(STRING_VALUE_UPDATE), path, value: Type.String() }),
  Type.Object({
    kind: Type.Literal(ENUM_VALUE_UPDATE),
    path,
    value: Type.String(),
    /** The mode that an offer is accepted in (our extension). */
    mode: Type.Optional(Mode)
  }),
  Type.Object({ kind: Type.Literal(INTEGER_VALUE_UPDATE), path, value: Type.Integer(), units }),
  Type.Object({ kind: Type.Literal(INTEGER_DELTA_UPDATE), path, delta: Type.Integer(), units })
]);
export type Update = Static<typeof Update>;

/** Any update, before its kind is looked at. */
export const AbstractUpdate = Type.Object({ kind: Type.String(), path });
export type AbstractUpdate = Static<typeof AbstractUpdate>;
