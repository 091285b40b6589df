import { Type, type Static } from 'typebox';

/** A distribution that a kernel has loaded modules of. */
const LoadedDistribution = Type.Object({
  version: Type.Optional(Type.String()),
  /** From `direct_url.json` (PEP 610), where it came from no index; without user and password. */
  url: Type.Optional(Type.String()),
  editable: Type.Optional(Type.Boolean()),
  /** Such as `git`, with the commit. */
  vcs: Type.Optional(Type.String()),
  commit: Type.Optional(Type.String())
});
export type LoadedDistribution = Static<typeof LoadedDistribution>;

const count = Type.Integer({ minimum: 0 });

/** What a running Python kernel says of itself; what it could not find out is absent. */
export const KernelFacts = Type.Object({
  /** `3.12.3` */
  python: Type.String(),
  /** As `platform.platform()` has it. */
  platform: Type.String(),
  /** By top-level module: the distributions that bring it, as `packages_distributions()` has it. */
  modules: Type.Record(Type.String(), Type.Array(Type.String())),
  /** Top-level modules that are imported. */
  loaded: Type.Array(Type.String()),
  /** Those that bring loaded modules, by the name that they have there. */
  distributions: Type.Record(Type.String(), LoadedDistribution),
  memory: Type.Object({
    /** Bytes of the kernel's process that are in memory, now and at most since it was started. */
    now: Type.Optional(count),
    peak: Type.Optional(count)
  }),
  /** That it may use. */
  cores: Type.Optional(count),
  threads: Type.Optional(count),
  /** Seconds of processor time, and since it was started. */
  cpu: Type.Optional(Type.Number({ minimum: 0 })),
  wall: Type.Optional(Type.Number({ minimum: 0 })),
  /** Its working directory, as seen from where it was started: its notebook's folder; absent: still there. */
  moved: Type.Optional(Type.String()),
  /** That libraries see which are loaded, by library. */
  accelerators: Type.Record(Type.String(), count)
});
export type KernelFacts = Static<typeof KernelFacts>;
