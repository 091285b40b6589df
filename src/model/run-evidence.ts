import { Type, type Static } from 'typebox';

import { MinMaxCost } from './cost';
import { Mode } from './executable';
import { PHASES } from './phase';
import { Progress } from './session';

/** How long one cell took. */
export const RunCell = Type.Object({
  /** Its place among all cells of the notebook, from 0. */
  index: Type.Integer({ minimum: 0 }),
  seconds: Type.Number({ minimum: 0 })
});
export type RunCell = Static<typeof RunCell>;

/**
 * A session of the past, in short: what the history shows of it, and what it says about the next run
 * (our extension, `GET /sessions?fields=summary` and `fields=evidence`). What is not known is absent,
 * never 0. Instants are ISO 8601.
 */
export const RunEvidence = Type.Object({
  /** The session's uuid. */
  session: Type.String(),
  /** How it ended, where it has ended; a run that did not end well says only what it took at least. */
  phase: Type.Enum([...PHASES]),
  platform: Type.String(),
  mode: Type.Optional(Mode),
  /** What it ran, without its folder. */
  name: Type.Optional(Type.String()),
  /** The contents path of the notebook or program, where the client wrote one into the request. */
  notebook: Type.Optional(Type.String()),
  /** Of the notebook as it was sent, without outputs; lower-case hex. The same: the same cells. */
  sha256: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  /** When the offer was accepted. */
  accepted: Type.String({ format: 'date-time' }),
  /** When the first cell began, or the first kernel. */
  began: Type.Optional(Type.String({ format: 'date-time' })),
  ended: Type.Optional(Type.String({ format: 'date-time' })),
  /** Seconds from the first cell to the end. */
  seconds: Type.Optional(Type.Number({ minimum: 0 })),
  /** The most bytes of memory, of all its processes. */
  peak: Type.Optional(Type.Integer({ minimum: 0 })),
  /** Seconds of processor time. */
  cpu: Type.Optional(Type.Number({ minimum: 0 })),
  /** Cores that it kept busy, on the average: `cpu` by `seconds`. */
  busy: Type.Optional(Type.Number({ minimum: 0 })),
  /** Seconds that its environment took to build; absent where it was there already. */
  built: Type.Optional(Type.Number({ minimum: 0 })),
  /** What it was offered. */
  promised: Type.Object({
    cores: Type.Optional(Type.Number({ minimum: 0 })),
    /** GiB */
    memory: Type.Optional(Type.Number({ minimum: 0 })),
    /** How long it might run. */
    seconds: Type.Optional(Type.Number({ minimum: 0 })),
    costs: Type.Optional(Type.Array(MinMaxCost))
  }),
  progress: Type.Optional(Progress),
  /** Why it ended, as a short name: `memory-limit`, `time-limit`, `cell-error`. */
  reason: Type.Optional(Type.String()),
  /** Why it ended, in words. */
  message: Type.Optional(Type.String()),
  /** Whether there is an executed notebook. */
  result: Type.Optional(Type.Boolean()),
  /** Seconds by cell, in the order in which they ran; only with `fields=evidence`. */
  cells: Type.Optional(Type.Array(RunCell))
});
export type RunEvidence = Static<typeof RunEvidence>;

/** Sessions of the past, the one that was accepted last first. */
export const RunList = Type.Object({
  runs: Type.Array(RunEvidence),
  /** What the next page is asked for with (`cursor`); absent: these are the last. */
  next: Type.Optional(Type.String())
});
export type RunList = Static<typeof RunList>;
