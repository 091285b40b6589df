import type { BrokerEntry } from '../../model/broker-entry';

/** What a person can do about brokers. What goes wrong is shown where it was tried; nothing rejects. */
export interface BrokerActions {
  /** Asks a broker that is not in the list what it is; the result is the state's `trial`. */
  try(entry: BrokerEntry, secret?: string): Promise<void>;
  forgetTrial(): void;
  /** Puts a broker at the list's end; a secret is kept where only our broker can read it. */
  add(entry: BrokerEntry, secret?: string): Promise<void>;
  /** Replaces the entry of the same name. */
  edit(entry: BrokerEntry, secret?: string): Promise<void>;
  enable(name: string, enabled: boolean): Promise<void>;
  remove(name: string): Promise<void>;
  /** Undoes the last removal. */
  putBack(): Promise<void>;
  testAgain(name: string): Promise<void>;
  /** With a password or a token. */
  signIn(name: string, secret: string): Promise<void>;
  /** With a code that is typed in somewhere else. */
  startSignIn(name: string): Promise<void>;
  cancelSignIn(name: string): Promise<void>;
  signOut(name: string): Promise<void>;
  /** Looks at the list. */
  refresh(): Promise<void>;
}
