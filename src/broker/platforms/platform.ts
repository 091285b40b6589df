import type { MinMaxCost } from '../../model/cost';
import type { MessageItem } from '../../model/message';
import type { PhaseEvent } from '../../model/phase';
import type { ExecutionRequest } from '../../model/request';
import type { Progress, Usage } from '../../model/session';

/** What a platform has of each thing that it promises. */
export interface Capacity {
  cores: number;
  /** GiB */
  memory: number;
}

/** One way in which a platform would run what was asked. */
export interface Proposal extends Capacity {
  /** When it may start; milliseconds since 1970. */
  starts: number;
  /** How long it may run. */
  seconds: number;
  /** Seconds to prepare it, where there is a measurement to go by. */
  preparing?: number;
  costs: MinMaxCost[];
  /** Remarks: how limits are kept, what differs from what was asked. */
  messages: MessageItem[];
}

/**
 * What a platform says to a request: reasons for a NO, or how it would run it.
 *
 * `limits` is all that may be promised at the same time; the broker takes off what it has promised
 * already, and calls `propose` with the rest. `propose` does no I/O: it runs inside the transaction
 * that reserves, so that nothing is promised twice.
 */
export type Answer =
  | { reasons: MessageItem[] }
  | { limits: Capacity; propose: (free: Capacity) => Proposal[] | { reasons: MessageItem[] } };

/** A session as its platform is told to run it. */
export interface Assignment extends Capacity {
  uuid: string;
  seconds: number;
  starts: number;
  request: ExecutionRequest;
  /** How far its log has been read. */
  cursor: number;
}

/** A session that a platform still has, as it was told to run it. */
export interface Remnant {
  assignment: Omit<Assignment, 'cursor'>;
  /** When it was accepted; milliseconds since 1970. */
  accepted: number;
}

/** Something that a platform saw happen to a session. */
export interface Happening {
  /** The step that the session takes; absent where it stays in its phase. */
  step?: PhaseEvent;
  message?: MessageItem;
  progress?: Progress;
  usage?: Usage;
  /** The executed notebook: its path in the working directory. */
  result?: string;
  /** Seconds that its environment took to build. */
  built?: number;
}

/** Where a platform reports. A report is kept whole or not at all, with the place in the log. */
export type Report = (uuid: string, happenings: Happening[], cursor?: number) => Promise<void>;

/** Anything that makes offers and runs what was accepted. */
export interface Platform {
  readonly name: string;
  /** @throws Error where it cannot answer: the broker then says that it was silent, and why. */
  ask(request: ExecutionRequest, signal: AbortSignal): Promise<Answer>;
  /** Starts a session, or finds it again; returns once that is done. Reports to its end. */
  run(assignment: Assignment): Promise<void>;
  /** Ends a session and everything that belongs to it; returns once it has. */
  cancel(uuid: string): Promise<void>;
  /** A file that a session made; `undefined` where there is none of that name. */
  file(uuid: string, path: string): Promise<string | undefined>;
  /** The sessions that it still has, for a broker that has lost its own memory of them. */
  remnants(): Promise<Remnant[]>;
  /** Stops following; what runs goes on. */
  close(): Promise<void>;
}
