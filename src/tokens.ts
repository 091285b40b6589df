import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';

import type { Description } from './description/description';
import type { Mode } from './model/executable';
import type { ExecutionSession } from './model/session';

/** What has changed in the broker's model. */
export type BrokerPart = 'description' | 'offers' | 'sessions';

/** What is asked for instead of what was found that a notebook needs. */
export interface AskedNeeds {
  /** At least so many. */
  cores?: number;
  /** GiB, at least. */
  memory?: number;
  /** Seconds. */
  duration?: number;
  /** The arguments of a program or an image, as in a shell. */
  command?: string;
}

/** The panel's model, for other extensions. Nothing is fetched before the first verb. */
export interface IExecutionBroker {
  /** Something that it knows has changed. */
  readonly changed: ISignal<IExecutionBroker, BrokerPart>;
  /** A session that was seen running has come to its end. */
  readonly sessionEnded: ISignal<IExecutionBroker, ExecutionSession>;
  /** What the notebook in the panel needs, with the evidence; undefined before it is known. */
  readonly description: Description | undefined;
  /** The offers that can be accepted now. */
  readonly offers: readonly ExecutionSession[];
  /** Accepted sessions, newest first. */
  readonly sessions: readonly ExecutionSession[];
  /** Milliseconds since 1970, by the broker's clock. */
  readonly now: number;
  /**
   * Opens the panel and asks where a notebook can run, a program, or an image (`docker://name:tag`);
   * the notebook in front by default. `needs`: instead of what is found that it needs.
   */
  ask(path?: string, needs?: AskedNeeds): Promise<void>;
  /**
   * Runs the notebook on an offer, by its uuid; or makes ready to work in it there. `mode`: one of those
   * that the offer lists; batch by default.
   */
  accept(uuid: string, mode?: Mode): Promise<void>;
  /** Ends a session, by its uuid. */
  cancel(uuid: string): Promise<void>;
  /** Lets a session run for so many seconds more. Rejects where it cannot. */
  extend(uuid: string, seconds: number): Promise<void>;
  /** What is being done to a session from here; undefined: nothing. */
  doing(uuid: string): string | undefined;
  /** Gives the notebook of a session a kernel in it. Rejects where that cannot be. */
  work(uuid: string): Promise<void>;
  /** How many files a session has made or changed that are not here as they are there. */
  newFiles(uuid: string): Promise<number>;
  /**
   * Lets the reader choose files of a session, and brings them home. `all`: the new and changed ones
   * unasked; what is here is never written over then.
   */
  bringHome(uuid: string, options?: { all?: boolean }): Promise<void>;
  /** Looks at the sessions, and follows those that go on. */
  look(): Promise<void>;
  /** Saves the executed notebook of a session beside the original, and opens it. */
  openResult(uuid: string): Promise<void>;
  /** Asks anew, and looks at the sessions. */
  refresh(): Promise<void>;
}

export const IExecutionBroker = new Token<IExecutionBroker>(
  'jupyterlab-execution-broker:IExecutionBroker',
  'Describes notebooks, asks execution brokers where they can run, and follows their sessions.'
);
