import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/** What scripts/containers.py tells of podman here. */
export interface TestContainers {
  engine: [string, ...string[]];
  /** Options for each container. */
  create: string[];
  /** An image of busybox, and one with a user, a folder and a command of its own. */
  plain: string;
  own: string;
}

/** A real podman with images of its own; or the reason why there is none. */
export function testContainers(): TestContainers | { reason: string } {
  const script = resolve(__dirname, '../../../scripts/containers.py');
  const { status, stdout, stderr } = spawnSync('python', [script], { encoding: 'utf8' });
  return status === 0
    ? (JSON.parse(stdout) as TestContainers)
    : { reason: stderr.trim() || 'scripts/containers.py did not run' };
}
