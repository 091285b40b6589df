import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';

import { temporaryFolder } from '../../../__tests__/test-broker';
import { freeDisk, readMachine } from '../machine';

const GIB = 2 ** 30;

/** A file tree as the kernel shows it. */
function system(files: Record<string, string>): string {
  const root = temporaryFolder();
  for (const [path, content] of Object.entries({
    'proc/meminfo': `MemTotal:       ${16 * 2 ** 20} kB\nMemAvailable:   ${8 * 2 ** 20} kB\n`,
    ...files
  })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

describe('what this computer has', () => {
  it('is what the machine says, where there are no control groups', async () => {
    expect(await readMachine(system({}))).toEqual({
      cores: availableParallelism(),
      memory: 16,
      available: 8 * GIB
    });
  });

  it('is the tightest limit of all the control groups above it (version 2)', async () => {
    const root = system({
      'proc/self/cgroup': '0::/user/session\n',
      'sys/fs/cgroup/user/memory.max': `${4 * GIB}\n`,
      'sys/fs/cgroup/user/memory.current': `${3 * GIB}\n`,
      'sys/fs/cgroup/user/memory.stat': `anon 5\ninactive_file ${GIB}\n`,
      'sys/fs/cgroup/user/session/memory.max': 'max\n',
      'sys/fs/cgroup/user/session/cpu.max': '150000 100000\n',
      'sys/fs/cgroup/user/cpu.max': 'max 100000\n'
    });
    expect(await readMachine(root)).toEqual({ cores: 1, memory: 4, available: 2 * GIB });
  });

  it('reads version 1 as well, and never says less than one core', async () => {
    const root = system({
      'proc/self/cgroup': '4:memory:/job\n1:cpu,cpuacct:/job\n0::/\n',
      'sys/fs/cgroup/memory/job/memory.limit_in_bytes': `${2 * GIB}\n`,
      'sys/fs/cgroup/memory/job/memory.usage_in_bytes': `${GIB}\n`,
      'sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us': '50000\n',
      'sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us': '100000\n'
    });
    expect(await readMachine(root)).toEqual({ cores: 1, memory: 2, available: GIB });
  });

  it('takes no limit in version 1 for no limit', async () => {
    const root = system({
      'proc/self/cgroup': '4:memory:/\n1:cpu:/\n',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
      'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n'
    });
    expect(await readMachine(root)).toMatchObject({ memory: 16, cores: availableParallelism() });
  });

  it('is read from the real machine too', async () => {
    const machine = await readMachine();
    expect(machine.cores).toBeGreaterThanOrEqual(1);
    expect(machine.available).toBeGreaterThan(0);
    expect(await freeDisk('/')).toBeGreaterThan(0);
  });
});
