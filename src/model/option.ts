import { Type, type Static } from 'typebox';

/** What a client may update, as the service tells it. */
export const Option = Type.Object({
  kind: Type.String(),
  path: Type.String(),
  pattern: Type.Optional(Type.String()),
  values: Type.Optional(Type.Array(Type.String())),
  min: Type.Optional(Type.Integer()),
  max: Type.Optional(Type.Integer()),
  units: Type.Optional(Type.String())
});
export type Option = Static<typeof Option>;

export const ENUM_VALUE_OPTION = 'uri:enum-value-option';
export const INTEGER_DELTA_OPTION = 'uri:integer-delta-option';
