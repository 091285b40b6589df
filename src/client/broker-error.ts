import type { MessageItem } from '../model/message';

/** A broker that could not be reached, refused, or answered something that is not an answer. */
export class BrokerError extends Error {
  constructor(
    message: string,
    /** The HTTP status; 0 where there was no answer. */
    readonly status: number,
    /** The reasons as the broker gave them. */
    readonly messages: MessageItem[] = [],
    options?: ErrorOptions
  ) {
    super(message, options);
    this.name = 'BrokerError';
  }
}
