import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { StagedFile } from '../staging-area';

/** A file on the disk, as a store hands it out. */
export function someFile(
  folder: string,
  content: string | Buffer = 'print(6 * 7)\n',
  name = 'a.ipynb'
): StagedFile {
  const digest = createHash('sha256').update(content).digest('hex');
  const path = join(folder, digest);
  writeFileSync(path, content);
  return { digest, name, path, size: Buffer.byteLength(content) };
}

/** What was said by something that failed. */
export async function complaint(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => {
      throw new Error('It went well');
    },
    (error: unknown) => (error as Error).message
  );
}
