import type { MessageItem } from '../../model/message';
import { Problem } from '../problem';

/** So many secrets are remembered: those of the requests that may still be answered. */
const REMEMBERED = 8;
/** Shorter ones would black out half of what is said. */
const SHORTEST = 4;

/**
 * Takes secrets out of what a broker says: some repeat a request's headers in their errors, and what
 * they say is shown and kept.
 */
export class Redaction {
  /** Remembers what a request carries. */
  note(headers: Readonly<Record<string, string>>): void {
    for (const value of Object.values(headers)) {
      const credentials = value.slice(value.indexOf(' ') + 1);
      const password = value.startsWith('Basic ')
        ? Buffer.from(credentials, 'base64')
            .toString()
            .replace(/^[^:]*:/, '')
        : credentials;
      for (const secret of [credentials, password].filter(({ length }) => length >= SHORTEST)) {
        this._secrets.delete(secret);
        this._secrets.add(secret);
      }
    }
    for (const oldest of [...this._secrets].slice(0, -REMEMBERED)) {
      this._secrets.delete(oldest);
    }
  }

  messages(messages: readonly MessageItem[]): MessageItem[] {
    return messages.map(message => {
      const { values } = message;
      const texts = Object.entries(message).map(([key, text]) =>
        typeof text === 'string' ? [key, this.text(text)] : [key, text]
      );
      return {
        ...(Object.fromEntries(texts) as MessageItem),
        ...(values
          ? {
              values: Object.fromEntries(
                Object.entries(values).map(([key, text]) => [key, this.text(text)])
              )
            }
          : {})
      };
    });
  }

  /** The same error where there is nothing to take out. */
  error(error: unknown): unknown {
    if (!(error instanceof Error) || this.text(error.message) === error.message) {
      return error;
    }
    return error instanceof Problem
      ? new Problem(error.status, this.messages(error.messages))
      : new Error(this.text(error.message));
  }

  text(text: string): string {
    return [...this._secrets].reduce((clean, secret) => clean.replaceAll(secret, '…'), text);
  }

  private readonly _secrets = new Set<string>();
}
