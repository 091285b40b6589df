import { Type, type Static } from 'typebox';

import { MinMaxCost } from './cost';
import { PHASES } from './phase';
import { Progress, Usage } from './session';
import { Schedule } from './schedule';

/** What was really installed: the lines of `pip freeze`, and the SHA-256 of their text. */
export const InstalledEnvironment = Type.Object({
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  packages: Type.Array(Type.String())
});
export type InstalledEnvironment = Static<typeof InstalledEnvironment>;

/**
 * Where a result comes from (our extension, `GET /sessions/{uuid}/provenance`). The panel writes it
 * into the metadata of an executed notebook that it brings home, under `execution_broker`.
 */
export const Provenance = Type.Object({
  session: Type.String(),
  /** The name that the broker has among brokers, and the version of its program. */
  broker: Type.String(),
  version: Type.String(),
  platform: Type.Optional(Type.String()),
  /** What lies below the platform, where it is a broker. */
  below: Type.Optional(Type.Array(Type.String())),
  notebook: Type.Optional(Type.String()),
  /** What the offer said. */
  promised: Type.Object({
    schedule: Type.Optional(Schedule),
    costs: Type.Optional(Type.Array(MinMaxCost)),
    cores: Type.Optional(Type.Number()),
    /** GiB */
    memory: Type.Optional(Type.Number())
  }),
  /** When each phase began, in their order. */
  phases: Type.Array(
    Type.Object({
      phase: Type.Enum([...PHASES]),
      time: Type.String({ format: 'date-time' })
    })
  ),
  /** The phase that it is in, its end where it has ended; a result before COMPLETED is partial. */
  outcome: Type.Enum([...PHASES]),
  /** Why it ended so. */
  message: Type.Optional(Type.String()),
  cells: Type.Optional(Progress),
  usage: Type.Optional(Usage),
  environment: Type.Optional(InstalledEnvironment)
});
export type Provenance = Static<typeof Provenance>;
