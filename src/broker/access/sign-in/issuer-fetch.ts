import type { CustomFetch } from 'openid-client';

import { authorities } from '../../authorities';
import { guardedLookup, isForbidden, isLoopback } from '../../address';

/** No document of an issuer is larger, in bytes. */
const LARGEST = 2 ** 20;

/** A request that we do not make, or an answer that we do not read; the message can be shown. */
export class NotFetched extends Error {}

/**
 * The fetch of the sign-in: to https, or http on this computer; never to an address of the link; an
 * answer is read to its end, up to 1 MiB. Redirections are not followed (the library asks for that).
 *
 * @param caFile certificates (PEM) that are trusted beside the usual ones
 */
export async function issuerFetch(caFile?: string): Promise<CustomFetch> {
  const { Agent, fetch: fetchWith } = await import('undici');
  const trusted = trustedBy(caFile);
  const dispatcher = new Agent({
    connect: { lookup: guardedLookup, ...trusted },
    // One request, one connection: none waits for more and holds up the end of the broker.
    pipelining: 0
  });
  return async (url, { body, ...options }) => {
    const { protocol, hostname } = new URL(url);
    if (isForbidden(hostname) || (protocol !== 'https:' && !isLoopback(hostname))) {
      throw new NotFetched(`it names ${hostname}, where no request goes to over ${protocol}`);
    }
    const response = await fetchWith(url, {
      ...options,
      dispatcher,
      ...(body === undefined || body === null ? {} : { body: bodyText(body) })
    });
    const { status, headers } = response;
    const bytes = await bounded(response.body);
    return new Response(status === 204 || status === 304 ? null : bytes, {
      status,
      headers: Object.fromEntries(headers)
    });
  };
}

function bodyText(body: unknown): string {
  if (typeof body === 'string' || body instanceof URLSearchParams) {
    return body.toString();
  }
  throw new NotFetched('a body of this kind is not sent');
}

async function bounded(body: AsyncIterable<Uint8Array> | null): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > LARGEST) {
      throw new NotFetched('its answer is larger than 1 MiB');
    }
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function trustedBy(file: string | undefined): { ca?: string[] } {
  try {
    return authorities(file);
  } catch (error) {
    const { code = 'no reason given' } = error as NodeJS.ErrnoException;
    throw new NotFetched(`its file of certificates ${file} cannot be read (${code})`);
  }
}
