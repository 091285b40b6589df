import '../../__tests__/streams';

import { Signal } from '@lumino/signaling';

import { BrokerWire } from '../../../client/broker-wire';
import { BrokersClient } from '../../../client/brokers-client';
import type { BrokerEntry, BrokerStatus } from '../../../model/broker-entry';
import { FakeBroker, later, Refusal, settled, type Call } from '../../__tests__/fake-broker';
import type { BrokerHome } from '../broker-home';
import { BrokersModel } from '../brokers-model';

const VEGA: BrokerEntry = { name: 'Vega', url: 'https://vega.example/broker' };
const SIGNED: BrokerEntry = { ...VEGA, signIn: { kind: 'bearer' } };
const SECRET = 'a secret of the tests';

function status(entry: BrokerEntry, more: Partial<BrokerStatus> = {}): BrokerStatus {
  return { ...entry, source: 'user', state: 'unknown', signedIn: false, ...more };
}

/** Settings without files: a list and a signal. Leaves out: the check against the schema. */
class FakeHome implements BrokerHome {
  constructor(public entries: readonly BrokerEntry[]) {}

  readonly changed = new Signal<this, void>(this);

  keep(entries: readonly BrokerEntry[]): Promise<void> {
    this.entries = entries;
    this.changed.emit();
    return Promise.resolve();
  }
}

function setUp(entries: BrokerEntry[], known: BrokerStatus[] = []) {
  const broker = new FakeBroker();
  let list = known;
  broker.on('GET /brokers', () => ({ brokers: list, secretsKept: 'in a safe' }));
  broker.on('PUT /brokers', ({ body }: Call) => {
    list = (body as { brokers: BrokerEntry[] }).brokers.map(entry => status(entry));
    return { brokers: list };
  });
  const home = new FakeHome(entries);
  const wire = new BrokerWire({ baseUrl: '/base', fetch: broker.fetch, check: () => [] });
  const model = new BrokersModel({ client: new BrokersClient(wire), home });
  const changed = jest.fn();
  model.changed.connect(changed);
  const names = () => model.state.value.brokers.map(({ name }) => name);
  return { broker, changed, home, model, names };
}

const bodies = (broker: FakeBroker, route: string) => broker.to(route).map(({ body }) => body);

it('asks nothing before it is seen, however the settings change', async () => {
  const { broker, home, model } = setUp([]);
  await home.keep([VEGA]);
  await settled();
  expect(broker.calls).toEqual([]);
  model.visible = true;
  await settled();
  expect(bodies(broker, 'PUT /brokers')).toEqual([{ brokers: [VEGA] }]);
  model.dispose();
});

it('sends nothing where the broker has the list of the settings already', async () => {
  const { broker, changed, model } = setUp(
    [VEGA],
    [status({ ...VEGA, form: 'auto', enabled: true })]
  );
  await model.refresh();
  expect(model.state.value.secretsKept).toBe('in a safe');
  expect(broker.to('PUT /brokers')).toEqual([]);
  expect(changed).not.toHaveBeenCalled();
  model.dispose();
});

it('leaves the brokers of an administrator out of what it sends', async () => {
  const theirs = status(
    { name: 'Institute', url: 'https://i.example' },
    { source: 'administrator' }
  );
  const { broker, model } = setUp([VEGA], [theirs]);
  await model.refresh();
  expect(bodies(broker, 'PUT /brokers')).toEqual([{ brokers: [VEGA] }]);
  model.dispose();
});

it('sends a change that somebody made in the settings, and says that others can be asked', async () => {
  const { broker, changed, home, model, names } = setUp([]);
  await model.refresh();
  home.entries = [VEGA];
  home.changed.emit();
  await settled();
  expect(names()).toEqual(['Vega']);
  expect(changed).toHaveBeenCalledTimes(1);
  home.changed.emit();
  await settled();
  expect(broker.to('PUT /brokers')).toHaveLength(1);
  model.dispose();
});

it('adds a broker to the settings, and takes a secret to the broker and nowhere else', async () => {
  const { broker, home, model } = setUp([]);
  await model.refresh();
  broker.on('PUT /brokers/Vega/credentials', {});
  broker.on('POST /brokers/test', status(SIGNED, { state: 'answers', speaks: 'v1.0' }));
  await model.add(SIGNED, SECRET);
  expect(home.entries).toEqual([SIGNED]);
  const calls = broker.calls.filter(({ body }) => JSON.stringify([body]).includes(SECRET));
  expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'PUT /brokers/Vega/credentials'
  ]);
  expect(JSON.stringify(model.state.value)).not.toContain(SECRET);
  expect(model.state.value.brokers[0]).toMatchObject({ state: 'answers', speaks: 'v1.0' });
  model.dispose();
});

it('removes a broker and puts it back where it was', async () => {
  const others = ['A', 'C'].map(name => ({ name, url: `https://${name}.example` }));
  const all = [others[0]!, VEGA, others[1]!];
  const { home, model, names } = setUp(all);
  await model.refresh();
  await model.remove('Vega');
  expect(names()).toEqual(['A', 'C']);
  await model.putBack();
  expect(home.entries).toEqual(all);
  expect(model.state.value.removed).toBeUndefined();
  model.dispose();
});

it('keeps an older test from showing over a newer one', async () => {
  const { broker, model } = setUp([]);
  const first = later();
  broker.on('POST /brokers/test', () => first.promise);
  const trying = model.try(VEGA);
  broker.on('POST /brokers/test', status(VEGA, { state: 'answers' }));
  await model.try(VEGA);
  first.resolve(status(VEGA, { state: 'silent' }));
  await trying;
  expect(model.state.value.trial?.found?.state).toBe('answers');
  model.dispose();
});

it('shows at a broker why signing in did not work', async () => {
  const { broker, changed, model } = setUp([SIGNED]);
  await model.refresh();
  changed.mockClear();
  broker.on('PUT /brokers/Vega/credentials', new Refusal(500, 'The keyring is locked'));
  await model.signIn('Vega', SECRET);
  expect(model.state.value.remarks.Vega).toBe('The keyring is locked');
  expect(model.state.value.busy.Vega).toBeFalsy();
  expect(changed).not.toHaveBeenCalled();
  model.dispose();
});

it('shows why the list could not be changed, and recovers', async () => {
  const { broker, home, model } = setUp([]);
  await model.refresh();
  broker.on('PUT /brokers', new Refusal(400, 'brokers[0].signIn.user must not be empty'));
  await home.keep([VEGA]);
  await settled();
  expect(model.state.value.trouble?.message).toContain('signIn.user');
  broker.on('PUT /brokers', { brokers: [status(VEGA)] });
  await model.refresh();
  expect(model.state.value.trouble).toBeUndefined();
  model.dispose();
});

it('has nothing to show where the broker knows nothing of others', async () => {
  const { broker, model } = setUp([VEGA]);
  broker.on('GET /brokers', new Refusal(404, 'no such thing'));
  await model.refresh();
  expect(model.state.value).toMatchObject({ absent: true });
  model.dispose();
});

it('follows a device flow to its end, looking only while somebody can see it', async () => {
  jest.useFakeTimers();
  const { broker, changed, model } = setUp([SIGNED]);
  await model.refresh();
  changed.mockClear();
  broker.on('POST /brokers/Vega/sign-in', { state: 'pending', userCode: 'WDJB-MJHT' });
  broker.on('GET /brokers/Vega/sign-in', { state: 'pending', userCode: 'WDJB-MJHT' });
  broker.on('POST /brokers/test', status(SIGNED, { state: 'answers', signedInAs: 'ada' }));
  await model.startSignIn('Vega');
  expect(model.state.value.signIns.Vega?.userCode).toBe('WDJB-MJHT');
  await jest.advanceTimersByTimeAsync(10_000);
  expect(broker.to('GET /brokers/Vega/sign-in')).toEqual([]);
  model.visible = true;
  await jest.advanceTimersByTimeAsync(10_000);
  expect(broker.to('GET /brokers/Vega/sign-in').length).toBeGreaterThan(2);
  broker.on('GET /brokers/Vega/sign-in', { state: 'signed-in' });
  await jest.advanceTimersByTimeAsync(10_000);
  expect(model.state.value.signIns.Vega).toBeUndefined();
  expect(model.state.value.brokers[0]).toMatchObject({ state: 'answers', signedInAs: 'ada' });
  expect(changed).toHaveBeenCalledTimes(1);
  const looks = broker.calls.length;
  await jest.advanceTimersByTimeAsync(60_000);
  expect(broker.calls.length).toBe(looks);
  model.dispose();
  jest.useRealTimers();
});
