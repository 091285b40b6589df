import { Type, type Static } from 'typebox';

import { componentProperties } from './component';
import { SessionConnector } from './connector';
import type { AbstractDataResource } from './data';
import { Mode, type AbstractExecutable } from './executable';
import type { MessageItem } from './message';
import { PHASES } from './phase';
import { executionComponents } from './request';
import { Schedule } from './schedule';

/** How far a run has come (our extension). */
export const Progress = Type.Object({
  /** The code cell now running, or last run; counted from 1. 0: none yet. */
  cell: Type.Integer({ minimum: 0 }),
  /** How many code cells there are. */
  cells: Type.Integer({ minimum: 0 }),
  /** Code cells that have ended well. */
  done: Type.Integer({ minimum: 0 }),
  /** Its place among all cells of the notebook, from 0. */
  index: Type.Optional(Type.Integer({ minimum: 0 })),
  /** How long it took; only once it has ended. */
  seconds: Type.Optional(Type.Number({ minimum: 0 }))
});
export type Progress = Static<typeof Progress>;

/** What a session uses and used (our extension). */
export const Usage = Type.Object({
  /** Bytes now, of all its processes. */
  memory: Type.Integer({ minimum: 0 }),
  /** The most bytes so far. */
  peak: Type.Integer({ minimum: 0 }),
  /** Seconds of processor time so far. */
  cpu: Type.Number({ minimum: 0 })
});
export type Usage = Static<typeof Usage>;

/** A file that a session made (our extension). */
export const SessionFile = Type.Object({
  /** Relative to the working directory. */
  path: Type.String(),
  url: Type.String()
});
export type SessionFile = Static<typeof SessionFile>;

/** An offer, and the session that it becomes. */
export const ExecutionSession = Type.Object({
  ...componentProperties,
  phase: Type.Optional(Type.Enum([...PHASES])),
  /** An instant; only while it is OFFERED. */
  expires: Type.Optional(Type.String({ format: 'date-time' })),
  ...executionComponents,
  connectors: Type.Optional(Type.Array(SessionConnector)),
  /** In which it can be accepted; absent: batch only (our extension). */
  modes: Type.Optional(Type.Array(Mode)),
  schedule: Type.Optional(Schedule),
  /** The name of the platform that offers it (our extension). */
  platform: Type.Optional(Type.String()),
  /** What lies below that platform, where it is a broker: from its own platform down (our extension). */
  below: Type.Optional(Type.Array(Type.String())),
  progress: Type.Optional(Progress),
  usage: Type.Optional(Usage),
  /** The executed notebook, as soon as there is one (our extension). */
  result: Type.Optional(SessionFile)
});
export type ExecutionSession = Omit<Static<typeof ExecutionSession>, 'executable' | 'data'> & {
  executable?: AbstractExecutable;
  data?: AbstractDataResource[];
};

/** The sessions that a broker knows, newest first (our extension, `GET /sessions`). */
export const SessionList = Type.Object({
  sessions: Type.Array(ExecutionSession),
  /** About the broker itself: a database that was set aside, say. */
  messages: Type.Optional(componentProperties.meta.properties.messages),
  /** What the next page is asked for with (`cursor`); absent: these are the last. */
  next: Type.Optional(Type.String())
});
export interface SessionList {
  sessions: ExecutionSession[];
  messages?: MessageItem[];
  next?: string;
}
