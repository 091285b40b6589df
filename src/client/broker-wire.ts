import { complaintText, type Complaint } from '../model/complaint';
import type { MessageItem } from '../model/message';
import type { Documents } from '../model/schemas';
import { messageText } from '../model/template';
import { BrokerError } from './broker-error';
import { ClockSkew } from './clock-skew';
import { eventStream } from './event-stream';

export interface BrokerWireOptions {
  /** Where the broker is, without a slash at the end. */
  baseUrl: string;
  /** How to fetch; the platform's own by default. In JupyterLab: with its credentials. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Looks at every document that comes in: what is wrong with it, empty where nothing is. */
  check: (name: keyof Documents, value: unknown) => Complaint[];
}

export interface CallOptions {
  /** Aborts the call; the promise then rejects with an AbortError. */
  signal?: AbortSignal | undefined;
}

/** Documents to and from one broker. Every method rejects with a BrokerError that says what was wrong. */
export class BrokerWire {
  constructor(private readonly _options: BrokerWireOptions) {}

  /** Milliseconds by which the broker's clock is ahead of this one, as far as its answers tell. */
  get skew(): number {
    return this._skew.milliseconds;
  }

  /** The documents of an event stream, as they come. */
  async *events(
    path: string,
    { signal, headers }: CallOptions & { headers?: Record<string, string> }
  ): AsyncIterable<unknown> {
    const response = await this.call(path, {
      headers: { ...headers, Accept: 'text/event-stream' },
      signal: signal ?? null
    });
    for await (const { data } of eventStream(response)) {
      yield parse(data, response.status);
    }
  }

  /** Asks for a document, and looks at it. */
  async document<Name extends keyof Documents>(
    name: Name,
    path: string,
    init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> }
  ): Promise<Documents[Name]> {
    const response = await this.call(path, {
      ...init,
      headers: { Accept: 'application/json', ...init.headers }
    });
    return this.checked(name, parse(await response.text(), response.status), response.status);
  }

  /** A document that has come, after a look at it. */
  checked<Name extends keyof Documents>(
    name: Name,
    value: unknown,
    status: number
  ): Documents[Name] {
    const [complaint] = this._options.check(name, value);
    if (complaint) {
      throw new BrokerError(
        `The broker's answer is not what the standard says: ${complaintText(complaint)}`,
        status
      );
    }
    // The schema has just been checked, and it is what the type was made from.
    return value as Documents[Name];
  }

  /** Any call; resolves with an answer that is no refusal. */
  async call(path: string, init: RequestInit): Promise<Response> {
    const { baseUrl, fetch = globalThis.fetch } = this._options;
    const sent = Date.now();
    let response: Response;
    try {
      response = await fetch(baseUrl + path, init);
    } catch (error) {
      if (init.signal?.aborted) {
        throw error;
      }
      const reason = error instanceof Error ? error.message : String(error);
      throw new BrokerError(`The broker cannot be reached: ${reason}`, 0, [], { cause: error });
    }
    this._skew.saw(response.headers.get('Date'), sent, Date.now());
    if (!response.ok) {
      throw await refusal(response);
    }
    return response;
  }

  private readonly _skew = new ClockSkew();
}

function parse(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BrokerError(`The broker's answer is not JSON: ${text.slice(0, 80)}`, status, [], {
      cause: error
    });
  }
}

/** The error that a refused request becomes, with the broker's own reasons where it gave any. */
async function refusal(response: Response): Promise<BrokerError> {
  const text = await response.text().catch(() => '');
  const messages: MessageItem[] = [];
  let said = '';
  try {
    const body = JSON.parse(text) as { message?: unknown; messages?: unknown; meta?: unknown };
    const list =
      body.messages ?? (body.meta as { messages?: unknown } | undefined)?.messages ?? undefined;
    if (Array.isArray(list)) {
      messages.push(...(list as MessageItem[]));
    }
    said =
      messages.map(messageText).join(' ') || (typeof body.message === 'string' ? body.message : '');
  } catch {
    // An error page of something in between; its status line says enough.
  }
  return new BrokerError(
    said || `The broker answered ${response.status} ${response.statusText}`.trim(),
    response.status,
    messages
  );
}
