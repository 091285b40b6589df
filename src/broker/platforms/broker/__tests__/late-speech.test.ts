import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import type { ExecutionRequest } from '../../../../model/request';
import { question } from '../../../__tests__/test-broker';
import { startAggregator } from './brokers';

/** Milliseconds. */
const PATIENCE = 6000;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** In front of a broker: passes everything on, but what it says of itself only when told to. */
async function startMumbling(target: string): Promise<{
  url: string;
  posts: number;
  speak: () => void;
}> {
  let speak = (): void => undefined;
  const told = new Promise<void>(done => (speak = done));
  const mumbling = { url: '', posts: 0, speak };
  const server = createServer((asked, answer) => {
    const pass = (): void => {
      const { method, headers, url } = asked;
      mumbling.posts += method === 'POST' ? 1 : 0;
      const there = request(`${target}${url ?? ''}`, { method, headers }, reply => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      });
      there.on('error', () => answer.destroy());
      asked.pipe(there);
    };
    if (asked.url === '/openapi.json' || asked.url === '/openapi.yaml') {
      void told.then(pass);
    } else {
      pass();
    }
  });
  servers.push(server);
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  mumbling.url = `http://127.0.0.1:${port}`;
  return mumbling;
}

it('a broker of ours that is slow to say so is not asked without the notebook as a stranger would be', async () => {
  const below = await startAggregator({ own: ['Cluster'] });
  const between = await startMumbling(below.url);
  const us = await startAggregator({
    below: [{ name: 'There', url: between.url, patience: PATIENCE }]
  });
  const content = Buffer.from('{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":5}');
  const location = `data:application/x-ipynb+json;base64,${content.toString('base64')}`;
  const { executable, ...rest } = question();
  const asked: ExecutionRequest = {
    ...rest,
    executable: Object.assign({}, executable, { location })
  };

  const asking = us.client.ask(asked);
  // Twice as long as others would wait for what it says of itself: that has no event to wait for here.
  await sleep(2 * (PATIENCE / 3));
  expect(between.posts).toBe(0);
  between.speak();
  expect((await asking).answers).toMatchObject([{ platform: 'There', state: 'YES' }]);
  expect(between.posts).toBe(1);
});
