import { readFile, readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process, and when it was started: pids are used again. */
export interface ProcessIdentity {
  pid: number;
  /** Field 22 of /proc/PID/stat; `undefined` where there is no /proc. */
  started?: number | string | undefined;
}

/** Whether that very process is alive. A zombie is not. */
export async function isAlive({ pid, started }: ProcessIdentity): Promise<boolean> {
  if (process.platform === 'linux') {
    const now = await stat(pid);
    return (
      now !== undefined &&
      now.state !== 'Z' &&
      (started === undefined || String(started) === now.started)
    );
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Sends a signal; a process that has gone is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      throw error;
    }
  }
}

/** Waits until a process has gone; false if it has not within `milliseconds`. */
export async function ended(identity: ProcessIdentity, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (await isAlive(identity)) {
    if (Date.now() > deadline) {
      return false;
    }
    await sleep(20);
  }
  return true;
}

/**
 * Ends every process that carries a variable in its environment, whoever its parent is now: what is
 * left of a session whose runner was killed. Only where there is /proc.
 */
export async function endMarked(name: string, value: string): Promise<void> {
  const marker = `${name}=${value}`;
  for (let round = 0; round < 50; round++) {
    const pids = await marked(marker);
    if (pids.length === 0) {
      return;
    }
    pids.forEach(pid => signal(pid, 'SIGKILL'));
    await sleep(20);
  }
}

async function marked(marker: string): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []);
  const found = await Promise.all(
    names
      .filter(name => /^\d+$/.test(name))
      .map(async name => {
        const environment = await readFile(`/proc/${name}/environ`, 'latin1').catch(() => '');
        const pid = Number(name);
        const ours = pid !== process.pid && environment.split('\0').includes(marker);
        return ours && (await isAlive({ pid })) ? pid : undefined;
      })
  );
  return found.filter(pid => pid !== undefined);
}

async function stat(pid: number): Promise<{ state: string; started: string } | undefined> {
  const line = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  // The name, in parentheses, may hold spaces and parentheses itself.
  const fields = line?.slice(line.lastIndexOf(')') + 2).split(' ');
  const state = fields?.[0];
  const started = fields?.[19];
  return state === undefined || started === undefined ? undefined : { state, started };
}
