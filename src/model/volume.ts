import { Type, type Static } from 'typebox';

import { componentProperties } from './component';

/** Where a data or storage resource (by name) appears to the executable. */
export const VolumeMount = Type.Object({
  ...componentProperties,
  /** Relative paths are seen from the working directory. */
  path: Type.Optional(Type.String()),
  mode: Type.Optional(Type.Enum(['READONLY', 'READWRITE'])),
  resource: Type.Optional(Type.String())
});
export type VolumeMount = Static<typeof VolumeMount>;
