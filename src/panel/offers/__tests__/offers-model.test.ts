import '../../__tests__/streams';

import { BrokerClient } from '../../../client/broker-client';
import { FakeBroker, Refusal } from '../../__tests__/fake-broker';
import { answer, offer, session } from '../../__tests__/samples';
import { OffersModel } from '../offers-model';

const REQUEST = { executable: { kind: 'x', location: [] } } as never;

/** A model whose broker has answered with some offers. */
async function setUp(uuids = ['a', 'b']) {
  const broker = new FakeBroker();
  const offers = uuids.map(uuid => offer(uuid));
  broker.on('POST /requests', answer({ offers }));
  broker.on('GET /offersets/set', answer({ offers }));
  const model = new OffersModel(
    new BrokerClient({ baseUrl: '/base', fetch: broker.fetch, check: () => [] })
  );
  const ask = () => model.ask(REQUEST, [], new AbortController().signal);
  await ask();
  const heard: string[] = [];
  model.lost.connect(() => heard.push('lost'));
  model.accepted.connect((_, { phase }) => heard.push(`accepted: ${phase ?? ''}`));
  return { ask, broker, heard, model };
}

/** A refusal as our broker gives it. */
const refusal = (status: number, kind: string, message: string) =>
  new Refusal(status, message, [{ kind: `urn:execution-broker:${kind}`, message }]);

test('gives back the open offers of a reader who goes, and no other', async () => {
  const { ask, broker, model } = await setUp();
  const offers = [offer('a'), offer('b', { phase: 'EXPIRED' }), offer('c'), offer('d')];
  broker.on('POST /requests', answer({ offers }));
  broker.on('POST /sessions/a', offer('a', { phase: 'REJECTED' }));
  broker.on('POST /sessions/c', offer('c', { phase: 'ACCEPTED' }));
  broker.on('POST /sessions/d', offer('d', { phase: 'REJECTED' }));
  broker.on('GET /offersets/set', answer({ offers }));
  await ask();
  await model.accept('c');
  broker.calls.length = 0;
  model.giveBack();
  expect(broker.calls.map(({ path, body }) => [path, (body as { value: string }).value])).toEqual([
    ['/sessions/a', 'REJECTED'],
    ['/sessions/d', 'REJECTED']
  ]);
  model.dispose();
});

test('an offer that is gone is kept for comparison with the next answer, and no longer', async () => {
  const { ask, broker, heard, model } = await setUp();
  broker.on('POST /sessions/a', refusal(409, 'refused', 'No longer.'));
  await model.accept('a');
  expect(heard).toEqual(['lost']);
  expect(model.state.value.wanted).toMatchObject({ reason: 'No longer.', offer: offer('a') });
  model.begin();
  await ask();
  expect(model.state.value.wanted).toBeDefined();
  model.begin();
  expect(model.state.value.wanted).toBeUndefined();
  model.dispose();
});

test('while a rival is being accepted nothing is asked, which would give that back', async () => {
  const { broker, heard, model } = await setUp();
  broker.on('POST /sessions/a', refusal(409, 'rival', 'Another offer is being accepted.'));
  await model.accept('a');
  expect(heard).toEqual([]);
  expect(model.state.value.acceptances.a).toMatchObject({ state: 'failed' });
  model.dispose();
});

describe('an acceptance whose answer was lost', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  async function lose() {
    const all = await setUp();
    const { broker, model } = all;
    broker.on('POST /sessions/a', refusal(504, 'accept-unknown', 'Slurm did not answer.'));
    broker.on('GET /sessions/a', offer('a'));
    await model.accept('a');
    return all;
  }

  test('is never sent again, and is found out by looking', async () => {
    const { broker, heard, model } = await lose();
    expect(model.state.value.acceptances.a?.state).toBe('unknown');
    expect([model.isTakingOther('b'), model.isTakingOther('a')]).toEqual([true, false]);
    await jest.advanceTimersByTimeAsync(3000);
    await model.accept('a');
    expect(heard).toEqual([]);
    broker.on('GET /sessions/a', session('a', { phase: 'WAITING' }));
    await jest.advanceTimersByTimeAsync(3000);
    expect(heard).toEqual(['accepted: WAITING']);
    expect(broker.to('POST /sessions/a')).toHaveLength(1);
    const looks = broker.to('GET /sessions/a').length;
    await jest.advanceTimersByTimeAsync(60_000);
    expect(broker.to('GET /sessions/a')).toHaveLength(looks);
    model.dispose();
  });

  test('that turns out to be a refusal is one', async () => {
    const { broker, heard, model } = await lose();
    const meta = { uuid: 'a', messages: [{ message: 'The queue is closed.' }] };
    broker.on('GET /sessions/a', offer('a', { phase: 'REJECTED', meta }));
    await jest.advanceTimersByTimeAsync(3000);
    expect(heard).toEqual(['lost']);
    expect(model.state.value.wanted?.reason).toBe('The queue is closed.');
    model.dispose();
  });
});
