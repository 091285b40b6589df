import { BrokerError } from '../client/broker-error';

/** What went wrong, for a person, and whether asking anew is what helps. */
export interface Trouble {
  message: string;
  /** The thing is gone or taken: only a new ask can help. */
  gone: boolean;
}

const GONE = [404, 409, 410];

export function trouble(error: unknown): Trouble {
  return {
    message: error instanceof Error ? error.message : String(error),
    gone: error instanceof BrokerError && GONE.includes(error.status)
  };
}

/** Whether the broker gave such a reason, by the end of its kind: `rival`, `accept-unknown`. */
export function hasReason(error: unknown, reason: string): boolean {
  return (
    error instanceof BrokerError &&
    error.messages.some(({ kind }) => kind === `urn:execution-broker:${reason}`)
  );
}
