import type { FastifyRequest } from 'fastify';

/** The brokers, and proxies, that a request has passed, from the first: the names in `Via` (RFC 9110). */
export function viaOf({ headers: { via } }: FastifyRequest): string[] {
  const text = Array.isArray(via) ? via.join(',') : (via ?? '');
  return text.split(',').flatMap(entry => entry.trim().split(/\s+/)[1] ?? []);
}
