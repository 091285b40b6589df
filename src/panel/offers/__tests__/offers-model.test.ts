import '../../__tests__/streams';

import { BrokerClient } from '../../../client/broker-client';
import { FakeBroker } from '../../__tests__/fake-broker';
import { answer, offer } from '../../__tests__/samples';
import { OffersModel } from '../offers-model';

const REQUEST = { executable: { kind: 'x', location: [] } } as never;

test('gives back the open offers of a reader who goes, and no other', async () => {
  const broker = new FakeBroker();
  const offers = [offer('a'), offer('b', { phase: 'EXPIRED' }), offer('c'), offer('d')];
  broker.on('POST /requests', answer({ offers }));
  broker.on('POST /sessions/a', offer('a', { phase: 'REJECTED' }));
  broker.on('POST /sessions/c', offer('c', { phase: 'ACCEPTED' }));
  broker.on('POST /sessions/d', offer('d', { phase: 'REJECTED' }));
  broker.on('GET /offersets/set', answer({ offers }));
  const model = new OffersModel(
    new BrokerClient({ baseUrl: '/base', fetch: broker.fetch, check: () => [] })
  );
  await model.ask(REQUEST, [], new AbortController().signal);
  await model.accept('c');
  broker.calls.length = 0;
  model.giveBack();
  expect(broker.calls.map(({ path, body }) => [path, (body as { value: string }).value])).toEqual([
    ['/sessions/a', 'REJECTED'],
    ['/sessions/d', 'REJECTED']
  ]);
  model.dispose();
});
