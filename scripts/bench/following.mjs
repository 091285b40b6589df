import { setTimeout as sleep } from 'node:timers/promises';

import { startFakes } from './fake-brokers.mjs';
import { question, startBroker } from './own-broker.mjs';
import { print } from './printing.mjs';

const BROKERS = 4;
const SESSIONS = 1000;
/** Seconds after which each is looked at as seldom as in its first quarter of an hour. */
const SETTLE = 120;
const WATCHED = 60;

/** Sessions at brokers that answer 304: what it costs to follow them while nothing happens. */
export async function benchFollowing(folder) {
  const fakes = await startFakes({ healthy: BROKERS, least: 1, most: 5 });
  const broker = await startBroker(folder, 'following');
  try {
    const brokers = fakes.healthy.map((url, i) => ({ name: `broker ${i}`, url }));
    await broker.call('/brokers', { brokers }, { method: 'PUT' });
    const ask = { ...question, question: undefined };
    for (let i = 0; i < SESSIONS; i++) {
      const { offers } = await broker.call('/requests', ask);
      const there = offers.filter(({ platform }) => platform.startsWith('broker '));
      await broker.call(`/sessions/${there[i % there.length].meta.uuid}`, {
        kind: 'uri:enum-value-update',
        path: 'phase',
        value: 'ACCEPTED'
      });
    }
    await sleep(SETTLE * 1000);
    const before = broker.processorTime;
    await sleep(WATCHED * 1000);
    const share = (broker.processorTime - before) / WATCHED;
    print(
      `following: ${SESSIONS} quiet sessions`,
      `${(share * 100).toFixed(1)} % of a core`,
      '2 %'
    );
  } finally {
    await broker.stop();
    await fakes.stop();
  }
}
