import { once } from 'node:events';
import { request as plainRequest, type IncomingMessage } from 'node:http';

import { startJupyter, type JupyterServer } from '../../../__tests__/jupyter-server';
import { ask, notebook } from '../../../__tests__/notebooks';
import { startService, TOKEN } from '../../../__tests__/service';
import { until } from '../../../__tests__/test-broker';
import { startAggregator, type Aggregator } from './brokers';
import { json, session, startCrooked, type CrookedBroker } from './crooked-broker';

jest.setTimeout(600_000);

interface Opened {
  a: Aggregator;
  there: CrookedBroker;
  uuid: string;
  /** Of the broker's own route. */
  url: string;
  look: () => Promise<unknown>;
  go: (path: string, headers?: Record<string, string>) => Promise<Gone>;
}

interface Gone {
  status: number;
  location: string | undefined;
  headers: IncomingMessage['headers'];
  text: string;
}

/** A session of a broker that is none of ours, with a connector that leads to a location. */
async function open(location: string): Promise<Opened> {
  const there = await startCrooked();
  const connectors = [{ kind: 'uri:jupyter-hub', status: 'AVAILABLE', location }];
  there.scripts['GET /sessions/{id}'] = async (response, request) =>
    json(session(there.phase, { connectors }))(response, request);
  const a = await startAggregator({
    token: 'ours',
    below: [
      {
        name: 'There',
        url: there.url,
        authorize: async () => Promise.resolve({ authorization: 'Bearer for the broker' })
      }
    ]
  });
  const set = await a.client.ask(ask(notebook('1')));
  const uuid = set.offers![0]!.meta!.uuid!;
  await a.client.accept(uuid);
  there.phase = 'RUNNING';
  await until(async () => (await a.client.session(uuid)).connectors);
  const url = `${a.url}/sessions/${uuid}/frontend`;
  return {
    ...{ a, there, uuid, url },
    look: async () => look(url),
    go: async (path, headers) => go(`${url}/`, path, headers)
  };
}

async function look(url: string, token = 'ours'): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  const response = await fetch(url, { headers });
  const document = (await response.json()) as { messages?: { message: string }[] };
  return { ...document, messages: document.messages?.map(({ message }) => message) };
}

/** Goes to an address as it is written, dots and all. */
async function go(
  url: string,
  path: string,
  { method = 'GET', ...headers }: Record<string, string> = {}
): Promise<Gone> {
  const { port, pathname } = new URL(url);
  const request = plainRequest({
    ...{ host: '127.0.0.1', port, method, path: pathname + path },
    headers: { authorization: 'Bearer ours', accept: 'text/html,*/*;q=0.8', ...headers }
  });
  const responded = once(request, 'response');
  request.end();
  const [response] = (await responded) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
  }
  const { location } = response.headers;
  const text = Buffer.concat(chunks).toString();
  return { status: response.statusCode!, location, headers: response.headers, text };
}

describe('a session whose connector leads to a Jupyter server', () => {
  let lab: JupyterServer | undefined;
  let seven: JupyterServer | undefined;
  let bare: JupyterServer | undefined;
  beforeAll(async () => {
    // One after the other: together they take longer on a busy machine.
    lab = await startJupyter(['jupyterlab']);
    seven = await startJupyter(['notebook']);
    bare = await startJupyter([]);
  });
  const at = ({ url, token }: JupyterServer): string =>
    `${url.slice(0, -1)}?token=${encodeURIComponent(token)}`;

  it('is opened in its JupyterLab, with the token that its connector has', async () => {
    const { a, go: goTo, look: asked, url, uuid } = await open(at(lab!));
    expect(await asked()).toEqual({ frontend: 'lab' });
    const gone = await goTo('a%20folder/%C3%BCber%20%23%3F%25.ipynb?token=mine&_xsrf=mine', {
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
      cookie: 'mine=1',
      referer: 'http://mine/'
    });
    expect(gone.status).toBe(303);
    const file = 'lab/tree/a%20folder/%C3%BCber%20%23%3F%25.ipynb';
    expect(gone.location).toBe(`${lab!.url}${file}?token=${encodeURIComponent(lab!.token)}`);
    expect(gone.headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer'
    });
    expect(gone.text).toBe('');
    // It is a page that a browser with nothing else is let into.
    const page = await fetch(gone.location!);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('JupyterLab')]);
    // Nobody else learns of it.
    const headers = { authorization: 'Bearer ours', accept: 'application/json' };
    const told = await Promise.all(
      [url, `${a.url}/sessions/${uuid}`, `${a.url}/sessions`].map(async address =>
        (await fetch(address, { headers })).text()
      )
    );
    expect(told.join()).not.toMatch(/the token|the%20token|user\/x/);
  });

  it('is opened in Jupyter Notebook where that is what there is', async () => {
    const { go: goTo, look: asked } = await open(at(seven!));
    expect(await asked()).toEqual({ frontend: 'notebook' });
    const gone = await goTo('a.ipynb');
    expect(gone.location).toContain(`${seven!.url}notebooks/a.ipynb?token=`);
    expect((await fetch(gone.location!)).status).toBe(200);
    expect((await goTo('data/a.csv')).location).toContain(`${seven!.url}tree/data/a.csv?`);
  });

  it('is not, and says why, where it shows no pages or lets nobody in', async () => {
    const { go: goTo, look: asked } = await open(at(bare!));
    const messages = [
      expect.stringMatching(/no JupyterLab \(it answers 404\).*\(404\).*this tab$/)
    ];
    expect(await asked()).toEqual({ messages });
    const gone = await goTo('a.ipynb');
    expect(gone).toMatchObject({ status: 409, location: undefined, text: messages[0] });
    expect(gone.headers['content-type']).toMatch('text/plain');
    const closed = await open(lab!.url);
    expect(await closed.look()).toEqual({ messages: [expect.stringContaining('answers 302')] });
  });

  it.each([
    '..%2f..%2fapi',
    '%2e%2e/api',
    '../../../api',
    'a/../b',
    '.',
    '',
    '/evil.example/x',
    '%2fevil.example',
    '\\evil.example',
    'a%5c..%5cb',
    'https:evil.example',
    'javascript:alert(1)',
    'a%0d%0aSet-Cookie:%20x=1',
    '%00',
    '%zz'
  ])('is not opened at %s', async path => {
    const { go: goTo } = await open(at(lab!));
    expect(await goTo(path)).toMatchObject({ status: 400, location: undefined });
  });

  it('is opened by who goes there, not by a script, a frame, or one without the secret', async () => {
    const { go: goTo } = await open(at(lab!));
    for (const [headers, status] of [
      [{ 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }, 403],
      [{ 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }, 403],
      [{ 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, 403],
      [{ authorization: 'Bearer wrong' }, 401],
      [{ method: 'POST' }, 404],
      [{ method: 'HEAD' }, 404]
    ] as [Record<string, string>, number][]) {
      expect(await goTo('a.ipynb', headers)).toMatchObject({ status, location: undefined });
    }
  });

  it('is not where it is on this computer, and the browser on another', async () => {
    const { a, uuid } = await open(at(lab!));
    const { port } = new URL(a.url);
    const request = plainRequest({
      ...{ host: '127.0.0.1', port, path: `/sessions/${uuid}/frontend/a.ipynb` },
      headers: { authorization: 'Bearer ours', host: 'jupyter.example' }
    });
    const responded = once(request, 'response');
    request.end();
    const [response] = (await responded) as [IncomingMessage];
    response.resume();
    expect([response.statusCode, response.headers.location]).toEqual([409, undefined]);
  });

  it('is not once it has ended', async () => {
    const { a, go: goTo, look: asked, there, uuid } = await open(at(lab!));
    there.phase = 'COMPLETED';
    await until(async () => (await a.client.session(uuid)).phase === 'COMPLETED', 60);
    const messages = [expect.stringContaining('has ended: it is COMPLETED')];
    expect(await asked()).toEqual({ messages });
    expect(await goTo('a.ipynb')).toMatchObject({ status: 409, location: undefined });
    const none = await fetch(`${a.url}/sessions/00000000-0000-0000-0000-000000000000/frontend`, {
      headers: { authorization: 'Bearer ours' }
    });
    expect(none.status).toBe(404);
  });
});

it('a session of ours is worked in through its broker, here and from a broker above', async () => {
  const bottom = await startService();
  const a = await startAggregator({
    token: 'ours',
    below: [
      {
        name: 'B',
        url: bottom.url,
        authorize: async () => Promise.resolve({ authorization: `Bearer ${TOKEN}` })
      }
    ]
  });
  // A busy machine may be too slow for the first question.
  const uuid = await until(
    async () => (await a.client.ask(ask(notebook('1')))).offers?.[0]?.meta?.uuid,
    60
  );
  const url = `${a.url}/sessions/${uuid}/frontend`;
  await a.client.accept(uuid, { mode: 'interactive' });
  expect(await look(url)).toEqual({ messages: [expect.stringContaining('not ready yet')] });
  await until(async () => (await a.client.session(uuid)).connectors, 120);
  const messages = [expect.stringMatching(/reached through its broker only: work in it from this/)];
  expect(await look(url)).toEqual({ messages });
  const [below] = (await bottom.client.sessions()).sessions;
  expect(await look(`${bottom.url}/sessions/${below!.meta!.uuid!}/frontend`, TOKEN)).toEqual({
    messages
  });
  expect(await go(`${url}/`, 'a.ipynb')).toMatchObject({ status: 409, location: undefined });
  await a.client.cancel(uuid);
});
