import { availableParallelism, totalmem } from 'node:os';
import { readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';

const GIB = 2 ** 30;

/** What this computer has, and what is free of it, seen from inside its control groups. */
export interface Machine {
  cores: number;
  /** GiB, whole. */
  memory: number;
  /** Bytes that could be used now. */
  available: number;
}

/**
 * Reads cores and memory, the tightest of the machine's and of every control group above this
 * process (v2: cpu.max, memory.max; v1: cpu.cfs_quota_us, memory.limit_in_bytes).
 *
 * Source: the kernel's cgroup-v2.rst and cgroup-v1/memory.rst. Elsewhere than on Linux the files are
 * not there, and the machine's own figures stand.
 *
 * @param root where `proc` and `sys` are, for tests
 */
export async function readMachine(root = '/'): Promise<Machine> {
  const groups = await controlGroups(root);
  const memory = await Promise.all(groups.map(group => memoryOf(group)));
  const cores = await Promise.all(groups.map(group => coresOf(group)));
  const meminfo = await text(join(root, 'proc/meminfo'));
  const total = meminfoBytes(meminfo, 'MemTotal') ?? totalmem();
  const available = meminfoBytes(meminfo, 'MemAvailable') ?? totalmem() / 2;
  const limit = Math.min(total, ...memory.map(({ limit }) => limit));
  return {
    cores: Math.max(1, Math.floor(Math.min(availableParallelism(), ...cores))),
    memory: Math.floor(limit / GIB),
    available: Math.min(available, ...memory.map(({ limit, used }) => Math.max(0, limit - used)))
  };
}

/** Bytes that can be written in a folder. */
export async function freeDisk(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

interface ControlGroup {
  folder: string;
  version: 1 | 2;
  controllers: string[];
}

/** The control groups that this process is in, and all above them. */
async function controlGroups(root: string): Promise<ControlGroup[]> {
  const lines = ((await text(join(root, 'proc/self/cgroup'))) ?? '').split('\n');
  const mount = join(root, 'sys/fs/cgroup');
  return lines.flatMap(line => {
    const [id, names, path] = line.split(/:(.*?):/);
    if (id === undefined || names === undefined || path === undefined) {
      return [];
    }
    const controllers = names.split(',').filter(Boolean);
    const version = id === '0' ? 2 : 1;
    // Beside v1 hierarchies, v2 is mounted at `unified`.
    const tops = version === 2 ? [mount, join(mount, 'unified')] : [join(mount, names)];
    return tops.flatMap(top =>
      above(path).map(folder => ({ folder: join(top, folder), version, controllers }) as const)
    );
  });
}

function above(path: string): string[] {
  const parts = path.split('/').filter(Boolean);
  return [...Array(parts.length + 1).keys()].map(n => parts.slice(0, n).join('/'));
}

async function memoryOf({ folder, version }: ControlGroup): Promise<{
  limit: number;
  used: number;
}> {
  const [limit, used, stat] = await Promise.all(
    (version === 2
      ? ['memory.max', 'memory.current', 'memory.stat']
      : ['memory.limit_in_bytes', 'memory.usage_in_bytes', 'memory.stat']
    ).map(async name => text(join(folder, name)))
  );
  const bytes = Number(limit);
  if (limit === undefined || limit.trim() === 'max' || !Number.isFinite(bytes)) {
    return { limit: Infinity, used: 0 };
  }
  // What the page cache holds of idle files is given back when somebody needs it.
  const idle = Number(/^(?:total_)?inactive_file (\d+)$/m.exec(stat ?? '')?.[1] ?? 0);
  return { limit: bytes, used: Math.max(0, Number(used ?? 0) - idle) };
}

async function coresOf({ folder, version }: ControlGroup): Promise<number> {
  const [quota, period] =
    version === 2
      ? ((await text(join(folder, 'cpu.max'))) ?? 'max').trim().split(' ')
      : [
          await text(join(folder, 'cpu.cfs_quota_us')),
          await text(join(folder, 'cpu.cfs_period_us'))
        ];
  const share = Number(quota) / Number(period ?? 100_000);
  return Number.isFinite(share) && share > 0 ? share : Infinity;
}

function meminfoBytes(meminfo: string | undefined, name: string): number | undefined {
  const match = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(meminfo ?? '');
  return match ? Number(match[1]) * 1024 : undefined;
}

async function text(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined; // not this kind of system
  }
}
