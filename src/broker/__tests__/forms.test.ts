import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { against, PUBLISHED, type DocumentName } from '../../dialects/__tests__/published';
import {
  dialectOf,
  formOf,
  formOfOpenApi,
  WIRE_FORMS,
  type WireForm
} from '../../dialects/dialect';
import { MEDIA, readMedia, writeMedia, type Media } from '../../dialects/media';
import { rootName } from '../../dialects/xml';
import { COST_MONEY, JUPYTER_NOTEBOOK, MINMAX_COST, SIMPLE_COMPUTE } from '../../model/kinds';
import type { OfferSetResponse } from '../../model/offer-set';
import type { Phase } from '../../model/phase';
import type { ExecutionRequest } from '../../model/request';
import type { ExecutionSession } from '../../model/session';
import { misunderstood } from '../offers/request-check';
import type { Answer, Proposal } from '../platforms/platform';
import { FakePlatform, question, startBroker, type TestBroker } from './test-broker';

const start = async (): Promise<TestBroker> =>
  startBroker({ platforms: report => [new FakePlatform(report)] });

/** A client that speaks one form in one medium, and holds every answer against the schema. */
class FormClient {
  constructor(
    readonly url: string,
    readonly form: WireForm,
    readonly media: Media,
    /** Whether it sends properties that nobody knows, which no schema has. */
    private readonly _isCurious = false
  ) {}

  async ask(request: ExecutionRequest, more: object = {}): Promise<OfferSetResponse> {
    const dialect = dialectOf(this.form);
    const document = { ...(dialect.writeRequest(request) as object), ...more };
    const response = await this.post(dialect.askPath, 'request', document);
    // The working draft's text knows no redirect.
    expect(response.status).toBe(this.form === 'seed' ? 200 : 303);
    return (await this.get(response.headers.get('location')!, 'offerset')) as OfferSetResponse;
  }

  async set(session: ExecutionSession, value: Phase): Promise<ExecutionSession> {
    const kind = 'uri:enum-value-update';
    const update = dialectOf(this.form).writeUpdate({ kind, path: 'phase', value });
    const response = await this.post(new URL(session.meta!.url!).pathname, 'update', update);
    expect(response.status).toBe(200);
    return (await this.read(response, 'session')) as ExecutionSession;
  }

  async post(path: string, name: DocumentName, document: unknown): Promise<Response> {
    return fetch(this.url + path, {
      method: 'POST',
      body: writeMedia(document, this.media, rootName(name, this.form)),
      headers: { 'Content-Type': this.media, Accept: this.media },
      redirect: 'manual'
    });
  }

  async get(url: string, name: 'offerset' | 'session'): Promise<unknown> {
    return this.read(await fetch(url, { headers: { Accept: this.media } }), name);
  }

  async read(response: Response, name: 'offerset' | 'session'): Promise<unknown> {
    expect(response.headers.get('content-type')).toBe(`${this.media}; charset=utf-8`);
    const document = readMedia(await response.text(), this.media);
    expect(formOf(document)).toBe(this.form);
    const dialect = dialectOf(this.form);
    const read = (from: unknown): unknown =>
      name === 'offerset' ? dialect.readOfferSet(from) : dialect.readSession(from);
    const found = read(document);
    const form = PUBLISHED.find(one => one === this.form);
    if (form && !this._isCurious) {
      // XML has no numbers: there, what it says is held against the schema.
      const plain =
        this.media !== 'application/xml'
          ? document
          : name === 'offerset'
            ? dialect.writeOfferSet(found as OfferSetResponse)
            : dialect.writeSession(found as ExecutionSession);
      expect(against(form, name, JSON.parse(JSON.stringify(plain)))).toEqual([]);
    }
    return found;
  }
}

const cases = WIRE_FORMS.flatMap(form => MEDIA.map(media => [form, media] as const));

describe.each(cases)('a client of the form %s in %s', (form, media) => {
  it('asks, accepts and cancels, and hears a NO, in its own words', async () => {
    const { url } = await start();
    const client = new FormClient(url, form, media);
    const set = await client.ask(question(2));
    expect(set).toMatchObject({ result: 'YES', offers: [{ phase: 'OFFERED' }, {}] });
    const [offer, other] = set.offers!;
    expect(offer!.meta!.options).toEqual([
      { kind: 'uri:enum-value-option', path: 'phase', values: ['ACCEPTED', 'REJECTED'] }
    ]);
    expect(offer!.compute!.cores).toMatchObject({ min: 2, max: 2 });

    const accepted = await client.set(offer!, 'ACCEPTED');
    expect(accepted.phase).toBe('ACCEPTED');
    expect(accepted.meta!.options![0]!.values).toEqual(['CANCELLED']);
    const sibling = (await client.get(other!.meta!.url!, 'session')) as ExecutionSession;
    expect(sibling.phase).toBe('REJECTED');
    expect(sibling.meta!.options ?? []).toEqual([]);
    expect((await client.set(offer!, 'CANCELLED')).phase).toBe('CANCELLED');

    const no = await client.ask(question(99));
    expect(no.result).toBe('NO');
    expect(no.offers ?? []).toEqual([]);
    expect(no.meta!.messages![0]!.message).toBe('99 cores asked, 4 free');
  });

  it('hears its unknown properties again', async () => {
    const { url } = await start();
    const asked = question(1);
    const set = await new FormClient(url, form, 'application/json', true).ask({
      ...asked,
      executable: { ...asked.executable, flavour: { of: ['a', 'b'] } } as never,
      compute: { ...asked.compute!, colour: 'blue' } as never
    });
    const response = await fetch(set.offers![0]!.meta!.url!, { headers: { Accept: media } });
    const text = await response.text();
    const session = dialectOf(form).readSession(readMedia(text, media));
    expect(session).toMatchObject({
      executable: { flavour: { of: ['a', 'b'] } },
      compute: { colour: 'blue' }
    });
  });
});

/** Understands notebooks and nothing else. Leaves out everything that a FakePlatform does. */
class FakeNotebookPlatform extends FakePlatform {
  override async ask(request: ExecutionRequest): Promise<Answer> {
    const none: string[] = [];
    const known = { compute: [SIMPLE_COMPUTE], storage: none, data: none, volume: none };
    const reasons = misunderstood(request, { executable: [JUPYTER_NOTEBOOK], ...known });
    return reasons.length ? { reasons } : super.ask(request);
  }
}

describe('a kind that nobody knows', () => {
  const EB = 'https://www.purl.org/ivoa.net/EB/schema/types';
  it.each<[WireForm, object]>([
    ['v1.0', { kind: 'https://example.org/kinds/zeppelin-notebook.yaml' }],
    ['calycopis-2025-10', { type: `${EB}/executable/zeppelin-notebook-1.0` }],
    ['wd-2025-04', { type: `${EB}/executables/zeppelin-notebook-1.0` }],
    ['seed', { type: 'uri:zeppelin-notebook-1.0' }]
  ])('is a NO that names it, in the form %s', async (form, executable) => {
    const { url } = await startBroker({ platforms: report => [new FakeNotebookPlatform(report)] });
    const name = Object.values(executable)[0] as string;
    for (const media of MEDIA) {
      const client = new FormClient(url, form, media);
      const response = await client.post(dialectOf(form).askPath, 'request', { executable });
      const set =
        form === 'seed'
          ? await client.read(response, 'offerset')
          : await client.get(response.headers.get('location')!, 'offerset');
      expect(set).toMatchObject({ result: 'NO' });
      const [message] = (set as OfferSetResponse).meta!.messages!;
      expect(message!.message).toContain(`executable is of the kind ${name}, which`);
    }
  });
});

describe('the forms side by side', () => {
  it('are answered alike, and updates of one are taken by sessions of another', async () => {
    const { url } = await start();
    const older = new FormClient(url, 'wd-2025-04', 'application/yaml');
    const [offer] = (await older.ask(question(1))).offers!;
    const v1 = dialectOf('v1.0').writeUpdate({
      kind: 'uri:enum-value-update',
      path: 'phase',
      value: 'ACCEPTED'
    });
    const answer = await older.post(new URL(offer!.meta!.url!).pathname, 'update', v1);
    expect(await older.read(answer, 'session')).toMatchObject({ phase: 'ACCEPTED' });
  });

  it('show what was asked beside what is offered, where the form has a place for it', async () => {
    const { url } = await start();
    const client = new FormClient(url, 'wd-2025-04', 'application/json');
    const response = await client.post('/offersets', 'request', {
      executable: { type: 'https://www.purl.org/ivoa.net/EB/schema/types/executables/anything' },
      resources: {
        compute: [
          {
            type: 'https://www.purl.org/ivoa.net/EB/schema/types/resources/compute/simple-compute-resource-1.0',
            cores: { requested: { min: '2', max: 8 } }
          }
        ]
      }
    });
    const set = await (
      await fetch(response.headers.get('location')!, {
        headers: { Accept: 'application/json' }
      })
    ).json();
    expect(set.offers[0].resources.compute[0].cores).toEqual({
      requested: { min: 2, max: 8 },
      offered: { min: 2, max: 2 }
    });
  });

  it('are not answered by a broker that the question has passed already', async () => {
    const { url, folder } = await start();
    const identity = readFileSync(join(folder, 'identity'), 'utf8').trim();
    const response = await fetch(`${url}/offersets`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Via: `1.1 proxy, 1.1 ${identity}` },
      body: JSON.stringify(dialectOf('seed').writeRequest(question(1)))
    });
    expect(await response.text()).toContain("result: 'NO'");
  });

  it('are told in the OpenAPI document', async () => {
    const { url } = await start();
    const document = await (await fetch(`${url}/openapi.json`)).json();
    expect(formOfOpenApi(document)).toBe('v1.0');
    for (const path of ['/requests', '/offersets', '/direct', '/sessions/{uuid}']) {
      expect(Object.keys(document.paths[path].post.requestBody.content)).toEqual([...MEDIA]);
    }
  });

  it.each([
    [
      'a DTD',
      '<!DOCTYPE a [<!ENTITY b "c">]><offers-request><a>&b;</a></offers-request>',
      /has a DTD/
    ],
    [
      'an end too early',
      '<offers-request><executable kind="a">',
      /not XML that can be read: .*line 1/
    ],
    ['60 levels', `${'<a>'.repeat(60)}${'</a>'.repeat(60)}`, /nested/i],
    ['no executable', '<offers-request><compute/></offers-request>', /executable/]
  ])('answer 400 to XML with %s', async (_what, body, words) => {
    const { url } = await start();
    for (const path of ['/requests', '/offersets', '/direct']) {
      const response = await fetch(url + path, {
        method: 'POST',
        headers: { 'Content-Type': 'text/xml', Accept: 'application/xml' },
        body
      });
      expect(response.status).toBe(400);
      expect(response.headers.get('content-type')).toMatch(/^application\/xml/);
      const text = await response.text();
      expect(text).toMatch(words);
      expect(readMedia(text, 'application/xml')).toHaveProperty('messages');
    }
  });
});

describe('POST /direct', () => {
  const MINUTE = 60_000;
  const offer = (cores: number, starts: number, price: number | undefined): Proposal => ({
    cores,
    memory: 1,
    starts,
    seconds: 60,
    costs: price === undefined ? [] : [{ kind: MINMAX_COST, type: COST_MONEY, max: price }],
    messages: []
  });
  const startWith = async (...proposals: Proposal[]): Promise<TestBroker> =>
    startBroker({
      platforms: report => [
        new FakePlatform(report, 'Fake', undefined, async () =>
          Promise.resolve({ limits: { cores: 64, memory: 64 }, propose: () => proposals })
        )
      ]
    });

  it.each(cases)(
    'in the form %s and %s accepts the soonest, then the cheapest',
    async (form, media) => {
      const now = Date.now();
      const { url } = await startWith(
        offer(1, now + MINUTE, 0),
        offer(2, now, undefined),
        offer(3, now, 5),
        offer(4, now, 1)
      );
      const client = new FormClient(url, form, media);
      const document = dialectOf(form).writeRequest(question(1));
      const response = await client.post('/direct', 'request', document);
      expect(response.status).toBe(303);
      const session = await client.get(response.headers.get('location')!, 'session');
      expect(session).toMatchObject({ phase: 'ACCEPTED', compute: { cores: { max: 4 } } });
    }
  );

  it('answers with the session where the client asks for it', async () => {
    const { url } = await start();
    const response = await fetch(`${url}/direct`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json',
        Prefer: 'return=representation'
      },
      body: JSON.stringify(question(1))
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('preference-applied')).toBe('return=representation');
    expect(await response.json()).toMatchObject({ phase: 'ACCEPTED' });
  });

  it.each(cases)('in the form %s and %s says why there is no session', async (form, media) => {
    const { url } = await start();
    const client = new FormClient(url, form, media);
    const document = dialectOf(form).writeRequest(question(99));
    const response = await client.post('/direct', 'request', document);
    expect(response.status).toBe(400);
    expect(await client.read(response, 'session')).toMatchObject({
      phase: 'FAILED',
      meta: { messages: [{ message: '99 cores asked, 4 free' }] },
      compute: { cores: { min: 99 } }
    });
  });

  it('runs nothing twice: the other offers of the question are rejected', async () => {
    const { url, client } = await start();
    const response = await fetch(`${url}/direct`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...question(2), question: randomUUID() }),
      redirect: 'manual'
    });
    expect(response.status).toBe(303);
    // All four cores are free but two: another two fit, and no more.
    expect((await client.ask(question(2))).result).toBe('YES');
    expect((await client.ask(question(3))).result).toBe('NO');
  });
});
