import { readFileSync } from 'node:fs';

/** Hands out processors to sessions, so that two are not bound to the same one. */
export class Cpus {
  private readonly _taken = new Map<string, readonly number[]>();

  /** @param all the processors that this process may use; empty where sessions cannot be bound */
  constructor(private readonly _all: readonly number[] = allowedCpus()) {}

  /** As many as asked, or `null` where there are not so many free: then it is bound to none. */
  take(session: string, count: number): number[] | null {
    const taken = new Set([...this._taken.values()].flat());
    const cpus = this._all.filter(cpu => !taken.has(cpu)).slice(0, count);
    if (cpus.length < count) {
      return null;
    }
    this._taken.set(session, cpus);
    return cpus;
  }

  /** Notes what a session that was found again is bound to. */
  note(session: string, cpus: readonly number[]): void {
    this._taken.set(session, cpus);
  }

  release(session: string): void {
    this._taken.delete(session);
  }
}

/** The processors in /proc/self/status, such as `0-3,8`; none where there is no such file. */
function allowedCpus(): number[] {
  let status: string;
  try {
    status = readFileSync('/proc/self/status', 'utf8');
  } catch {
    return [];
  }
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '';
  return list.split(',').flatMap(part => {
    const [first = NaN, last = first] = part.split('-').map(Number);
    return Number.isNaN(first) ? [] : Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}
