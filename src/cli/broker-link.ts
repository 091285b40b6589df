import type { BrokerClient } from '../client/broker-client';

/** A broker that a command talks to: a remote one, or one of its own. */
export interface BrokerLink {
  client: BrokerClient;
  /** Fetches what lies below the broker's own URL; `path` starts with a slash. */
  fetch: (path: string, init: RequestInit) => Promise<Response>;
  /** Whether it brings this computer alone, which runs Python alone. */
  own: boolean;
  /** Where its token is kept, for a person; absent: it asks for none. */
  tokenPlace?: string | undefined;
  close: () => Promise<void>;
}

/** Node's "fetch failed" with the reason that is behind it. */
export async function fetchPlainly(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (init.signal?.aborted || !(cause instanceof Error)) {
      throw error;
    }
    const { code } = cause as NodeJS.ErrnoException;
    throw new Error(cause.message === '' ? (code ?? 'no connection') : cause.message, {
      cause: error
    });
  }
}

export function withToken(init: RequestInit, token: string | undefined): RequestInit {
  const headers = new Headers(init.headers);
  if (token !== undefined) {
    headers.set('Authorization', `Bearer ${token}`);
  }
  return { ...init, headers };
}
