import { Transform, type Readable } from 'node:stream';

import type { LogName } from '../../../model/session-log';
import { Problem, say } from '../../problem';
import { within, writeByteRange, type ByteRange } from '../../byte-range';
import type { LogPart } from '../platform';
import { RemoteError } from './remote-error';
import { sessionPath, type Remote } from './remote';

/** Milliseconds for an answer to the end of its body. */
const PATIENCE = 60_000;

/**
 * What a session at one of ours has written; `undefined` where it has no such thing.
 *
 * @throws Problem where it cannot be asked, or its answer makes no sense
 */
export async function logThere(
  remote: Remote,
  key: string,
  name: LogName,
  range?: ByteRange
): Promise<LogPart | undefined> {
  try {
    const { status, headers, body } = await remote.http.open(
      `${sessionPath(key)}/logs/${name}`,
      {
        headers: {
          accept: 'text/plain, application/json;q=0.5',
          'accept-encoding': 'identity',
          ...(range ? { range: writeByteRange(range) } : {})
        }
      },
      Date.now() + PATIENCE
    );
    const edition = /^"([\x21\x23-\x7e]{1,100})"$/.exec(headers.etag ?? '')?.[1] ?? '';
    if (status === 200 || status === 206) {
      const part = status === 206 ? contentRange(headers) : wholeOf(headers);
      if (part && isWanted(part, range, status)) {
        const { start, end, size } = part;
        return { size, edition, part: { start, end, stream: bounded(body, end - start) } };
      }
      body.destroy();
      throw new RemoteError('rubbish', 'it does not say which bytes of the log it sends');
    }
    body.destroy();
    if (status === 416) {
      const [, size] = /^bytes \*\/(\d{1,15})$/.exec(headers['content-range'] ?? '') ?? [];
      return { size: Number(size ?? 0), edition };
    }
    if (status === 404) {
      return undefined;
    }
    throw new RemoteError('refused', `it answers ${status}`, { status });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Problem(502, [
      say('ERROR', 'log-not-told', 'What this session writes cannot be read: {reason}', { reason })
    ]);
  }
}

type Headers = Readonly<Record<string, string | undefined>>;
interface Part {
  start: number;
  end: number;
  size: number;
}

function contentRange(headers: Headers): Part | undefined {
  const [, first, last, size] =
    /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(headers['content-range'] ?? '') ?? [];
  return first === undefined
    ? undefined
    : { start: Number(first), end: Number(last) + 1, size: Number(size) };
}

function wholeOf(headers: Headers): Part | undefined {
  const length = headers['content-length'];
  return length !== undefined && /^\d{1,15}$/.test(length)
    ? { start: 0, end: Number(length), size: Number(length) }
    : undefined;
}

/** Whether an answer is what was asked for: a range where there was one, and that one. */
function isWanted(part: Part, range: ByteRange | undefined, status: number): boolean {
  const wanted = within(range, part.size);
  return (
    (status === 206) === (range !== undefined) &&
    wanted?.start === part.start &&
    wanted.end === part.end
  );
}

/** As many bytes as were announced: neither more nor less. */
function bounded(body: Readable, length: number): Readable {
  let left = length;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      left -= chunk.length;
      done(left < 0 ? new Error('more came than was announced') : null, chunk);
    },
    flush(done) {
      done(left > 0 ? new Error('less came than was announced') : null);
    }
  });
  body.once('error', error => counted.destroy(error));
  counted.once('close', () => body.destroy());
  return body.pipe(counted);
}
