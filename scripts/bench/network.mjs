import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { startFakes } from './fake-brokers.mjs';
import { question, startBroker } from './own-broker.mjs';
import { median, ms, print } from './printing.mjs';

const RUNS = 7;
/** Asked without a name, it withdraws nothing. */
const anonymous = { ...question, question: undefined };

/** Brokers on the network, through ours: many at once, some that hang and some that are not there. */
export async function benchNetwork(folder) {
  const few = await benchMany(folder, { healthy: 90, hanging: 5, dead: 5 }, '250 ms');
  const good = await benchMany(folder, { healthy: 90, hanging: 0, dead: 0 });
  print('network: what 5 that hang and 5 dead delay the others', ms(few - good), '20 ms');
  await benchMany(folder, { healthy: 1000, hanging: 0, dead: 0 }, '600 ms');
}

async function benchMany(folder, { healthy, hanging, dead }, budget) {
  const fakes = await startFakes({ healthy, hanging });
  const gone = await closedPorts(dead);
  const urls = [...fakes.healthy, ...fakes.hanging, ...gone];
  const broker = await startBroker(folder, `network-${urls.length}-${hanging}`);
  const what = `network: ${urls.length} brokers${hanging ? `, ${hanging} hang, ${dead} dead` : ''}`;
  try {
    const brokers = urls.map((url, i) => ({ name: `broker ${i}`, url }));
    await broker.call('/brokers', { brokers }, { method: 'PUT' });
    const first = await askAll(broker, healthy);
    print(`${what}: all offers, first question`, ms(first));
    await allSeen(broker, healthy);
    const bare = [];
    const through = [];
    for (let i = 0; i < RUNS; i++) {
      bare.push(await fanOut(fakes.healthy));
      through.push(await askAll(broker, healthy));
    }
    print(`${what}: all offers (median of ${RUNS})`, ms(median(through)), budget);
    print('    the same by bare fetch', ms(median(bare)));
    const busiest = await fakes.busiest();
    print('    requests at a time at any one', String(busiest), '8');
    if (busiest > 8) {
      throw new Error(`One broker had ${busiest} requests at a time`);
    }
    return median(through);
  } finally {
    await broker.stop();
    await fakes.stop();
  }
}

/** Milliseconds from the question to the event that brings the last offer of those that are well. */
async function askAll(broker, healthy, request = anonymous) {
  const start = performance.now();
  const set = await broker.call('/requests', request, { prefer: ['wait=0'] });
  let offered = 0;
  for await (const { data } of broker.events(`/offersets/${set.meta.uuid}/events`)) {
    const { offers } = JSON.parse(data);
    offered += offers.filter(({ platform }) => platform.startsWith('broker ')).length;
    if (offered === healthy) {
      return performance.now() - start;
    }
  }
  // Some were slower than our broker waits for them, on a machine that is too busy.
  console.log('    not all of them answered within the deadline');
  return performance.now() - start;
}

async function fanOut(urls) {
  const start = performance.now();
  await Promise.all(
    urls.map(async url => {
      const response = await fetch(`${url}/requests`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(question)
      });
      return response.json();
    })
  );
  return performance.now() - start;
}

/** Waits until our broker has found out what each of them speaks. */
async function allSeen(broker, healthy) {
  for (;;) {
    const { brokers } = await broker.call('/brokers');
    if (brokers.filter(({ state }) => state === 'answers').length >= healthy) {
      return;
    }
    await sleep(100);
  }
}

/** URLs of ports that nobody listens on. */
async function closedPorts(count) {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await new Promise(done => server.once('listening', done));
      const { port } = server.address();
      await new Promise(done => server.close(done));
      return `http://127.0.0.1:${port}`;
    })
  );
}
