import { ReadableStream } from 'node:stream/web';

export interface Call {
  method: string;
  path: string;
  body: unknown;
  signal: AbortSignal | undefined;
}

type Answer = object | ((call: Call) => unknown);

/**
 * A broker behind a fetch function: says what it was told to say, and keeps what it was asked.
 * Leaves out: any reaction of its own, HTTP headers but Date, JSON checks, redirects, and time. An answer that
 * was put off with `later` comes when the test says so.
 */
export class FakeBroker {
  readonly calls: Call[] = [];

  /** Answers `GET /sessions` and the like with a document, a Refusal, or what a function gives. */
  on(route: string, answer: Answer): void {
    this._answers.set(route, answer);
  }

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { signal, method = 'GET', body } = init;
    const path = url.replace(/^\/base/, '');
    const call: Call = {
      method,
      path,
      body: typeof body === 'string' ? JSON.parse(body) : undefined,
      signal: signal ?? undefined
    };
    this.calls.push(call);
    const answer = this._answers.get(`${method} ${path}`);
    const given: unknown = await orAborted(isFunction(answer) ? answer(call) : answer, call.signal);
    if (given instanceof Refusal) {
      const { status, message, messages } = given;
      return response(status, { message, ...(messages ? { messages } : {}) });
    }
    return given === undefined
      ? response(404, { message: `FakeBroker knows no ${method} ${path}` })
      : response(200, given);
  };

  /** The calls of one route. */
  to(route: string): Call[] {
    return this.calls.filter(({ method, path }) => `${method} ${path}` === route);
  }

  private readonly _answers = new Map<string, Answer>();
}

function isFunction(answer: Answer | undefined): answer is (call: Call) => unknown {
  return typeof answer === 'function';
}

/** An answer that says no. */
export class Refusal {
  constructor(
    readonly status: number,
    readonly message: string,
    /** The reasons, each a message of the standard. */
    readonly messages?: object[]
  ) {}
}

/** Server-sent events, one for each document. */
export class Events {
  constructor(readonly documents: AsyncIterable<unknown> | Iterable<unknown>) {}
}

/** A document on each line. */
export class Lines {
  constructor(readonly documents: Iterable<unknown>) {}
}

/** An answer that comes when the test says so. */
export function later<T = unknown>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>(done => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Lets everything happen that waits for nothing but its turn. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 30; i++) {
    await Promise.resolve();
  }
  await new Promise(done => setTimeout(done, 0));
  for (let i = 0; i < 30; i++) {
    await Promise.resolve();
  }
}

function response(status: number, given: unknown): Response {
  const text = JSON.stringify(given);
  const body =
    given instanceof Events
      ? stream(given.documents, text => `data: ${text}\n\n`)
      : given instanceof Lines
        ? stream(given.documents, text => `${text}\n`)
        : undefined;
  return {
    headers: new Map(),
    ok: status < 400,
    status,
    statusText: '',
    body,
    text: () => Promise.resolve(text),
    json: () => Promise.resolve(JSON.parse(text) as unknown)
  } as unknown as Response;
}

function stream(
  documents: Events['documents'],
  written: (text: string) => string
): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async start(controller) {
      for await (const document of documents) {
        controller.enqueue(new TextEncoder().encode(written(JSON.stringify(document))));
      }
      controller.close();
    }
  });
}

async function orAborted(answer: unknown, signal: AbortSignal | undefined): Promise<unknown> {
  return Promise.race([
    answer,
    new Promise((_, reject) => {
      signal?.addEventListener('abort', () => {
        reject(new DOMException('aborted', 'AbortError'));
      });
    })
  ]);
}
