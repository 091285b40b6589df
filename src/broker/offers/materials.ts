import { Buffer } from 'node:buffer';

import type { ExecutionRequest } from '../../model/request';
import { Problem, say } from '../problem';
import type { FileStore } from '../store/file-store';

const STORED = /\/files\/sha256\/([0-9a-f]{64})$/;

/** The digest in a location of this broker's own store, `/files/sha256/…`. */
export function storedDigest(location: string): string | undefined {
  return location.startsWith('/') ? STORED.exec(location)?.[1] : undefined;
}

/**
 * Takes what a request carries inline into the store, so that a document names it and does not repeat
 * it: `data:` URLs and this broker's own URLs (`base`) become `/files/sha256/…`.
 *
 * @throws Problem 400 where a `data:` URL cannot be read
 */
export async function takeIn(
  request: ExecutionRequest,
  files: FileStore,
  base: string
): Promise<ExecutionRequest> {
  const own = async (path: string, location: string): Promise<string> => {
    if (location.startsWith(`${base}/files/`)) {
      return location.slice(base.length);
    }
    if (!/^data:/i.test(location)) {
      return location;
    }
    const content = dataOf(location);
    if (!content) {
      throw new Problem(400, [
        say('ERROR', 'bad-data-url', '{path} is a data: URL that cannot be read, found {found}', {
          path,
          found: location.slice(0, 60)
        })
      ]);
    }
    return `/files/sha256/${await files.put(content)}`;
  };
  return mapLocations(request, own);
}

/**
 * The content of a `data:` URL (RFC 2397); `undefined` where it is none. Node's fetch() reads them
 * too, but loading it takes 10 MB for good.
 */
function dataOf(url: string): Buffer | undefined {
  const comma = url.indexOf(',');
  const text = url.slice(comma + 1);
  if (comma < 0) {
    return undefined;
  }
  if (/;\s*base64$/i.test(url.slice(0, comma))) {
    return /^[\w+/\-=\s%]*$/.test(text)
      ? Buffer.from(decodeURIComponent(text), 'base64')
      : undefined;
  }
  try {
    return Buffer.from(decodeURIComponent(text));
  } catch {
    return undefined;
  }
}

/** Makes the store's locations absolute, as a client sees them. */
export function withBase<T>(document: T, base: string): T {
  return mapStrings(document, text => (storedDigest(text) ? base + text : text));
}

/** A request with each of its locations changed; `map` is told which it is. */
export async function mapLocations(
  request: ExecutionRequest,
  map: (path: string, location: string) => Promise<string>
): Promise<ExecutionRequest> {
  const executable = { ...request.executable };
  if ('location' in executable && executable.location) {
    executable.location = await map('executable.location', executable.location);
  }
  if ('requirements' in executable && executable.requirements) {
    executable.requirements = {
      ...executable.requirements,
      file: await map('executable.requirements.file', executable.requirements.file)
    };
  }
  const data = request.data
    ? await Promise.all(
        request.data.map(async (resource, i) =>
          'location' in resource && resource.location
            ? { ...resource, location: await map(`data[${i}].location`, resource.location) }
            : resource
        )
      )
    : undefined;
  return { ...request, executable, ...(data ? { data } : {}) };
}

/** A document with each text in it changed. A part with none that changes is not copied. */
export function mapStrings<T>(value: T, map: (text: string) => string): T {
  const go = (at: unknown): unknown => {
    if (typeof at === 'string') {
      return map(at);
    }
    if (typeof at !== 'object' || at === null) {
      return at;
    }
    const entries = Object.entries(at);
    const mapped = entries.map(([key, inner]): [string, unknown] => [key, go(inner)]);
    if (mapped.every(([, inner], i) => inner === entries[i]?.[1])) {
      return at;
    }
    return Array.isArray(at) ? mapped.map(([, inner]) => inner) : Object.fromEntries(mapped);
  };
  return go(value) as T;
}
