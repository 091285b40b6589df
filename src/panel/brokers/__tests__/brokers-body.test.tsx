import { nullTranslator } from '@jupyterlab/translation';
import { act } from 'react';

import type { BrokerStatus } from '../../../model/broker-entry';
import { formatInstant } from '../../../model/time';
import { mount } from '../../__tests__/mount';
import { NOW } from '../../__tests__/samples';
import { Clock } from '../../clock';
import { BrokersBody } from '../brokers-body';
import type { BrokersState } from '../brokers-model';

const SECRET = 'a secret of the tests';

function broker(name: string, more: Partial<BrokerStatus> = {}): BrokerStatus {
  return {
    name,
    url: `https://${name.toLowerCase()}.example`,
    source: 'user',
    state: 'answers',
    signedIn: false,
    ...more
  };
}

async function show(state: Partial<BrokersState> = {}, { opened = true } = {}) {
  let now = NOW;
  const clock = new Clock(() => now);
  const done = () => Promise.resolve();
  const actions = {
    try: jest.fn(done),
    forgetTrial: jest.fn(),
    add: jest.fn(done),
    edit: jest.fn(done),
    enable: jest.fn(done),
    remove: jest.fn(done),
    putBack: jest.fn(done),
    testAgain: jest.fn(done),
    signIn: jest.fn(done),
    startSignIn: jest.fn(done),
    cancelSignIn: jest.fn(done),
    signOut: jest.fn(done),
    refresh: jest.fn(done)
  };
  const draw = (part: Partial<BrokersState>) => (
    <BrokersBody
      state={{
        loaded: true,
        absent: false,
        brokers: [],
        busy: {},
        remarks: {},
        signIns: {},
        ...state,
        ...part
      }}
      actions={actions}
      clock={clock}
      trans={nullTranslator.load('')}
    />
  );
  const mounted = await mount(draw({}));
  if (opened && !state.absent) {
    await mounted.click('Brokers');
  }
  const pass = async (milliseconds: number) => {
    now += milliseconds;
    await act(async () => {
      clock.tick();
      await Promise.resolve();
    });
  };
  return {
    ...mounted,
    actions,
    pass,
    change: (part: Partial<BrokersState>) => mounted.update(draw(part))
  };
}

const bearer = { kind: 'bearer' } as const;
const states: [string, BrokerStatus, string][] = [
  [
    'an answer',
    broker('V', { speaks: 'v1.0', signedIn: true, signedInAs: 'ada' }),
    'answers, v1.0, signed in as ada'
  ],
  ['a login', broker('V', { state: 'sign-in', signIn: bearer }), 'needs signing in'],
  [
    'silence',
    broker('V', {
      state: 'silent',
      messages: [{ template: 'Nothing came within {s} s', values: { s: '10' } }]
    }),
    'silent: Nothing came within 10 s'
  ],
  [
    'rubbish',
    broker('V', { state: 'rubbish', messages: [{ message: 'An HTML page' }] }),
    'answers rubbish: An HTML page'
  ],
  ['one that is off', broker('V', { enabled: false, state: 'silent' }), 'switched off']
];
it.each(states)('says in words how a broker was found: %s', async (_, found, words) => {
  const { node } = await show({ brokers: [found] });
  expect(node.querySelector('li [role="status"]')?.textContent).toBe(words);
});

it('is folded at first, and says how many there are and how many wait for a person', async () => {
  const waiting = broker('B', { state: 'sign-in', signIn: bearer });
  const off = broker('C', { state: 'sign-in', enabled: false });
  const { actions, click, find, node } = await show(
    { brokers: [broker('A'), waiting, off] },
    { opened: false }
  );
  expect(find('Brokers').getAttribute('aria-expanded')).toBe('false');
  expect(node.textContent).toContain('3 brokers, 1 needs signing in');
  expect(node.querySelectorAll('li')).toHaveLength(0);
  await click('Brokers');
  expect(actions.refresh).toHaveBeenCalledTimes(1);
  expect(node.querySelectorAll('li')).toHaveLength(3);
});

it('says where secrets are kept, once that is known', async () => {
  const { change, node } = await show({ brokers: [broker('A')] });
  expect(node.textContent).not.toContain('are kept');
  await change({ secretsKept: 'in this system’s keyring (macOS)' });
  expect(node.textContent).toContain(
    'Passwords and tokens are kept in this system’s keyring (macOS).'
  );
});

it('takes a token out of its field and shows it nowhere', async () => {
  const { actions, click, node } = await show({
    brokers: [broker('Vega', { state: 'sign-in', signIn: bearer })]
  });
  await click('Sign in at Vega');
  const field = node.querySelector<HTMLInputElement>('input[type="password"]')!;
  expect(field.getAttribute('autocomplete')).toBe('off');
  expect(document.activeElement).toBe(field);
  field.value = SECRET;
  const form = node.querySelector('form')!;
  await act(async () => {
    form.querySelector<HTMLButtonElement>('button[type="submit"]')!.click();
    await Promise.resolve();
  });
  expect(actions.signIn).toHaveBeenCalledWith('Vega', SECRET);
  expect(field.value).toBe('');
  expect(node.innerHTML).not.toContain(SECRET);
});

it('tries a broker before it is added, under a name after its host', async () => {
  const { actions, change, click, fill, find, node } = await show({ brokers: [broker('A')] });
  await click('Add a broker…');
  await fill('URL', ' https://vega.example:8443/broker/ ');
  await click('Test');
  const entry = { name: 'vega.example:8443', url: 'https://vega.example:8443/broker' };
  expect(actions.try).toHaveBeenCalledWith(entry, undefined);
  await change({ trial: { busy: false, found: broker('x', { state: 'silent' }) } });
  expect(node.textContent).toContain('Found: silent');
  expect(find('Add it all the same')).toBeTruthy();
  await change({ trial: { busy: false, found: broker('x', { speaks: 'seed' }) } });
  expect(node.textContent).toContain('Found: answers, seed');
  await click('Add');
  expect(actions.add).toHaveBeenCalledWith(entry, undefined);
  expect(document.activeElement?.textContent).toBe('Add a broker…');
});

it('says what is missing, and where, instead of asking with it', async () => {
  const { actions, click, fill, find, node } = await show({ brokers: [broker('A')] });
  await click('Add a broker…');
  await fill('URL', 'ftp://vega.example');
  await fill('Name', 'A');
  await click('Test');
  expect(actions.try).not.toHaveBeenCalled();
  expect(node.querySelector('form [role="alert"]')?.textContent).toBe(
    'The URL begins with https:// or http:// and names a host. There is a broker called A already.'
  );
  expect(find('URL').getAttribute('aria-invalid')).toBe('true');
  await fill('URL', 'https://ada:secret@vega.example');
  expect(node.querySelector('form [role="alert"]')?.textContent).toContain('no place in a URL');
});

it('lets nobody remove or change what the administrator set up', async () => {
  const { click, node } = await show({ brokers: [broker('Vega', { source: 'administrator' })] });
  await click('More about Vega');
  expect(node.textContent).toContain('Your administrator has set it up');
  expect(node.textContent).not.toMatch(/Remove|Edit|Switch off/);
});

it('removes, and offers to undo it', async () => {
  const { actions, change, click } = await show({ brokers: [broker('Vega')] });
  await click('More about Vega');
  await click('Remove Vega');
  expect(actions.remove).toHaveBeenCalledWith('Vega');
  const entry = { name: 'Vega', url: 'https://vega.example' };
  await change({ brokers: [], removed: { entry, at: 0 } });
  expect(document.activeElement?.textContent).toBe('Undo');
  await click('Undo');
  expect(actions.putBack).toHaveBeenCalled();
});

const oidc = broker('Vega', {
  state: 'sign-in',
  signIn: { kind: 'oidc', issuer: 'https://login.example', clientId: 'lab' }
});

it('shows the code of a device flow, opens its page safely, and has a way on when it expires', async () => {
  const { actions, click, node, pass } = await show({
    brokers: [oidc],
    signIns: {
      Vega: {
        state: 'pending',
        userCode: 'WDJB-MJHT',
        verificationUri: 'https://login.example/device',
        verificationUriComplete: 'https://login.example/device?user_code=WDJB-MJHT',
        expires: formatInstant(NOW + 60_000)
      }
    }
  });
  expect(node.querySelector('code')?.textContent).toBe('WDJB-MJHT');
  const link = node.querySelector('a')!;
  expect(link.href).toBe('https://login.example/device?user_code=WDJB-MJHT');
  expect(link.rel).toContain('noopener');
  await click('Copy the code');
  await pass(0);
  expect(node.textContent).toContain('Select it and copy it by hand');
  await pass(61_000);
  expect(node.textContent).toContain('The code has expired.');
  await click('Get a new code for Vega');
  expect(actions.startSignIn).toHaveBeenCalledWith('Vega');
});

it('makes no link of what is no page of the web', async () => {
  const { node } = await show({
    brokers: [oidc],
    signIns: { Vega: { state: 'pending', userCode: 'X', verificationUri: 'javascript:alert(1)' } }
  });
  expect(node.querySelector('a')).toBeNull();
  expect(node.textContent).toContain('javascript:alert(1)');
});
