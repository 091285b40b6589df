import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { copyFile, constants, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** The bytes that came are not the ones that were announced. */
export class DigestMismatch extends Error {
  constructor(
    readonly expected: string,
    readonly found: string
  ) {
    super(`The content has the SHA-256 ${found}, not ${expected}`);
  }
}

/** Files by the SHA-256 of their content (64 lower-case hex digits): each is kept once. */
export class FileStore {
  constructor(private readonly _folder: string) {}

  /** The size in bytes; `undefined` where it is not there. */
  async size(digest: string): Promise<number | undefined> {
    try {
      return (await stat(this.path(digest))).size;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return undefined;
      }
      throw error;
    }
  }

  /** Where the file lies. */
  path(digest: string): string {
    if (!/^[0-9a-f]{64}$/.test(digest)) {
      throw new RangeError(`Not a SHA-256 in lower-case hex: ${digest}`);
    }
    return join(this._folder, digest.slice(0, 2), digest);
  }

  /**
   * Takes in a file, whole or not at all.
   *
   * @returns its digest
   * @throws DigestMismatch where another one was expected
   */
  async put(content: Readable | Buffer, expected?: string): Promise<string> {
    await mkdir(this._folder, { recursive: true, mode: 0o700 });
    const temporary = join(this._folder, `.${randomUUID()}`);
    const hash = createHash('sha256');
    const hashing = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        done(null, chunk);
      }
    });
    try {
      const source = Buffer.isBuffer(content) ? Readable.from([content]) : content;
      await pipeline(source, hashing, createWriteStream(temporary, { mode: 0o600, flush: true }));
      const digest = hash.digest('hex');
      if (expected && expected !== digest) {
        throw new DigestMismatch(expected, digest);
      }
      const path = this.path(digest);
      await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
      await rename(temporary, path);
      return digest;
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** The digests of all that are there. */
  async *digests(): AsyncGenerator<string> {
    for (const part of await readdir(this._folder).catch(() => [])) {
      if (/^[0-9a-f]{2}$/.test(part)) {
        const names = await readdir(join(this._folder, part)).catch(() => []);
        yield* names.filter(name => /^[0-9a-f]{64}$/.test(name));
      }
    }
  }

  /** Removes a file that was taken in before a moment (milliseconds since 1970), the last time that it was. */
  async remove(digest: string, before: number): Promise<void> {
    const path = this.path(digest);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (mtimeMs < before) {
      await rm(path, { force: true });
    }
  }

  /** Copies a file out, sharing its blocks where the file system can. */
  async copyTo(digest: string, target: string): Promise<void> {
    await copyFile(this.path(digest), target, constants.COPYFILE_FICLONE);
  }
}
