import '../../__tests__/streams';

import { BrokerClient } from '../../../client/broker-client';
import type { ExecutionSession } from '../../../model/session';
import { FakeBroker, later, Refusal, settled } from '../../__tests__/fake-broker';
import { session } from '../../__tests__/samples';
import { FOLLOWING, RESTING, SessionsModel, WATCHING } from '../sessions-model';

function setUp(sessions: ExecutionSession[] = []) {
  const broker = new FakeBroker();
  broker.on('GET /sessions', { sessions });
  const client = new BrokerClient({ baseUrl: '/base', fetch: broker.fetch, check: () => [] });
  const open = jest.fn<Promise<string | undefined>, [ExecutionSession]>(() =>
    Promise.resolve(undefined)
  );
  const none = () => Promise.resolve(undefined);
  const model = new SessionsModel(client, {
    open,
    work: none,
    there: none,
    files: none,
    home: none,
    replace: none
  });
  const ended: string[] = [];
  model.ended.connect((_, { phase }) => ended.push(phase ?? ''));
  models.push(model);
  return { broker, model, open, ended, looks: () => broker.to('GET /sessions').length };
}

// A poll stands by in a hidden page, and jsdom's is hidden.
let hidden = false;
Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
Object.defineProperty(document, 'visibilityState', {
  configurable: true,
  get: () => (hidden ? 'hidden' : 'visible')
});

const models: SessionsModel[] = [];
afterEach(() => {
  for (const model of models.splice(0)) {
    model.dispose();
  }
});

it('does not look before the panel is first seen', async () => {
  const { looks, model } = setUp();
  await new Promise(done => setTimeout(done, 50));
  expect(looks()).toBe(0);
  model.visible = true;
  await settled();
  expect(looks()).toBe(1);
});

it('looks every second while a session runs and somebody watches, more seldom else', async () => {
  const { broker, model } = setUp([session('1')]);
  model.visible = true;
  await model.refresh();
  expect(model.interval).toBe(WATCHING);
  model.visible = false;
  expect(model.interval).toBe(FOLLOWING);
  model.visible = true;
  expect(model.interval).toBe(WATCHING);
  broker.on('GET /sessions', { sessions: [session('1', { phase: 'COMPLETED' })] });
  await model.refresh();
  expect(model.interval).toBe(RESTING);
});

it('looks on in a page that is hidden while a session runs, and at once when it is seen again', async () => {
  const { looks, model } = setUp([session('1')]);
  model.visible = true;
  await model.refresh();
  hidden = true;
  document.dispatchEvent(new Event('visibilitychange'));
  expect(model.interval).toBe(RESTING);
  const before = looks();
  jest.useFakeTimers();
  void model.refresh();
  await jest.advanceTimersByTimeAsync(6.2 * RESTING);
  expect(looks()).toBeGreaterThanOrEqual(before + 6);
  jest.useRealTimers();
  hidden = false;
  const then = looks();
  document.dispatchEvent(new Event('visibilitychange'));
  await settled();
  expect(looks()).toBe(then + 1);
  expect(model.interval).toBe(WATCHING);
});

it('tells when a session that ran has ended, once, and nothing of those that had ended before', async () => {
  const { broker, model, ended } = setUp([session('1'), session('2', { phase: 'FAILED' })]);
  await model.refresh();
  expect(ended).toEqual([]);
  broker.on('GET /sessions', { sessions: [session('1', { phase: 'COMPLETED' })] });
  await model.refresh();
  await model.refresh();
  expect(ended).toEqual(['COMPLETED']);
});

it('shows why the list could not be had, and forgets it when it can', async () => {
  const { broker, model } = setUp();
  broker.on('GET /sessions', new Refusal(503, 'The broker cannot start'));
  await model.refresh();
  expect(model.state.value.trouble?.message).toBe('The broker cannot start');
  broker.on('GET /sessions', { sessions: [], messages: [{ message: 'Set aside' }] });
  await model.refresh();
  expect(model.state.value).toMatchObject({
    loaded: true,
    trouble: undefined,
    notices: [{ message: 'Set aside' }]
  });
});

it('shows a session at once when it is accepted', async () => {
  const { model } = setUp();
  model.visible = true;
  model.add(session('1', { phase: 'ACCEPTED' }));
  expect(model.state.value.sessions).toHaveLength(1);
  expect(model.interval).toBe(WATCHING);
  await settled();
});

it('finishes a session, and gives it more time', async () => {
  const { broker, model } = setUp([session('1')]);
  await model.refresh();
  broker.on('POST /sessions/1', session('1', { phase: 'COMPLETED' }));
  await model.extend('1', 600);
  await model.finish('1');
  expect(broker.to('POST /sessions/1').map(({ body }) => body)).toEqual([
    expect.objectContaining({ path: 'schedule.available.duration', delta: 600 }),
    expect.objectContaining({ path: 'phase', value: 'COMPLETED' })
  ]);
  expect(model.state.value.sessions.map(({ phase }) => phase)).toEqual(['COMPLETED']);
});

it('opens a result that is asked for while a cancel is on its way, and cancels once', async () => {
  const { broker, model, open } = setUp([session('1')]);
  await model.refresh();
  const slow = later<ExecutionSession>();
  broker.on('POST /sessions/1', () => slow.promise);
  broker.on('GET /sessions/1', session('1', { phase: 'CANCELLED' }));
  const acts = [model.cancel('1'), model.cancel('1'), model.openResult('1')];
  await settled();
  expect(open).not.toHaveBeenCalled();
  expect(model.state.value.busy['1']).toBe('cancel');
  slow.resolve(session('1', { phase: 'CANCELLED' }));
  await Promise.all(acts);
  expect(open).toHaveBeenCalledTimes(1);
  expect(broker.to('POST /sessions/1')).toHaveLength(1);
  expect(model.state.value.busy['1']).toBeUndefined();
});

it('cancels, and says why where it cannot', async () => {
  const { broker, model } = setUp([session('1')]);
  await model.refresh();
  broker.on('POST /sessions/1', new Refusal(409, 'It has ended'));
  const cancelling = model.cancel('1');
  expect(model.state.value.busy['1']).toBe('cancel');
  await cancelling;
  expect(model.state.value.busy['1']).toBeUndefined();
  expect(model.state.value.remarks['1']).toBe('It has ended');
  broker.on('POST /sessions/1', session('1', { phase: 'CANCELLED' }));
  await model.cancel('1');
  expect(broker.to('POST /sessions/1').at(-1)?.body).toMatchObject({
    path: 'phase',
    value: 'CANCELLED'
  });
  expect(model.state.value.sessions[0]?.phase).toBe('CANCELLED');
  expect(model.state.value.remarks['1']).toBeUndefined();
});

it('opens the result of a session as it is now', async () => {
  const { broker, model, open } = setUp();
  broker.on('GET /sessions/1', session('1', { phase: 'COMPLETED' }));
  open.mockResolvedValue('Its folder cannot be written to');
  await model.openResult('1');
  expect(open.mock.calls[0]?.[0].phase).toBe('COMPLETED');
  expect(model.state.value.remarks['1']).toBe('Its folder cannot be written to');
});
