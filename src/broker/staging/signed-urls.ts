import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Links to single files of our store, for a time: `{digest}?expires=…&name=…&signature=…`, with the
 * HMAC-SHA-256 over the digest, the seconds since 1970 and the name.
 */
export class SignedUrls {
  constructor(
    private readonly _key: Buffer,
    private readonly _now: () => number = Date.now
  ) {}

  /** The query of a link, without the question mark. */
  sign(digest: string, name: string, seconds: number): string {
    const query = {
      expires: String(Math.floor(this._now() / 1000) + seconds),
      name
    };
    const signature = this._hmac(digest, query).toString('hex');
    return new URLSearchParams({ ...query, signature }).toString();
  }

  /** What a link is worth. One that is forged is `wrong`, also when it says that it is too old. */
  judge(digest: string, query: object): 'right' | 'expired' | 'wrong' {
    const { expires, name, signature } = query as Partial<Record<string, unknown>>;
    if (
      typeof expires !== 'string' ||
      typeof name !== 'string' ||
      typeof signature !== 'string' ||
      !/^\d{1,12}$/.test(expires) ||
      !/^[0-9a-f]{64}$/.test(signature) ||
      !timingSafeEqual(Buffer.from(signature, 'hex'), this._hmac(digest, { expires, name }))
    ) {
      return 'wrong';
    }
    return Number(expires) * 1000 > this._now() ? 'right' : 'expired';
  }

  private _hmac(digest: string, { expires, name }: { expires: string; name: string }): Buffer {
    // The name comes last: it alone can hold a line end.
    return createHmac('sha256', this._key).update(`${digest}\n${expires}\n${name}`).digest();
  }
}

/** Whether a request comes by a link: then the link is what counts, whatever else it carries. */
export function isLink(query: unknown): query is object {
  return typeof query === 'object' && query !== null && 'signature' in query;
}

/**
 * The key of a store, made at the first need. Who takes it away ends all links.
 *
 * @throws Error where it cannot be read or is not a key
 */
export function openKey(folder: string): Buffer {
  const file = join(folder, 'links.key');
  const temporary = join(folder, `.${randomUUID()}`);
  writeFileSync(temporary, randomBytes(32).toString('hex'), { mode: 0o600, flush: true });
  try {
    // Whole or not at all, and never over one that is there: two brokers may start at once.
    linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
  } finally {
    rmSync(temporary);
  }
  const key = readFileSync(file, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/.test(key)) {
    throw new Error(`${file} is to hold 64 hex digits; take it away, and a new one is made`);
  }
  return Buffer.from(key, 'hex');
}
