import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { rootCertificates } from 'node:tls';

/**
 * The `ca` of a TLS connection that trusts the authorities of a PEM file besides the usual ones;
 * nothing where no file is named.
 *
 * @throws Error where it cannot be read
 */
export function authorities(file: string | undefined): { ca?: string[] } {
  return file === undefined
    ? {}
    : { ca: [...rootCertificates, readFileSync(resolve(file), 'utf8')] };
}
