import { createReadStream } from 'node:fs';
import { STATUS_CODES } from 'node:http';

import { Agent, request } from 'undici';

import { authorities } from '../authorities';
import type { StagedFile } from './staging-area';

/** What a server said, without what it is not asked for. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** The first 64 KiB of the body, at most. */
  text: string;
}

export interface Question {
  method: string;
  url: URL;
  headers?: Record<string, string>;
  /** What to send: it streams from the disk. */
  file?: Pick<StagedFile, 'path' | 'size' | 'onStart'>;
}

const ANSWER_LIMIT = 64 * 1024;
/** Milliseconds without any progress after which a server is given up. */
const PATIENCE = 60_000;

/**
 * A server that files are put on, over HTTP. Redirects are not followed: credentials go nowhere else.
 * Its errors name the host, and hold no query of a URL and nothing that the server wrote.
 */
export class FileServer {
  /** The name, with the port if it is not the usual one. */
  readonly host: string;
  private readonly _agent: Agent;

  constructor(base: URL, caFile?: string) {
    this.host = base.host;
    this._agent = new Agent({
      headersTimeout: PATIENCE,
      bodyTimeout: PATIENCE,
      connect: {
        timeout: 10_000,
        ...authorities(caFile)
      }
    });
  }

  /** @throws Error where no answer came */
  async ask({ method, url, headers, file }: Question): Promise<Answer> {
    const body = file ? createReadStream(file.path) : null;
    file?.onStart?.(() => body?.bytesRead ?? 0);
    try {
      const { statusCode, ...rest } = await request(url, {
        dispatcher: this._agent,
        method: method,
        headers: { ...headers, ...(file ? { 'content-length': String(file.size) } : {}) },
        body
      });
      return { status: statusCode, headers: rest.headers, text: await beginning(rest.body) };
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException;
      const reason = withoutQueries(message || (code ?? 'no reason given'));
      throw new Error(
        file
          ? `A file could not be sent to ${this.host}: ${reason}`
          : `${this.host} does not answer: ${reason}`,
        { cause: error }
      );
    }
  }

  /**
   * An answer that ends the matter, as an error.
   *
   * @param deed what was wanted: `take a file`
   * @param advice what to do, where more is known than the status says
   */
  refusal(deed: string, { status }: Answer, advice = ADVICE[status]): Error {
    const reason = STATUS_CODES[status] ?? 'a status of its own';
    return new Error(
      `${this.host} refused to ${deed}: ${status} ${reason}${advice ? `; ${advice}` : ''}`
    );
  }
}

const ADVICE: Partial<Record<number, string>> = {
  401: 'look at how staging signs in',
  403: 'staging must be allowed to read and write there',
  413: 'the file is too large for it',
  507: 'it is full; free some space there'
};

/** Queries of URLs can hold signatures. */
export function withoutQueries(text: string): string {
  return text.replace(/(https?:\/\/[^\s?]*)\?\S*/g, '$1');
}

async function beginning(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= ANSWER_LIMIT) {
      break;
    }
  }
  return Buffer.concat(chunks).toString('utf8', 0, ANSWER_LIMIT);
}
