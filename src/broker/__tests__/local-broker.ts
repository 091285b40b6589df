import { join } from 'node:path';

import type { ExecutionRequest } from '../../model/request';
import { isFinal } from '../../model/phase';
import type { ExecutionSession } from '../../model/session';
import { LocalPlatform } from '../platforms/local/local-platform';
import { FileStore } from '../store/file-store';
import { ENVIRONMENTS, PYTHON } from './service';
import { startBroker, temporaryFolder, until, type TestBroker } from './test-broker';

/** A broker with this computer as its platform: real environments, real kernels. */
export async function startLocalBroker(
  options: Partial<Parameters<typeof startBroker>[0]> = {}
): Promise<TestBroker> {
  const folder = temporaryFolder();
  return startBroker({
    ...options,
    folder,
    platforms: (report, onError) => [
      new LocalPlatform({
        name: 'This computer',
        folder: join(folder, 'sessions'),
        environments: ENVIRONMENTS,
        // Where the broker's own store is.
        files: new FileStore(join(folder, 'files')),
        python: PYTHON,
        uv: 'uv',
        report,
        onError
      })
    ]
  });
}

/** Accepts the first offer; gives the session's uuid. */
export async function accepted({ client }: TestBroker, request: ExecutionRequest): Promise<string> {
  const uuid = (await client.ask(request)).offers![0]!.meta!.uuid!;
  await client.accept(uuid);
  return uuid;
}

/** Runs a notebook to its end. */
export async function ran(
  broker: TestBroker,
  request: ExecutionRequest
): Promise<ExecutionSession> {
  const uuid = await accepted(broker, request);
  return until(async () => {
    const session = await broker.client.session(uuid);
    return isFinal(session.phase!) && session;
  }, 200);
}
