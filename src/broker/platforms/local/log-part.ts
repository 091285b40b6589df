import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';

import { within, type ByteRange } from '../../byte-range';
import type { LogPart } from '../platform';

/**
 * Part of a file that is being written to, as it is now; `undefined` where there is none.
 *
 * @throws Error where it cannot be read
 */
export async function logPart(path: string, range?: ByteRange): Promise<LogPart | undefined> {
  let file;
  try {
    file = await open(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
  try {
    const { size, ino, birthtimeMs } = await file.stat();
    // Another file may take its place, with the number of one that went before it.
    const edition = `${ino.toString(36)}-${Math.floor(birthtimeMs).toString(36)}`;
    const wanted = within(range, size);
    if (!wanted) {
      await file.close();
      return { size, edition };
    }
    const { start, end } = wanted;
    if (start === end) {
      await file.close();
      return { size, edition, part: { start, end, stream: Readable.from([]) } };
    }
    // Of a file that grows meanwhile, as much as was announced; the stream closes the file.
    const stream = file.createReadStream({ start, end: end - 1 });
    return { size, edition, part: { start, end, stream } };
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
}
