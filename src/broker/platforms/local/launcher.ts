import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Problem, say } from '../../problem';
import type { ProcessIdentity } from './processes';
import type { SessionFolder } from './session-folder';

/** How long a runner may take until it has said that it is there. */
const PATIENCE = 30_000;

/**
 * Starts a runner in a process session of its own, so that it outlives this process.
 *
 * @throws Problem where it does not start, with its last words
 */
export async function launch(
  command: readonly string[],
  folder: SessionFolder
): Promise<ProcessIdentity> {
  const [program = '', ...args] = command;
  const log = await open(join(folder.path, 'log.txt'), 'a', 0o600);
  let gone = '';
  try {
    const child = spawn(program, args, {
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      cwd: folder.path
    });
    child.once('error', error => {
      gone = error.message;
    });
    child.once('exit', (code, signal) => {
      gone = `it ended with ${signal ?? code}`;
    });
    child.unref();
    const deadline = Date.now() + PATIENCE;
    while (Date.now() < deadline) {
      const identity = await folder.process();
      if (identity) {
        return identity;
      }
      if (gone) {
        break;
      }
      await sleep(10);
    }
  } finally {
    await log.close();
  }
  throw new Problem(500, [
    say('ERROR', 'runner-silent', 'The runner did not start ({reason}). Its log says: {log}', {
      reason: gone || `nothing came within ${PATIENCE / 1000} s`,
      log: await lastWords(folder)
    })
  ]);
}

async function lastWords(folder: SessionFolder): Promise<string> {
  const log = await readFile(join(folder.path, 'log.txt'), 'utf8').catch(() => '');
  return log.trim().split('\n').slice(-3).join(' ').slice(-500) || 'nothing';
}
