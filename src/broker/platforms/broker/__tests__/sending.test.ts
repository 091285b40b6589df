import { randomBytes } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';

import { SIMPLE_DATA } from '../../../../model/kinds';
import type { OfferSetResponse } from '../../../../model/offer-set';
import { messageText } from '../../../../model/template';
import {
  FakePlatform,
  question,
  startBroker,
  temporaryFolder
} from '../../../__tests__/test-broker';
import { FileStore } from '../../../store/file-store';
import { BrokerPlatform } from '../broker-platform';
import { startAggregator } from './brokers';

/** Milliseconds that a broker may be silent here. */
const PATIENCE = 2500;
const SIZE = 24 * 2 ** 20;

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach(close => close()));

/** A line on which not more than so many bytes a second go there, and after `most` none at all. */
async function startNarrow(target: string, rate: number, most = Infinity): Promise<string> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer(client => {
    const there = connect(Number(port), hostname);
    [client, there].forEach(socket => {
      sockets.add(socket);
      socket.on('error', () => undefined);
    });
    there.pipe(client);
    client.once('close', () => there.destroy());
    let gone = 0;
    client.on('data', chunk => {
      there.write(chunk);
      gone += chunk.length;
      client.pause();
      if (gone < most) {
        setTimeout(() => client.resume(), (chunk.length / rate) * 1000);
      }
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.close();
    sockets.forEach(socket => socket.destroy());
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Asks a broker that has another behind a line, and gives the sets as they came. */
async function askThrough(url: string): Promise<OfferSetResponse[]> {
  const folder = temporaryFolder();
  const files = new FileStore(join(folder, 'files'));
  const digest = await files.put(randomBytes(SIZE));
  const us = await startBroker({
    folder,
    patience: PATIENCE,
    platforms: (report, onError) => [
      new FakePlatform(report, 'Here'),
      new BrokerPlatform({
        ...{ name: 'There', url, report, onError, files, identity: 'us' },
        authorize: async () => Promise.resolve({})
      })
    ]
  });
  const first = await us.client.ask(
    question(1, {
      data: [{ kind: SIMPLE_DATA, meta: { name: 'big.fits' }, location: `/files/sha256/${digest}` }]
    }),
    { wait: 0 }
  );
  const sets: OfferSetResponse[] = [];
  for await (const set of us.client.followOfferSet(first.meta!.uuid!)) {
    sets.push(set);
  }
  return sets;
}

const there = ({ answers = [] }: OfferSetResponse): { state: string; words: string } => {
  const { state, messages = [] } = answers.find(({ platform }) => platform === 'There')!;
  return { state, words: messages.map(messageText).join(' ') };
};

/** A broker that has made the description of itself, which takes time. */
async function startBelow(): Promise<string> {
  const { url } = await startAggregator({ own: ['Cluster'] });
  await (await fetch(`${url}/openapi.json`)).text();
  return url;
}

describe('a large file on its way to a broker', () => {
  it('is told of, and waited for, for longer than a silence would be', async () => {
    const sets = await askThrough(await startNarrow(await startBelow(), 4 * 2 ** 20));
    const said = sets.map(there);
    expect(said).toContainEqual({
      state: 'ASKING',
      words: expect.stringMatching(/^There is being sent big\.fits: [\d.]+ MB of 25 MB$/)
    });
    expect(said.at(-1)).toEqual({ state: 'YES', words: '' });
    expect(sets.at(-1)!.meta?.messages).toEqual([]);
  });

  it('that stands still is a silence', async () => {
    const sets = await askThrough(await startNarrow(await startBelow(), 4 * 2 ** 20, 2 ** 20));
    expect(there(sets.at(-1)!)).toEqual({
      state: 'SILENT',
      words: 'There gave no answer: nothing came for 2.5 s'
    });
    expect(sets.at(-1)!.offers!.map(({ platform }) => platform)).toEqual(['Here', 'Here']);
  });
});
