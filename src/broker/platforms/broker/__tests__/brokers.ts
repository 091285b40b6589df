import { join } from 'node:path';

import { FileStore } from '../../../store/file-store';
import { openStore } from '../../../store/store';
import {
  FakePlatform,
  startBroker,
  temporaryFolder,
  type TestBroker
} from '../../../__tests__/test-broker';
import type { Platform, Report } from '../../platform';
import { BrokerPlatform, type BrokerPlatformOptions } from '../broker-platform';

type Below = Partial<BrokerPlatformOptions> & { name: string; url: string };

const platforms: BrokerPlatform[] = [];

afterEach(async () => {
  await Promise.all(platforms.splice(0).map(async platform => platform.close()));
});

/** A platform for the broker at a URL, as part of no broker of ours. */
export function platformAt(
  url: string,
  options: Partial<BrokerPlatformOptions> = {}
): BrokerPlatform {
  const platform = new BrokerPlatform({
    name: 'There',
    url,
    identity: 'us',
    authorize: async () => Promise.resolve({}),
    files: new FileStore(join(temporaryFolder(), 'files')),
    // So long that a busy machine is not taken for a silent broker.
    patience: 20_000,
    report: async () => Promise.resolve(),
    onError: error => {
      throw error;
    },
    ...options
  });
  platforms.push(platform);
  return platform;
}

export interface Aggregator extends TestBroker {
  own: FakePlatform[];
  identity: string;
}

/** A broker of ours with platforms of its own, and with brokers below it. */
export async function startAggregator(
  options: {
    own?: string[];
    below?: Below[];
    token?: string;
    folder?: string;
    make?: (report: Report) => Platform[];
  } = {}
): Promise<Aggregator> {
  const folder = options.folder ?? temporaryFolder();
  const store = openStore(folder);
  const { identity, files } = store;
  await store.close();
  const own: FakePlatform[] = [];
  const broker = await startBroker({
    folder,
    // Longer than any broker below has: it is their silence that is looked at.
    patience: 60_000,
    ...(options.token === undefined ? {} : { token: options.token }),
    platforms: (report, onError) => {
      own.push(...(options.own ?? []).map(name => new FakePlatform(report, name)));
      return [
        ...own,
        ...(options.make?.(report) ?? []),
        ...(options.below ?? []).map(
          below =>
            new BrokerPlatform({
              identity,
              files,
              authorize: async () => Promise.resolve({}),
              report,
              onError,
              ...below
            })
        )
      ];
    }
  });
  return { ...broker, own, identity };
}
