import { readMedia } from '../../dialects/media';
import { checkDocument } from '../../model/validate';
import type { OfferSetResponse } from '../../model/offer-set';
import { FakePlatform, question, startBroker, type TestBroker } from './test-broker';

const start = async (): Promise<TestBroker> =>
  startBroker({ platforms: report => [new FakePlatform(report)] });

const post = async (
  { url }: TestBroker,
  body: string,
  headers: Record<string, string> = {}
): Promise<Response> =>
  fetch(`${url}/requests`, {
    method: 'POST',
    // Bytes, so that fetch says nothing of their type by itself.
    body: Buffer.from(body),
    headers,
    redirect: 'manual'
  });

describe('POST /requests', () => {
  it('answers 303 to the offer set, which is YAML where nothing is said', async () => {
    const broker = await start();
    const response = await post(broker, JSON.stringify(question()), {
      'Content-Type': 'application/json'
    });
    expect(response.status).toBe(303);
    const location = response.headers.get('location')!;
    expect(location).toMatch(/\/offersets\/[0-9a-f-]{36}$/);
    const found = await fetch(location);
    expect(found.headers.get('content-type')).toMatch(/^application\/yaml/);
    const offers = readMedia(await found.text(), 'application/yaml');
    expect(checkDocument('OfferSetResponse', offers)).toEqual([]);
    expect((offers as OfferSetResponse).result).toBe('YES');
  });

  it('answers 200 with the offer set where the client asks for it', async () => {
    const broker = await start();
    const response = await post(broker, 'executable: {kind: "uri:anything"}', {
      Prefer: 'return=representation',
      Accept: 'application/json'
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('preference-applied')).toBe('return=representation');
    expect(await response.json()).toMatchObject({ result: 'YES' });
  });

  it.each([
    ['application/json;q=0.5, application/yaml', 'application/yaml'],
    ['application/json, application/yaml;q=0.5', 'application/json'],
    ['text/html, */*;q=0.1', 'application/yaml'],
    ['text/yaml', 'text/yaml']
  ])('takes Accept: %s as %s', async (accept, type) => {
    const broker = await start();
    const response = await post(broker, JSON.stringify(question()), {
      Prefer: 'return=representation',
      Accept: accept
    });
    expect(response.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
  });

  it.each([
    ['a medium that nobody knows', 'x', { 'Content-Type': 'image/png' }, 415, /image\/png/],
    ['broken YAML', 'a: [', {}, 400, /not YAML/],
    ['broken JSON', '{', { 'Content-Type': 'application/json' }, 400, /not JSON/],
    ['no body', '', {}, 400, /input is empty/],
    ['a list', '[]', {}, 400, /the request must be object, found \[\]/],
    ['no executable', 'compute: {kind: a}', {}, 400, /executable/],
    [
      'a wrong type in a known kind',
      JSON.stringify(question(1, { compute: { kind: 'a', cores: { min: -1 } } })),
      {},
      400,
      /compute\.cores\.min must be >= 0, found -1/
    ],
    [
      'a wrong type inside the executable',
      JSON.stringify({ executable: { ...question().executable, location: 3 } }),
      {},
      400,
      /executable\.location must be string, found 3/
    ],
    [
      'a data: URL that is none',
      JSON.stringify({ executable: { ...question().executable, location: 'data:broken' } }),
      {},
      400,
      /executable\.location is a data: URL that cannot be read/
    ]
  ])('says what is wrong with %s', async (_what, body, headers, status, words) => {
    const broker = await start();
    const response = await post(broker, body, headers);
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(words);
  });

  it('answers 406 where the client takes nothing that we write', async () => {
    const broker = await start();
    const response = await post(broker, JSON.stringify(question()), {
      Prefer: 'return=representation',
      Accept: 'image/png'
    });
    expect(response.status).toBe(406);
  });

  it('takes inline content into the store, and names it by its digest', async () => {
    const broker = await start();
    const offers = await broker.client.ask(question());
    const { location } = offers.offers![0]!.executable as { location: string };
    expect(location).toMatch(new RegExp(`^${broker.url}/files/sha256/[0-9a-f]{64}$`));
    expect(await (await fetch(location)).text()).toBe('{}');
  });

  it('takes a kind for a name, also where every object has something of that name', async () => {
    const broker = await start();
    const kind = { kind: 'constructor' };
    const offers = await broker.client.ask({ executable: kind, data: [kind] });
    expect(offers.offers![0]!.executable).toEqual(kind);
  });

  it('keeps and echoes what it does not know', async () => {
    const broker = await start();
    const { offers } = await broker.client.ask(
      question(1, { compute: { kind: 'a', flavour: 'large' } } as object)
    );
    expect(offers![0]!.compute).toMatchObject({ flavour: 'large' });
  });
});

describe('everything else on the wire', () => {
  it('says what is not there', async () => {
    const { url } = await start();
    const uuid = '00000000-0000-4000-8000-000000000000';
    for (const path of [`/offersets/${uuid}`, `/sessions/${uuid}`, '/nothing', '/files/sha256/0']) {
      const response = await fetch(url + path);
      expect([404, 400]).toContain(response.status);
      expect((await response.text()).length).toBeGreaterThan(20);
    }
  });

  it('wants its token, where it has one', async () => {
    const { url } = await startBroker({
      platforms: report => [new FakePlatform(report)],
      token: 'secret'
    });
    expect((await fetch(`${url}/sessions`)).status).toBe(401);
    const authorized = await fetch(`${url}/sessions`, {
      headers: { Authorization: 'Bearer secret' }
    });
    expect(authorized.status).toBe(200);
  });

  it('believes X-Forwarded-… only behind our own relay', async () => {
    const headers = { 'X-Forwarded-Prefix': '/hub/execution-broker' };
    const open = await start();
    const direct = await post(open, JSON.stringify(question()), headers);
    expect(direct.headers.get('location')).not.toContain('/hub');
    const relayed = await startBroker({
      platforms: report => [new FakePlatform(report)],
      trustProxy: true
    });
    const behind = await post(relayed, JSON.stringify(question()), headers);
    expect(behind.headers.get('location')).toContain('/hub/execution-broker/offersets/');
  });

  it('describes itself in OpenAPI, with the schemas that it checks by', async () => {
    const { url } = await start();
    const document = await (await fetch(`${url}/openapi.json`)).json();
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/requests', '/offersets/{uuid}', '/sessions/{uuid}'])
    );
    expect(JSON.stringify(document.paths['/requests'])).toContain('executable');
  });

  it('takes a file once, whole, and only under its own digest', async () => {
    const { url } = await start();
    const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'; // of "abc"
    const put = async (body: string): Promise<number> =>
      (await fetch(`${url}/files/sha256/${digest}`, { method: 'PUT', body })).status;
    expect(await put('abd')).toBe(400);
    expect((await fetch(`${url}/files/sha256/${digest}`, { method: 'HEAD' })).status).toBe(404);
    expect(await put('abc')).toBe(201);
    expect(await (await fetch(`${url}/files/sha256/${digest}`)).text()).toBe('abc');
  });
});
