import { removeContainer } from './executables/engines';
import { ended, endMarked, isAlive, signal } from './processes';
import type { SessionFolder } from './session-folder';

const MARKER = 'EXECUTION_BROKER_SESSION';
/** Milliseconds that a runner may take to end; after SIGUSR1 its kernels end by themselves. */
const PATIENCE = { SIGTERM: 10_000, SIGUSR1: 20_000 } as const;

/** Ends the runner of a session, and then whatever it has left; nothing where there was none. */
export async function endRunner(
  folder: SessionFolder,
  uuid: string,
  how: keyof typeof PATIENCE
): Promise<void> {
  const identity = await folder.process();
  if (!identity) {
    return;
  }
  if (await isAlive(identity)) {
    signal(identity.pid, how);
    // It saves what was computed, then ends its processes; that takes a moment.
    if (!(await ended(identity, PATIENCE[how]))) {
      signal(identity.pid, 'SIGKILL');
      await ended(identity, 2000);
    }
  }
  await sweep(folder, uuid);
}

/** Ends what a runner that was killed has left behind: processes, and its container. */
export async function sweep(folder: SessionFolder, uuid: string): Promise<void> {
  await endMarked(MARKER, uuid);
  const order = await folder.order().catch(() => undefined);
  if (order && 'container' in order) {
    await removeContainer(order.container.engine, `execution-broker-${uuid}`);
  }
}
