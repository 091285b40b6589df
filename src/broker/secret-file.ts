import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * The first line of a file, without the space around it.
 *
 * @throws Error where it cannot be read or is empty
 */
export function readSecret(file: string): string {
  const secret = readFileSync(file, 'utf8').split('\n')[0]?.trim() ?? '';
  if (!secret) {
    throw new Error(`${resolve(file)} is to hold a secret in its first line, and is empty`);
  }
  return secret;
}
