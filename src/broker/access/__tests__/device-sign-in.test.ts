import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import type { DeviceSignIn } from '../../../model/broker-entry';
import { checkDocument } from '../../../model/validate';
import { question, until } from '../../__tests__/test-broker';
import { PassingSecrets } from '../secrets';
import { secretName } from '../sign-in/access';
import { OidcAccess } from '../sign-in/oidc-access';
import { GuardedBroker } from './guarded-broker';
import { Browser, IdentityProvider } from './identity-provider';
import { Person } from './person';

/** A person with one broker in the list that lets in who is signed in at a provider. */
async function setUp(ttl: Record<string, number> = {}): Promise<{
  person: Person;
  provider: IdentityProvider;
  server: GuardedBroker;
}> {
  const provider = await new IdentityProvider().start(ttl);
  const server = await new GuardedBroker().start();
  server.isRight = given => provider.valid.has(given ?? '');
  const person = await new Person().start();
  const signIn = { kind: 'oidc', issuer: provider.url, clientId: 'broker' };
  await person.write({ name: 'Shut', url: server.url, signIn });
  return { person, provider, server };
}

async function start(person: Person): Promise<DeviceSignIn> {
  const { status, document } = await person.send('POST', '/Shut/sign-in');
  expect(checkDocument('DeviceSignIn', document)).toEqual([]);
  expect(status).toBe(200);
  return document as DeviceSignIn;
}

/** The sign-in once it is no longer pending. */
async function outcome(person: Person): Promise<DeviceSignIn> {
  return until(async () => {
    const document = (await person.send('GET', '/Shut/sign-in')).document as DeviceSignIn;
    return document.state !== 'pending' && document;
  }, 20);
}

async function signIn(person: Person): Promise<void> {
  const { verificationUriComplete } = await start(person);
  await new Browser().approve(verificationUriComplete!, 'jane');
  expect(await outcome(person)).toEqual({ state: 'signed-in' });
}

const secretsOf = ({ folder }: Person): string =>
  readFileSync(join(folder, 'secrets', 'secrets.json'), 'utf8');

describe('signing in by a code', () => {
  it('lets in who has typed it and said yes', async () => {
    const { person, provider, server } = await setUp();
    expect(await person.see('Shut', 'sign-in')).toMatchObject({ signedIn: false });
    expect((await person.send('GET', '/Shut/sign-in')).status).toBe(404);
    const started = await start(person);
    expect(started).toMatchObject({ state: 'pending', verificationUri: `${provider.url}/device` });
    expect(await start(person)).toEqual(started);
    await new Browser().approve(started.verificationUriComplete!, 'jane');
    expect(await outcome(person)).toEqual({ state: 'signed-in' });
    expect(await person.see('Shut', 'answers')).toMatchObject({
      signedIn: true,
      signedInAs: 'jane'
    });
    expect(provider.valid).toContain(server.sent.at(-1));
  });

  it('keeps the token that renews it and nothing else, in the file of secrets only', async () => {
    const { person, provider } = await setUp();
    await signIn(person);
    await person.see('Shut', 'answers');
    const { refresh } = JSON.parse(
      Object.values(JSON.parse(secretsOf(person)) as Record<string, string>)[0]!
    ) as { refresh: string };
    expect(await provider.provider.RefreshToken.find(refresh)).toBeDefined();
    const files = readdirSync(person.folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name));
    expect(files.filter(file => readFileSync(file).includes(refresh))).toEqual([
      join(person.folder, 'secrets', 'secrets.json')
    ]);
    const access = [...provider.valid][0]!.slice('Bearer '.length);
    expect(files.filter(file => readFileSync(file).includes(access))).toEqual([]);
  });

  it('is asked for as often as the provider wants', async () => {
    const { person, provider } = await setUp();
    provider.slowDowns = 1;
    await signIn(person);
    expect(provider.slowDowns).toBe(0);
  });

  it('says where it was refused', async () => {
    const { person } = await setUp();
    const { verificationUriComplete } = await start(person);
    await new Browser().approve(verificationUriComplete!, 'jane', true);
    const { state, messages } = await outcome(person);
    expect(state).toBe('failed');
    expect(messages?.[0]?.message).toBe('The sign-in failed: it was refused there');
  });

  it('says where the code was not used in time', async () => {
    const { person } = await setUp({ DeviceCode: 2 });
    await start(person);
    const { messages } = await outcome(person);
    expect(messages?.[0]?.message).toMatch(/the code was not used in time; start again/);
    expect((await start(person)).state).toBe('pending');
  });

  it('is given up where that is wanted', async () => {
    const { person } = await setUp();
    await start(person);
    expect((await person.send('DELETE', '/Shut/sign-in')).status).toBe(204);
    expect((await person.send('GET', '/Shut/sign-in')).status).toBe(404);
  });

  it('renews its token where the broker does not take it any more', async () => {
    const { person, provider, server } = await setUp();
    await signIn(person);
    await person.see('Shut', 'answers');
    const [first] = [...provider.valid];
    provider.valid.clear();
    await person.broker.client.ask(question());
    await until(async () => Promise.resolve(provider.valid.has(server.sent.at(-1) ?? '')));
    expect(server.sent.at(-1)).not.toBe(first);
    await person.see('Shut', 'answers');
  });

  it('goes on after the end of the broker', async () => {
    const { person, provider } = await setUp();
    await signIn(person);
    await person.broker.app.close();
    provider.valid.clear();
    const later = await new Person(person.folder).start();
    expect(await later.see('Shut', 'answers')).toMatchObject({ signedInAs: 'jane' });
    expect(provider.granted).toHaveLength(2);
  });

  it('ends where the provider has ended it', async () => {
    const { person, provider } = await setUp();
    await signIn(person);
    await person.see('Shut', 'answers');
    const [kept = ''] = Object.values(JSON.parse(secretsOf(person)) as Record<string, string>);
    const { refresh } = JSON.parse(kept) as { refresh: string };
    await (await provider.provider.RefreshToken.find(refresh))?.destroy();
    provider.valid.clear();
    await person.broker.client.ask(question());
    const { signedIn, messages } = await person.see('Shut', 'sign-in');
    expect(signedIn).toBe(false);
    expect(messages?.[0]?.message).toBe('Sign in at Shut: the sign-in has ended');
    expect(secretsOf(person)).toBe('{}');
  });

  it('waits for a provider that is away, and stays', async () => {
    const { person, provider } = await setUp();
    await signIn(person);
    await person.see('Shut', 'answers');
    await provider.stop();
    provider.valid.clear();
    await person.broker.client.ask(question());
    const { signedIn, messages } = await person.see('Shut', 'silent');
    expect(signedIn).toBe(true);
    expect(messages?.[0]?.message).toMatch(/does not work: it does not answer \(ECONNREFUSED\)/);
  });

  it('ends at the provider, too, when the person signs out', async () => {
    const { person, provider } = await setUp();
    await signIn(person);
    const [kept = ''] = Object.values(JSON.parse(secretsOf(person)) as Record<string, string>);
    const { refresh } = JSON.parse(kept) as { refresh: string };
    expect((await person.send('DELETE', '/Shut/sign-in')).status).toBe(204);
    expect(await person.see('Shut', 'sign-in')).toMatchObject({ signedIn: false });
    expect(await provider.provider.RefreshToken.find(refresh)).toBeUndefined();
    expect(secretsOf(person)).toBe('{}');
  });

  it('is not offered where the entry says otherwise', async () => {
    const person = await new Person().start();
    await person.write({ name: 'Shut', url: 'http://127.0.0.1:9' });
    expect((await person.send('POST', '/Shut/sign-in')).status).toBe(400);
  });
});

describe('a provider that is none', () => {
  it.each<[string, string, RegExp]>([
    [
      'says nothing of use',
      '<html>token</html>',
      /something that is no sign-in|not one of a sign-in/
    ],
    ['calls itself otherwise', '{"issuer": "http://127.0.0.1:1"}', /by another URL/],
    ['has no device flow', '', /does not offer to sign in by a code/],
    ['sends without end', 'x'.repeat(2 ** 20 + 1), /larger than 1 MiB/],
    ['leads to the link', 'metadata', /where no request goes to/]
  ])('%s', async (_what, text, words) => {
    const server = createServer((_request, response) => {
      const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const evil = { issuer, device_authorization_endpoint: 'http://169.254.169.254/token' };
      response.setHeader('Content-Type', 'application/json');
      response.end(
        text === '' ? JSON.stringify({ issuer }) : text === 'metadata' ? JSON.stringify(evil) : text
      );
    });
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    try {
      const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const person = await new Person().start();
      await person.write({
        name: 'Shut',
        url: 'http://127.0.0.1:9',
        signIn: { kind: 'oidc', issuer, clientId: 'broker' }
      });
      const { status, text: said } = await person.send('POST', '/Shut/sign-in');
      expect(said).toMatch(words);
      expect(status).toBe(502);
    } finally {
      server.close();
    }
  });
});

it('renews a token once, however many requests want it', async () => {
  const { person, provider, server } = await setUp();
  await signIn(person);
  const [[, kept] = ['', '']] = Object.entries(
    JSON.parse(secretsOf(person)) as Record<string, string>
  );
  const signingIn = { kind: 'oidc' as const, issuer: provider.url, clientId: 'broker' };
  const entry = { name: 'Other', url: server.url, signIn: signingIn };
  const secrets = new PassingSecrets();
  await secrets.set(secretName(entry), kept);
  const access = new OidcAccess({ entry, signIn: signingIn, secrets, onChange: () => undefined });
  const before = provider.granted.length;
  const headers = await Promise.all([1, 2, 3, 4].map(async () => access.authorize(true)));
  expect(new Set(headers.map(({ Authorization }) => Authorization)).size).toBe(1);
  expect(provider.granted).toHaveLength(before + 1);
});
