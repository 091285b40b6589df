import type { ColumnType, Generated } from 'kysely';

import type { WireForm } from '../../dialects/dialect';
import type { SessionEvent } from '../../model/event';
import type { Mode } from '../../model/executable';
import type { Phase } from '../../model/phase';

/** Times are milliseconds since 1970; documents are JSON. Written once, or changed. */
export interface OfferSetTable {
  uuid: string;
  created: number;
  /** The client's name for its question; a new set of the same name takes the place of the old. */
  question: string | null;
  request: string;
  /** `null` until it is known. */
  result: 'YES' | 'NO' | null;
  /** PlatformAnswer[] */
  answers: string;
  /** The wire form of the question, and so of what is answered to it. */
  form: Generated<WireForm>;
}

export interface SessionTable {
  uuid: string;
  offer_set: string;
  platform: string;
  phase: Phase;
  created: number;
  modified: number;
  expires: number;
  /** When the session may start. */
  starts: number;
  /** Seconds that it may run. */
  seconds: number;
  /** What it holds of its platform's capacity. */
  cores: number;
  /** GiB */
  memory: number;
  /** The parts of the ExecutionSession that do not change. */
  document: string;
  progress: string | null;
  usage: string | null;
  /** The executed notebook: its path in the working directory. */
  result: string | null;
  /** How far the platform's own log has been read. */
  cursor: Generated<number>;
  accepted: ColumnType<number | null, number | null | undefined, number | null>;
  /** The platform's own name for it, where its offers are made elsewhere. */
  key: ColumnType<string | null, string | null | undefined, never>;
  /** Since when it is being accepted elsewhere, and no answer is known. */
  accepting: ColumnType<number | null, number | null | undefined, number | null>;
  /** Chosen when it is accepted. */
  mode: ColumnType<Mode | null, Mode | null | undefined, Mode | null>;
}

export interface EventTable {
  session: string;
  seq: number;
  type: SessionEvent['type'];
  /** SessionEvent */
  body: string;
}

/** What the history shows of an accepted session, beside what the session itself has. */
export interface RunTable {
  session: string;
  /** What it runs, as the request names it. */
  name: string | null;
  /** The contents path of the notebook, where the request tells it. */
  notebook: string | null;
  /** Of the notebook as it was sent. */
  sha256: string | null;
  began: ColumnType<number | null, never, number>;
  ended: ColumnType<number | null, never, number>;
  /** Seconds that its environment took to build. */
  built: ColumnType<number | null, never, number>;
  /** MessageItem: why it ended. */
  ending: ColumnType<string | null, never, string | null>;
}

/** A session that was deleted, whose files its platform still has to remove. */
export interface DiscardTable {
  session: string;
  platform: string;
  begun: number;
}

export interface BrokerTable {
  position: number;
  name: string;
  /** BrokerEntry */
  entry: string;
}

export interface Tables {
  brokers: BrokerTable;
  discards: DiscardTable;
  offer_sets: OfferSetTable;
  sessions: SessionTable;
  events: EventTable;
  runs: RunTable;
}
