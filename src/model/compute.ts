import { Type, type Static } from 'typebox';

import { componentProperties } from './component';
import { MinMax } from './quantity';
import { lifecycleProperties } from './schedule';
import { VolumeMount } from './volume';

/** Accelerators (our extension): a count, and what they must be. */
export const Accelerators = Type.Object({
  min: Type.Optional(Type.Integer({ minimum: 0 })),
  max: Type.Optional(Type.Integer({ minimum: 0 })),
  /** Such as `cuda`, `rocm`; absent: any. */
  type: Type.Optional(Type.String()),
  /** Memory of each in GiB. */
  memory: Type.Optional(MinMax)
});
export type Accelerators = Static<typeof Accelerators>;

export const SimpleComputeResource = Type.Object({
  ...componentProperties,
  ...lifecycleProperties,
  cores: Type.Optional(MinMax),
  /** In GiB. */
  memory: Type.Optional(MinMax),
  accelerators: Type.Optional(Accelerators),
  volumes: Type.Optional(Type.Array(VolumeMount))
});
export type SimpleComputeResource = Static<typeof SimpleComputeResource>;
