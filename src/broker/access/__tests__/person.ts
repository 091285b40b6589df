import type { BrokerList, BrokerStatus } from '../../../model/broker-entry';
import {
  FakePlatform,
  startBroker,
  temporaryFolder,
  until,
  type TestBroker
} from '../../__tests__/test-broker';
import type { AnyEntry } from '../entry';
import { FileSecrets } from '../file-secrets';
import { LazySecrets } from '../secrets';
import { FakeBrokerPlatform } from './guarded-broker';

/** A person with a broker of their own, over HTTP. */
export class Person {
  readonly platforms: FakeBrokerPlatform[] = [];
  broker!: TestBroker;

  constructor(readonly folder = temporaryFolder()) {}

  async start(
    administrators: readonly AnyEntry[] = [],
    { manage = true, patience = 10_000 } = {}
  ): Promise<this> {
    const { folder } = this;
    this.broker = await startBroker({
      folder,
      platforms: report => [new FakePlatform(report, 'This computer')],
      network: {
        administrators,
        manage,
        patience,
        secrets: new LazySecrets(async () =>
          Promise.resolve(
            new FileSecrets(folder, words => {
              throw new Error(words);
            })
          )
        ),
        load: async () =>
          Promise.resolve((entry, authorize) => {
            const platform = new FakeBrokerPlatform(entry, authorize);
            this.platforms.push(platform);
            return platform;
          })
      }
    });
    return this;
  }

  /** The status and the document of an answer. */
  async send(method: string, path: string, body?: unknown): Promise<Answered> {
    const response = await fetch(`${this.broker.url}/brokers${path}`, {
      method,
      headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) })
    });
    const text = await response.text();
    return { status: response.status, text, document: text === '' ? undefined : JSON.parse(text) };
  }

  async write(...brokers: unknown[]): Promise<Answered> {
    return this.send('PUT', '', { brokers });
  }

  async list(): Promise<BrokerStatus[]> {
    const { document } = await this.send('GET', '');
    return (document as BrokerList).brokers;
  }

  /** The broker of that name, once it is in a state. */
  async see(name: string, state: BrokerStatus['state']): Promise<BrokerStatus> {
    return until(async () =>
      (await this.list()).find(broker => broker.name === name && broker.state === state)
    );
  }
}

export interface Answered {
  status: number;
  text: string;
  document: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}
