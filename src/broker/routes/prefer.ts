import type { FastifyRequest } from 'fastify';

/** What a client would like, by its Prefer header (RFC 7240). */
export interface Preferences {
  /** The document itself, and not where it is. */
  representation: boolean;
  /** Seconds to wait at most. */
  wait: number | undefined;
}

export function preferencesOf({ headers: { prefer } }: FastifyRequest): Preferences {
  const text = Array.isArray(prefer) ? prefer.join(',') : (prefer ?? '');
  const found = new Map(
    text.split(',').map(part => {
      const [name = '', value = ''] = (part.split(';')[0] ?? '').split('=');
      return [name.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/, '$1')];
    })
  );
  const wait = Number(found.get('wait') ?? NaN);
  return {
    representation: found.get('return') === 'representation',
    wait: Number.isNaN(wait) ? undefined : wait
  };
}
