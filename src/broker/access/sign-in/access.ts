import type { BrokerEntry } from '../../../model/broker-entry';
import { Problem, say } from '../../problem';

/** What lets us into one broker. */
export interface Access {
  /**
   * The headers for one request. `again`: the last ones were answered 401, so others are wanted.
   *
   * @throws SignInNeeded where there are none, or no others
   * @throws Problem where whoever gives them does not answer
   */
  authorize(again: boolean): Promise<Record<string, string>>;
  /** Whether a secret is kept, and for whom. */
  holder(): Promise<{ signedIn: boolean; signedInAs?: string }>;
  /** Forgets what is kept. */
  signOut(): Promise<void>;
  /** Stops what is under way. */
  close(): void;
}

/** Nothing more can be asked until a person has signed in. */
export class SignInNeeded extends Problem {
  // Not 401: Jupyter's pages would take that for the end of their own login.
  constructor(broker: string, reason: string) {
    super(409, [
      say('ERROR', 'sign-in-needed', 'Sign in at {broker}: {reason}', { broker, reason })
    ]);
  }
}

/**
 * The name that an entry's secret is kept by. The host that it is for, and who it is for, are part of
 * it: a changed entry does not find the secret of the old one, which so goes nowhere else.
 */
export function secretName({ name, url, signIn }: BrokerEntry): string {
  const { kind, ...whom } = signIn ?? { kind: 'none' as const };
  const { user, issuer, clientId } = whom as { user?: string; issuer?: string; clientId?: string };
  const parts = [name, new URL(url).origin, kind, user ?? issuer, clientId];
  return JSON.stringify(parts.filter(part => part !== undefined));
}
