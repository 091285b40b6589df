import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { OFFER_SET } from '../../model/kinds';
import type { OfferSetResponse, PlatformAnswer } from '../../model/offer-set';
import { checkDocument } from '../../model/validate';
import { BrokerClient } from '../broker-client';

let server: Server | undefined;

afterEach(async () => {
  const closed = server && once(server, 'close');
  server?.closeAllConnections();
  server?.close();
  await closed;
});

const set = (state: PlatformAnswer['state']): OfferSetResponse => ({
  kind: OFFER_SET,
  meta: { uuid: '00000000-0000-4000-8000-000000000000' },
  ...(state === 'ASKING' ? {} : { result: 'NO' }),
  answers: [{ platform: 'Slow', state }]
});

/** A broker whose streams of offers each tell one set, then end. */
async function telling(
  sets: OfferSetResponse[]
): Promise<{ client: BrokerClient; asked: string[] }> {
  const asked: string[] = [];
  server = createServer(({ url = '' }, response) => {
    const next = sets[Math.min(asked.length, sets.length - 1)];
    asked.push(url);
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.end(`event: offerset\ndata: ${JSON.stringify(next)}\n\n`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}`;
  return { client: new BrokerClient({ baseUrl, check: checkDocument }), asked };
}

async function states(client: BrokerClient, signal?: AbortSignal): Promise<string[]> {
  const seen: string[] = [];
  for await (const { answers } of client.followOfferSet('x', signal ? { signal } : {})) {
    seen.push(answers?.[0]?.state ?? '');
  }
  return seen;
}

describe('a stream of offers that ends before all have answered', () => {
  it('is taken up again', async () => {
    const { client, asked } = await telling([set('ASKING'), set('NO')]);
    expect(await states(client)).toEqual(['ASKING', 'NO']);
    expect(asked).toEqual(['/offersets/x/events', '/offersets/x/events']);
  });

  it('is not for ever, and says so', async () => {
    const { client, asked } = await telling([set('ASKING')]);
    await expect(states(client)).rejects.toThrow(/ended its answer before all had answered/);
    expect(asked).toHaveLength(5);
  }, 30_000);

  it('is given up where nobody wants it any more', async () => {
    const { client, asked } = await telling([set('ASKING')]);
    await expect(states(client, AbortSignal.timeout(200))).rejects.toThrow();
    expect(asked).toHaveLength(1);
  });
});
