import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

import { RemoteError } from './remote-error';

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress
};

/** What can be decoded, for Accept-Encoding. */
export const ENCODINGS = 'gzip, deflate, br';

/**
 * The text of a body, decompressed. It is counted as it comes, so that neither an endless body nor a
 * small one that unpacks to an enormous one is ever kept.
 *
 * @throws RemoteError where there are more than `limit` bytes, or the encoding is not known
 */
export async function boundedText(
  body: Readable,
  encoding: string | undefined,
  limit: number
): Promise<string> {
  const name = encoding?.trim().toLowerCase();
  const decoder = !name || name === 'identity' ? undefined : DECODERS[name];
  if (name && name !== 'identity' && !decoder) {
    body.destroy();
    throw new RemoteError('rubbish', `its answer is encoded as ${name}, which cannot be read`);
  }
  // The promise below is told of errors by the stream that it reads.
  const source = decoder ? pipeline(body, decoder(), () => undefined) : body;
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((done, failed) => {
    // By events: iterating costs more than all the rest of it, and there may be a thousand answers.
    source.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        source.destroy();
        body.destroy();
        failed(
          new RemoteError(
            'rubbish',
            `its answer is longer than ${Math.round(limit / 2 ** 20)} MB, and was not read to its end`
          )
        );
        return;
      }
      chunks.push(chunk);
    });
    source.once('end', () => {
      done(Buffer.concat(chunks).toString('utf8'));
    });
    source.once('error', failed);
    source.once('close', () => {
      // After an end it is too late for that, and ignored.
      failed(new RemoteError('silent', 'it broke off before its answer was complete'));
    });
  });
}
