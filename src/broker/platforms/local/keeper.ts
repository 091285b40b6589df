import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import type { Capacity } from '../platform';

const run = promisify(execFile);

/** Who keeps a session within its limits. */
export interface Keeper {
  kind: 'cgroup' | 'rlimits';
  /** For the panel. */
  words: string;
  /** What the runner's command line starts with. */
  prefix(session: string, limits: Capacity & { seconds: number }): string[];
}

const RLIMITS: Keeper = {
  kind: 'rlimits',
  words: 'the runner (process limits)',
  prefix: () => []
};

const CGROUP: Keeper = {
  kind: 'cgroup',
  words: 'a control group of its own (systemd)',
  prefix: (session, { cores, memory }) => [
    'systemd-run',
    '--user',
    '--scope',
    '--quiet',
    '--collect',
    `--unit=execution-broker-${session}`,
    '-p',
    `MemoryMax=${memory}G`,
    '-p',
    'MemorySwapMax=0',
    '-p',
    `CPUQuota=${cores * 100}%`,
    '--'
  ]
};

/**
 * A control group of its own for each session where the user's systemd gives one, else the limits
 * that the runner can set for itself.
 *
 * @param command systemd-run, or what stands in for it in a test
 */
export async function findKeeper(command = 'systemd-run'): Promise<Keeper> {
  if (process.platform !== 'linux') {
    return RLIMITS;
  }
  try {
    await run(
      command,
      ['--user', '--scope', '--quiet', '--collect', '-p', 'MemoryMax=64M', '--', 'true'],
      { timeout: 3000 }
    );
    return CGROUP;
  } catch {
    return RLIMITS; // no systemd, no user session, or no delegated controllers
  }
}
