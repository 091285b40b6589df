import '../../__tests__/streams';

import { BrokerClient } from '../../../client/broker-client';
import type { SessionEvent } from '../../../model/event';
import { formatInstant } from '../../../model/time';
import { Events, FakeBroker, Refusal, settled } from '../../__tests__/fake-broker';
import { NOW, session } from '../../__tests__/samples';
import { RESTING, SessionModel, WATCHING } from '../session-model';

// A poll stands by in a hidden page, and jsdom's is hidden.
Object.defineProperty(document, 'hidden', { configurable: true, value: false });

const models: SessionModel[] = [];
afterEach(() => {
  for (const model of models.splice(0)) {
    model.dispose();
  }
});

const event = (seq: number, more: Partial<SessionEvent>): SessionEvent => ({
  seq,
  time: formatInstant(NOW + seq * 1000),
  type: 'progress',
  ...more
});
const cell = (seq: number, n: number, seconds?: number) =>
  event(seq, {
    progress: {
      ...{ cell: n, cells: 3, done: seconds === undefined ? n - 1 : n },
      ...(seconds === undefined ? {} : { seconds })
    }
  });

function setUp(events: SessionEvent[]) {
  const broker = new FakeBroker();
  broker.on('GET /sessions/1', session('1'));
  broker.on('GET /sessions', { sessions: [session('1')] });
  broker.on('GET /sessions/1/events', () => new Events(events.splice(0)));
  const client = new BrokerClient({ baseUrl: '/base', fetch: broker.fetch, check: () => [] });
  const model = new SessionModel(client, '1');
  models.push(model);
  return { broker, model };
}

it('reads what has happened, and its document again only where something has', async () => {
  const events = [event(1, { type: 'phase', phase: 'RUNNING' }), cell(2, 1)];
  const { broker, model } = setUp(events);
  await model.refresh();
  expect(model.state.value.record).toMatchObject({ last: 2, total: 3, cells: [{ cell: 1 }] });
  const reads = () => broker.to('GET /sessions/1').length;
  const before = reads();
  await model.refresh();
  expect(reads()).toBe(before);
  events.push(cell(3, 1, 1.5));
  await model.refresh();
  expect(reads()).toBe(before + 1);
  expect(model.state.value.record.cells).toMatchObject([{ cell: 1, seconds: 1.5 }]);
});

it('looks every second while it can be seen, seldom otherwise, and no more once it has ended', async () => {
  const { broker, model } = setUp([]);
  await model.refresh();
  expect(model.interval).toBe(RESTING);
  model.visible = true;
  await model.refresh();
  expect(model.interval).toBe(WATCHING);
  broker.on('GET /sessions/1', session('1', { phase: 'COMPLETED' }));
  broker.on(
    'GET /sessions/1/events',
    new Events([event(9, { type: 'phase', phase: 'COMPLETED' })])
  );
  await model.refresh();
  expect(model.state.value.session?.phase).toBe('COMPLETED');
  const { length } = broker.calls;
  await new Promise(done => setTimeout(done, 1300));
  expect(broker.calls).toHaveLength(length);
});

it('knows how long the cells took when the same notebook last ran to its end', async () => {
  const { broker, model } = setUp([cell(1, 1)]);
  const progress = { cell: 3, cells: 3, done: 3 };
  broker.on('GET /sessions', {
    sessions: [
      session('1', { progress }),
      session('other', {
        phase: 'COMPLETED',
        progress,
        executable: { kind: 'n', meta: { name: 'plot.ipynb', description: 'else/plot.ipynb' } }
      }),
      session('failed', { phase: 'FAILED', progress }),
      session('shorter', { phase: 'COMPLETED', progress: { ...progress, cells: 2 } }),
      session('last', { phase: 'COMPLETED', platform: 'Cluster', progress })
    ]
  });
  broker.on(
    'GET /sessions/last/events',
    new Events([cell(1, 1, 10), cell(2, 2, 20), event(3, { type: 'phase', phase: 'COMPLETED' })])
  );
  await model.refresh();
  await settled();
  expect(model.state.value.earlier).toEqual({
    seconds: new Map([
      [1, 10],
      [2, 20]
    ]),
    ended: NOW + 3000,
    platform: 'Cluster'
  });
});

it('says why it cannot be read, and asks no more for one that is gone', async () => {
  const { broker, model } = setUp([]);
  broker.on('GET /sessions/1/events', new Refusal(503, 'Away'));
  await model.refresh();
  expect(model.state.value.trouble).toEqual({ message: 'Away', gone: false });
  broker.on('GET /sessions/1/events', new Events([]));
  await model.refresh();
  expect(model.state.value.trouble).toBeUndefined();
  broker.on('GET /sessions/1/events', new Refusal(404, 'There is no such session'));
  model.visible = true;
  await model.refresh();
  expect(model.state.value.trouble?.gone).toBe(true);
  const { length } = broker.calls;
  await new Promise(done => setTimeout(done, 1300));
  expect(broker.calls).toHaveLength(length);
});
