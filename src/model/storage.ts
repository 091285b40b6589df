import { Type, type Static } from 'typebox';

import { componentProperties } from './component';
import { MinMax } from './quantity';
import { lifecycleProperties } from './schedule';

export const SimpleStorageResource = Type.Object({
  ...componentProperties,
  ...lifecycleProperties,
  /** In GiB. */
  size: Type.Optional(MinMax),
  data: Type.Optional(Type.Array(Type.String()))
});
export type SimpleStorageResource = Static<typeof SimpleStorageResource>;
