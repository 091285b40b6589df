import type { MessageItem } from '../../../model/message';

/**
 * What went wrong: `silent`: no answer, or not all of it; `sign-in`: it asks who we are; `busy`: it
 * asks to wait; `refused`: it understood and says no; `rubbish`: an answer that is none of a broker.
 */
export type RemoteFault = 'silent' | 'sign-in' | 'busy' | 'refused' | 'rubbish';

/** Another broker that did not do what it was asked. The message is for people, without secrets. */
export class RemoteError extends Error {
  /** The HTTP status; 0 where none came. */
  readonly status: number;
  /** The reasons as that broker gave them. */
  readonly messages: MessageItem[];
  /** Whether the request may have reached it. */
  readonly sent: boolean;

  constructor(
    readonly fault: RemoteFault,
    message: string,
    more: { status?: number; messages?: MessageItem[]; sent?: boolean; cause?: unknown } = {}
  ) {
    super(message, { cause: more.cause });
    this.name = 'RemoteError';
    this.status = more.status ?? 0;
    this.messages = more.messages ?? [];
    this.sent = more.sent ?? true;
  }
}
