import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { BrokerEntry } from '../../../model/broker-entry';
import { checkDocument } from '../../../model/validate';
import { question, temporaryFolder } from '../../__tests__/test-broker';
import { GuardedBroker } from './guarded-broker';
import { Person } from './person';

const PASSWORD = 'correct-horse-battery';
const BASIC = `Basic ${Buffer.from(`jane:${PASSWORD}`).toString('base64')}`;
const open = { name: 'Open', url: 'http://127.0.0.1:9' };

const guarded = async (right: string): Promise<GuardedBroker> => {
  const server = await new GuardedBroker().start();
  server.isRight = given => given === right;
  return server;
};

describe('the list of brokers', () => {
  it('is empty at first, and keeps what is written, over the end of the broker too', async () => {
    const person = await new Person().start();
    expect(await person.list()).toEqual([]);
    const { url } = await new GuardedBroker().start();
    const entries = [
      { name: 'Vienna', url: `${url}/`, form: 'auto' },
      { name: 'Heidelberg', url, form: 'seed', enabled: false, password: PASSWORD }
    ];
    const written = await person.write(...entries);
    expect(written.status).toBe(200);
    expect(checkDocument('BrokerList', written.document)).toEqual([]);
    const expected = [
      { name: 'Vienna', url, source: 'user' },
      { name: 'Heidelberg', url, form: 'seed', enabled: false, source: 'user', state: 'unknown' }
    ];
    expect(written.document.brokers).toMatchObject(expected);
    await person.broker.app.close();
    expect(await (await new Person(person.folder).start()).list()).toMatchObject(expected);
    expect(written.text).not.toContain(PASSWORD);
  });

  it('says how each was found', async () => {
    const person = await new Person().start();
    const { url } = await new GuardedBroker().start();
    const shut = await guarded(BASIC);
    await person.write(
      { name: 'There', url },
      { name: 'Gone', url: 'http://127.0.0.1:9' },
      { name: 'Shut', url: shut.url, signIn: { kind: 'basic', user: 'jane' } }
    );
    expect(await person.see('There', 'answers')).toMatchObject({ speaks: 'v1.0' });
    expect(await person.see('Gone', 'silent')).toHaveProperty('messages');
    expect(await person.see('Shut', 'sign-in')).toMatchObject({ signedIn: false });
    expect(shut.sent).toEqual([]);
  });

  it('gives up on one that does not answer', async () => {
    const person = await new Person().start([], { patience: 50 });
    const server = await new GuardedBroker().start();
    server.hangs = true;
    await person.write({ name: 'Slow', url: server.url });
    const { messages } = await person.see('Slow', 'silent');
    expect(messages?.[0]?.message).toBe('Nothing came within 0.05 s');
  });

  it.each<[string, unknown, RegExp]>([
    ['two of a name', [open, open], /brokers\[1\]\.name: Open is the name of brokers\[0\]/],
    [
      'the name of a platform',
      [{ ...open, name: 'This computer' }],
      /This computer is the name of a platform of this broker/
    ],
    [
      "the administrator's name",
      [{ ...open, name: 'Institute' }],
      /Institute is the name of a broker of the administrator/
    ],
    ['no name', [{ url: 'http://x' }], /brokers\[0\] must have required property 'name'/],
    ['a name with spaces', [{ ...open, name: ' a' }], /no space at its ends/],
    ['no URL', [{ ...open, url: 'ftp://x' }], /brokers\[0\]\.url must match pattern/],
    ['half a URL', [{ ...open, url: 'http://' }], /url must be an http or https URL/],
    ['a password in a URL', [{ ...open, url: `http://jane:${PASSWORD}@x` }], /no password/],
    ['a query', [{ ...open, url: `http://x?token=${PASSWORD}` }], /no query/],
    ['a form that nobody knows', [{ ...open, form: PASSWORD }], /\.form must be equal to one/],
    [
      'a password sent in the open',
      [{ ...open, url: 'http://example.org', signIn: { kind: 'basic', user: 'jane' } }],
      /must begin with https/
    ],
    ['half a sign-in', [{ ...open, signIn: { kind: 'basic', password: PASSWORD } }], /signIn/],
    [
      'a user with a colon',
      [{ ...open, signIn: { kind: 'basic', user: `jane:${PASSWORD}` } }],
      /no colon/
    ],
    [
      'an issuer over http',
      [{ ...open, signIn: { kind: 'oidc', issuer: 'http://example.org', clientId: 'a' } }],
      /signIn\.issuer must be an https URL/
    ],
    ['no list', PASSWORD, /brokers must be array/]
  ])('refuses %s, changes nothing, and repeats no secret', async (_what, brokers, words) => {
    const person = await new Person().start([{ name: 'Institute', url: 'http://127.0.0.1:9' }]);
    await person.write(open);
    const { status, text } = await person.send('PUT', '', { brokers });
    expect(text).toMatch(words);
    expect(status).toBe(400);
    expect(text).not.toContain(PASSWORD);
    expect((await person.list()).map(({ name }) => name)).toEqual(['Institute', 'Open']);
  });

  it('is not there where the broker is nobody’s own', async () => {
    const person = await new Person().start([{ ...open, name: 'Institute' }], { manage: false });
    expect((await person.send('GET', '')).status).toBe(404);
    expect((await person.send('PUT', '/Institute/credentials', { secret: 'a' })).status).toBe(404);
    expect(person.platforms.map(({ name }) => name)).toEqual(['Institute']);
  });

  it("puts an administrator's first; a user's of the same name is passed over", async () => {
    const person = await new Person().start();
    await person.write(open);
    await person.broker.app.close();
    const url = 'http://127.0.0.1:9/institute';
    const later = await new Person(person.folder).start([{ name: 'Open', url }]);
    expect(await later.list()).toMatchObject([{ name: 'Open', url, source: 'administrator' }]);
  });
});

describe('the platforms', () => {
  const ask = async (person: Person): Promise<Record<string, string>> => {
    const { answers = [] } = await person.broker.client.ask(question());
    return Object.fromEntries(answers.map(({ platform, state }) => [platform, state]));
  };

  it('are those that are enabled, and change with the list', async () => {
    const person = await new Person().start();
    const { url } = await new GuardedBroker().start();
    await person.write({ name: 'One', url }, { name: 'Two', url, enabled: false });
    expect(await ask(person)).toEqual({ 'This computer': 'YES', One: 'YES' });
    await person.write({ name: 'One', url, form: 'seed' }, { name: 'Two', url });
    expect(await ask(person)).toEqual({ 'This computer': 'YES', One: 'YES', Two: 'YES' });
    expect(person.platforms.map(({ closed }) => closed)).toEqual([true, false, false]);
    await person.write({ name: 'Two', url });
    expect(await ask(person)).toEqual({ 'This computer': 'YES', Two: 'YES' });
    // Its sessions are followed to their end.
    expect(person.platforms.map(({ closed }) => closed)).toEqual([true, false, false]);
  });

  it('stay as they are where their entries do', async () => {
    const person = await new Person().start();
    await person.write(open, { ...open, name: 'Second' });
    await person.write({ ...open, name: 'Second' }, { ...open, url: `${open.url}/` });
    expect(person.platforms).toHaveLength(2);
  });

  it('are renamed with their sessions, two of them for each other too', async () => {
    const person = await new Person().start();
    const [one, two] = [await new GuardedBroker().start(), await new GuardedBroker().start()];
    await person.write({ name: 'One', url: one.url }, { name: 'Two', url: two.url });
    const { offers = [] } = await person.broker.client.ask(question());
    const of = async (uuid: string): Promise<string | undefined> =>
      (await person.broker.client.session(uuid)).platform;
    const uuid = (
      await Promise.all(
        offers.map(async ({ meta }) => ({ uuid: meta!.uuid!, on: await of(meta!.uuid!) }))
      )
    ).find(({ on }) => on === 'One')!.uuid;
    await person.broker.client.accept(uuid);
    await person.write({ name: 'Two', url: one.url }, { name: 'One', url: two.url });
    expect(await of(uuid)).toBe('Two');
    const now = person.platforms.filter(({ closed }) => !closed);
    expect(now.map(({ name, entry }) => [name, entry.url])).toEqual([
      ['Two', one.url],
      ['One', two.url]
    ]);
    // The renamed one goes on with the session.
    expect(now[0]!.started.map(assignment => assignment.uuid)).toEqual([uuid]);
    await person.write();
    expect(await of(uuid)).toBe('Two');
  });

  it('show how their brokers are when they are asked', async () => {
    const person = await new Person().start();
    const server = await new GuardedBroker().start();
    await person.write({ name: 'One', url: server.url });
    await person.see('One', 'answers');
    server.isRight = () => false;
    expect(await ask(person)).toEqual({ 'This computer': 'YES', One: 'SILENT' });
    await person.see('One', 'sign-in');
    server.isRight = () => true;
    await ask(person);
    expect(await person.list()).toMatchObject([{ name: 'One', state: 'answers' }]);
  });
});

describe('a password', () => {
  const entry = (server: GuardedBroker, name = 'Shut'): BrokerEntry => ({
    name,
    url: server.url,
    signIn: { kind: 'basic', user: 'jane' }
  });

  it('lets in, is never given out, and is forgotten when that is wanted', async () => {
    const person = await new Person().start();
    const server = await guarded(BASIC);
    await person.write(entry(server));
    expect(await person.send('PUT', '/Shut/credentials', { secret: PASSWORD })).toMatchObject({
      status: 204,
      text: ''
    });
    const seen = await person.see('Shut', 'answers');
    expect(seen).toMatchObject({ signedIn: true, signedInAs: 'jane' });
    expect(server.sent.at(-1)).toBe(BASIC);
    expect(JSON.stringify(await person.send('GET', ''))).not.toContain(PASSWORD);
    expect((await person.send('DELETE', '/Shut/credentials')).status).toBe(204);
    expect(await person.see('Shut', 'sign-in')).toMatchObject({ signedIn: false });
  });

  it('that is wrong is said to be', async () => {
    const person = await new Person().start();
    const server = await guarded('Basic other');
    await person.write(entry(server));
    await person.send('PUT', '/Shut/credentials', { secret: PASSWORD });
    const { messages } = await person.see('Shut', 'sign-in');
    await person.see('Shut', 'sign-in');
    expect(messages?.[0]?.message).toMatch(/^Sign in at Shut: /);
    const { text } = await person.send('POST', '/test', {
      broker: entry(server),
      credentials: { secret: PASSWORD }
    });
    expect(text).toContain('the password of jane was refused');
    expect(text).not.toContain(PASSWORD);
  });

  it('does not go to another host, another user, or another entry', async () => {
    const person = await new Person().start();
    const [server, other] = [await guarded(BASIC), await guarded('nothing')];
    await person.write(entry(server));
    await person.send('PUT', '/Shut/credentials', { secret: PASSWORD });
    await person.see('Shut', 'answers');
    await person.write(entry(other));
    expect(await person.see('Shut', 'sign-in')).toMatchObject({ signedIn: false });
    expect(other.sent).toEqual([]);
    // Not there for the old host either: it was for an entry that is no more.
    await person.write(entry(server));
    expect(await person.see('Shut', 'sign-in')).toMatchObject({ signedIn: false });
  });

  it('goes with its entry to another name and another path', async () => {
    const person = await new Person().start();
    const server = await guarded(BASIC);
    await person.write(entry(server));
    await person.send('PUT', '/Shut/credentials', { secret: PASSWORD });
    await person.write(entry(server, 'Renamed'));
    expect(await person.see('Renamed', 'answers')).toMatchObject({ signedIn: true });
    await person.write({ ...entry(server, 'Renamed'), url: `${server.url}/v1` });
    expect(await person.see('Renamed', 'answers')).toMatchObject({ signedIn: true });
  });

  it('is tried without being kept', async () => {
    const person = await new Person().start();
    const server = await guarded(BASIC);
    const trial = { broker: entry(server), credentials: { secret: PASSWORD } };
    const { status, document } = await person.send('POST', '/test', trial);
    expect(status).toBe(200);
    expect(checkDocument('BrokerStatus', document)).toEqual([]);
    expect(document).toMatchObject({ state: 'answers', signedIn: true, signedInAs: 'jane' });
    expect(await person.list()).toEqual([]);
    expect(filesWith(person.folder, PASSWORD)).toEqual([]);
    const without = await person.send('POST', '/test', { broker: trial.broker });
    expect(without.document).toMatchObject({ state: 'sign-in', signedIn: false });
  });

  it('that is kept is used to try a changed entry of the same host', async () => {
    const person = await new Person().start();
    const server = await guarded(BASIC);
    await person.write(entry(server));
    await person.send('PUT', '/Shut/credentials', { secret: PASSWORD });
    const broker = { ...entry(server), url: `${server.url}/v1` };
    const { document } = await person.send('POST', '/test', { broker });
    expect(document).toMatchObject({ state: 'answers' });
  });

  it('may be entered for a broker of the administrator', async () => {
    const server = await guarded(BASIC);
    const person = await new Person().start([entry(server, 'Institute')]);
    await person.send('PUT', '/Institute/credentials', { secret: PASSWORD });
    expect(await person.see('Institute', 'answers')).toMatchObject({ source: 'administrator' });
  });

  it('is read from the file of an administrator, each time anew', async () => {
    const server = await guarded('Bearer second');
    const secretFile = join(temporaryFolder(), 'token');
    writeFileSync(secretFile, 'first\nsomething else');
    const person = await new Person().start([
      { name: 'Institute', url: server.url, signIn: { kind: 'bearer' }, secretFile }
    ]);
    const { messages } = await person.see('Institute', 'sign-in');
    expect(messages?.[0]?.message).toBe('Sign in at Institute: the token was refused');
    writeFileSync(secretFile, 'second');
    await person.broker.client.ask(question());
    const [seen] = await person.list();
    expect(seen).toMatchObject({ state: 'answers', signedIn: true });
    expect(seen).not.toHaveProperty('secretFile');
  });

  it.each<[string, string, unknown, number]>([
    ['of a broker that is not there', '/Nobody/credentials', { secret: PASSWORD }, 404],
    ['where none is wanted', '/Open/credentials', { secret: PASSWORD }, 400],
    ['that is empty', '/Shut/credentials', { secret: '' }, 400],
    ['that is too long', '/Shut/credentials', { secret: PASSWORD.repeat(1000) }, 400],
    ['that is no text', '/Shut/credentials', { secret: [PASSWORD] }, 400],
    ['in a wrong place', '/Shut/credentials', PASSWORD, 400],
    ['in broken JSON', '/Shut/credentials', `{"secret": "${PASSWORD}`, 400],
    ['with a line break', '/Shut/credentials', { secret: `${PASSWORD}\r\nX: y` }, 400],
    ['in words for a token', '/Token/credentials', { secret: `${PASSWORD} ${PASSWORD}` }, 400]
  ])('%s is refused, and not repeated', async (_what, path, body, status) => {
    const person = await new Person().start();
    const signIn = { kind: 'basic', user: 'jane' };
    await person.write(
      open,
      { ...open, name: 'Shut', signIn },
      { ...open, name: 'Token', signIn: { kind: 'bearer' } }
    );
    const refused = await person.send('PUT', path, body);
    expect(refused.status).toBe(status);
    expect(refused.text).not.toContain(PASSWORD);
    expect(await person.list()).toMatchObject([
      { signedIn: false },
      { signedIn: false },
      { signedIn: false }
    ]);
  });

  it('is nowhere on disk but in the file of secrets, even where a broker repeats it', async () => {
    const person = await new Person().start();
    const server = await guarded(BASIC);
    server.echoes = true;
    await person.write(entry(server));
    await person.send('PUT', '/Shut/credentials', { secret: PASSWORD });
    await person.see('Shut', 'answers');
    server.isRight = () => false;
    const offers = await person.broker.client.ask(question());
    expect(JSON.stringify(offers)).toContain('It says: You sent Basic …');
    const { text } = await person.send('GET', '');
    const secret = BASIC.split(' ')[1]!;
    for (const word of [PASSWORD, secret]) {
      expect(text).not.toContain(word);
      expect(JSON.stringify(offers)).not.toContain(word);
    }
    // The keeper of this test is the file; with a keyring nothing at all is found (secrets.test.ts).
    const file = join(person.folder, 'secrets', 'secrets.json');
    expect(readdirSync(person.folder)).toContain('broker.sqlite-wal');
    expect(filesWith(person.folder, PASSWORD)).toEqual([file]);
    expect(filesWith(person.folder, secret)).toEqual([]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

/** The files below a folder that hold a text. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(file => readFileSync(file).includes(text));
}
