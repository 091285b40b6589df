import type { Readable } from 'node:stream';

import type { SessionConnector } from '../../model/connector';
import type { MinMaxCost } from '../../model/cost';
import type { Mode } from '../../model/executable';
import type { MessageItem } from '../../model/message';
import type { Phase, PhaseEvent } from '../../model/phase';
import type { InstalledEnvironment } from '../../model/provenance';
import type { ExecutionRequest } from '../../model/request';
import type { ExecutionSession, Progress, Usage } from '../../model/session';
import type { SessionFileList } from '../../model/session-files';
import type { LogName } from '../../model/session-log';
import { messageText } from '../../model/template';
import type { ByteRange } from '../byte-range';
import type { Routing } from '../offers/routing';

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
  /** In which it can be accepted; absent: batch only. */
  modes?: readonly Mode[];
  /** Up to how many seconds in all it can be given while it runs; absent: it cannot be given more. */
  longest?: number;
}

/** An offer that another broker made. What it holds is held there, so that nothing is reserved here. */
export interface ForeignOffer {
  /** The platform's own name for it, the same each time that it is told of; it is given back with the session. */
  key: string;
  /** The offer in our model, with whatever its broker said beyond it. */
  document: ExecutionSession;
  /** Milliseconds since 1970, by this machine's clock; absent where its broker does not say. */
  expires?: number;
}

/**
 * What a platform says of its own capacity: reasons for a NO, or how it would run what is asked.
 *
 * `limits` is all that may be promised at the same time; the broker takes off what it has promised
 * already, and calls `propose` with the rest. `propose` does no I/O: it runs inside the transaction
 * that reserves, so that nothing is promised twice.
 */
export type OwnAnswer =
  | { reasons: MessageItem[] }
  | { limits: Capacity; propose: (free: Capacity) => Proposal[] | { reasons: MessageItem[] } };

/** What a platform says to a request; of other brokers: what they offer, and remarks on the whole. */
export type Answer = OwnAnswer | { offers: ForeignOffer[]; notes?: MessageItem[] };

/** How a platform is asked. */
export interface Asking {
  /** Aborted when the answer is no longer wanted, or nothing has come for too long. */
  signal: AbortSignal;
  /** The brokers that the question has passed, ours last: a broker that finds itself there cuts the loop. */
  via: readonly string[];
  /**
   * Keeps offers that are there before the whole answer is; an offer may be told of again. Notes say
   * what takes so long. Either shows that the platform is at work, so that it has its time anew.
   */
  soFar: (offers: ForeignOffer[], notes?: MessageItem[]) => Promise<void>;
}

/** A session, by our name and by the platform's own (see ForeignOffer). */
export interface SessionRef {
  uuid: string;
  key?: string;
}

/** A session as its platform is told to run it. */
export interface Assignment extends SessionRef, Capacity {
  seconds: number;
  starts: number;
  request: ExecutionRequest;
  mode: Mode;
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
  /** When it happened, by the clock of the machine that ran it; absent: now. */
  time?: string;
  /** The step that the session takes; absent where it stays in its phase. */
  step?: PhaseEvent;
  /** Instead of a step: the phase that it was found in, whatever was passed unseen. */
  phase?: Phase;
  message?: MessageItem;
  progress?: Progress;
  usage?: Usage;
  /** The executed notebook: its path in the working directory. */
  result?: string;
  /** Seconds that its environment took to build. */
  built?: number;
  /** Ways into it that have opened. */
  connectors?: SessionConnector[];
  /** Another broker's description of it as it is now; replaces the earlier one. */
  document?: ExecutionSession;
}

/** Where a platform reports. A report is kept whole or not at all, with the place in the log. */
export type Report = (uuid: string, happenings: Happening[], cursor?: number) => Promise<void>;

/** The bytes of a file that a session made: on this machine, or as they come from another. */
export type FileBody = { path: string } | { stream: Readable; size?: number };

/** Part of what a session has written, as it is now. */
export interface LogPart {
  /** How many bytes there are in all. */
  size: number;
  /** Names the file that grows: where this has changed, another one took its place. */
  edition: string;
  /** Which bytes these are, `end` exclusively; absent: none of the wanted ones is there (yet). */
  part?: { start: number; end: number; stream: Readable };
}

/** What only a platform has whose offers are made elsewhere. */
export interface ForeignContract {
  /**
   * Accepts an offer where it was made; returns once that broker has said so. `again`: an earlier
   * attempt was made whose answer is not known, so look before anything is sent. `mode`: of those
   * that the offer lists; absent where it lists none.
   *
   * @returns what is known of the session now
   * @throws Refused where that broker says no: the offer is gone
   * @throws Error where it cannot be found out whether it was accepted
   */
  accept(session: SessionRef, again: boolean, mode?: Mode): Promise<Happening[]>;
  /** Says that an offer is no longer wanted. Nobody waits for it, and it may fail. */
  release(session: SessionRef): Promise<void>;
}

/** The broker that made an offer no longer stands by it. */
export class Refused extends Error {
  constructor(
    /** What became of the offer there. */
    readonly phase: 'REJECTED' | 'EXPIRED',
    readonly messages: MessageItem[]
  ) {
    super(messages.map(messageText).join(' '));
  }
}

/** The way to the Jupyter server of a session. */
export type JupyterDoor = {
  /** What lets one in; sent with every request. */
  headers: Readonly<Record<string, string>>;
} & (
  | { socketPath: string }
  | {
      /** http(s), with a slash at the end. */
      url: string;
      /** Authorities that are trusted; absent: the usual ones. */
      ca?: string[];
      /**
       * The same for the browser of whom the session belongs to, with the query that its connector has
       * (`?token=…`); absent: it is reached through a broker only, or on this computer.
       */
      page?: string;
    }
);

/** Anything that makes offers and runs what was accepted. */
export interface Platform {
  readonly name: string;
  /** The requests that it is asked; absent: all. */
  readonly only?: Routing;
  readonly foreign?: ForeignContract;
  /** @throws Error where it cannot answer: the broker then says that it was silent, and why. */
  ask(request: ExecutionRequest, asking: Asking): Promise<Answer>;
  /** Starts a session, or finds it again; returns once that is done. Reports to its end. */
  run(assignment: Assignment): Promise<void>;
  /** Ends a session and everything that belongs to it; returns once it has. */
  cancel(session: SessionRef): Promise<void>;
  /** Ends an interactive session well; returns once it has. Absent where there are none. */
  finish?(session: SessionRef): Promise<void>;
  /** Lets a session that is AVAILABLE or RUNNING run for `seconds` in all. Absent: it cannot. */
  extend?(session: SessionRef, seconds: number): Promise<void>;
  /**
   * The way to the Jupyter server of a session that is AVAILABLE or RUNNING; `undefined` where it has
   * none now. `connector`: the one in the document that the platform reported, if any. Absent where
   * there are no interactive sessions.
   *
   * @throws Problem where nothing is to be sent there
   */
  jupyter?(
    session: SessionRef,
    connector: SessionConnector | undefined
  ): Promise<JupyterDoor | undefined>;
  /** A file that a session made; `undefined` where there is none of that name. */
  file(session: SessionRef, path: string): Promise<FileBody | undefined>;
  /** The files in a session's working directory; absent, or `undefined`: it cannot list them. */
  files?(session: SessionRef): Promise<SessionFileList | undefined>;
  /**
   * What a session has written, or a range of it; `undefined` where there is no such thing (yet).
   * Absent: it cannot tell.
   */
  log?(session: SessionRef, name: LogName, range?: ByteRange): Promise<LogPart | undefined>;
  /** What was installed for a session; `undefined` where that is not known, or not yet. */
  environment?(session: SessionRef): Promise<InstalledEnvironment | undefined>;
  /**
   * Removes everything of a session that has ended; again, and where there is nothing, is no error.
   * Absent: what there is of it lies elsewhere, and stays.
   */
  discard?(session: SessionRef): Promise<void>;
  /** The sessions that it still has, for a broker that has lost its own memory of them. */
  remnants(): Promise<Remnant[]>;
  /** Stops following; what runs goes on. */
  close(): Promise<void>;
}
