import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

import { KernelSocket } from '../../../__tests__/kernel-socket';
import { ask, notebook } from '../../../__tests__/notebooks';
import { startService, TOKEN } from '../../../__tests__/service';
import { until } from '../../../__tests__/test-broker';
import { jupyterThere } from '../jupyter-there';
import { startAggregator } from './brokers';
import { session, startCrooked, yes } from './crooked-broker';

jest.setTimeout(240_000);

it('a session to work in is reached through the broker above its own, and the one above that', async () => {
  const bottom = await startService();
  const b = await startAggregator({
    token: 'the middle',
    below: [
      {
        name: 'C',
        url: bottom.url,
        authorize: async () => Promise.resolve({ authorization: `Bearer ${TOKEN}` })
      }
    ]
  });
  const a = await startAggregator({
    token: 'the top',
    below: [
      {
        name: 'B',
        url: b.url,
        authorize: async () => Promise.resolve({ authorization: 'Bearer the middle' })
      }
    ]
  });
  const set = await a.client.ask(ask(notebook('1'), { files: { 'a.txt': Buffer.from('ab') } }));
  const [offer] = set.offers!;
  expect(offer).toMatchObject({ below: ['C', 'This computer'], modes: ['batch', 'interactive'] });
  const uuid = offer!.meta!.uuid!;
  await a.client.accept(uuid, { mode: 'interactive' });
  const ready = await until(async () => {
    const seen = await a.client.session(uuid);
    return seen.connectors && seen;
  }, 120);
  const location = `${a.url}/sessions/${uuid}/jupyter/`;
  expect(ready.connectors).toMatchObject([{ status: 'AVAILABLE', location }]);
  expect(JSON.stringify(ready)).not.toContain(b.url);
  const headers = { authorization: 'Bearer the top' };
  const file = await fetch(`${location}api/contents/a.txt`, { headers });
  expect(await file.json()).toMatchObject({ content: 'ab' });
  const kernel = await KernelSocket.start(location, headers);
  expect(await kernel.run('1+1')).toBe('2');
  await until(async () => (await a.client.session(uuid)).phase === 'RUNNING');
  const finished = await a.client.finish(uuid);
  expect(finished.phase).toBe('COMPLETED');
  expect(finished.connectors).toBeUndefined();
});

it('the mode goes along only where the offer lists modes', async () => {
  const there = await startCrooked();
  const a = await startAggregator({ below: [{ name: 'There', url: there.url }] });
  const accepted: string[] = [];
  there.scripts['POST /sessions/{id}'] = (response, { body }) => {
    accepted.push(body);
    there.phase = 'ACCEPTED';
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(session('ACCEPTED')));
  };
  const offered = async (more: object): Promise<string> => {
    there.phase = 'OFFERED';
    there.scripts['POST /requests'] = response => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(yes(session('OFFERED', more))));
    };
    const set = await a.client.ask(ask(notebook('1')));
    return set.offers![0]!.meta!.uuid!;
  };
  const silent = await offered({});
  await expect(a.client.accept(silent, { mode: 'interactive' })).rejects.toThrow(
    /for batch only, found mode interactive/
  );
  expect(accepted).toEqual([]);
  await a.client.accept(silent);
  expect(accepted.pop()).not.toMatch(/mode/);
  await a.client.accept(await offered({ modes: ['batch', 'interactive'] }), {
    mode: 'interactive'
  });
  expect(JSON.parse(accepted.pop()!)).toMatchObject({ value: 'ACCEPTED', mode: 'interactive' });
});

describe('a connector that leads elsewhere than to its broker', () => {
  it('is followed with the token that stands in it, which no client sees', async () => {
    const seen: { url: string; headers: IncomingHttpHeaders }[] = [];
    const hub = createServer(({ url = '', headers }, response) => {
      seen.push({ url, headers });
      response.end('from the hub');
    }).listen(0, '127.0.0.1');
    await once(hub, 'listening');
    const { port } = hub.address() as AddressInfo;
    const there = await startCrooked();
    there.scripts['GET /sessions/{id}'] = response => {
      response.setHeader('Content-Type', 'application/json');
      response.end(
        JSON.stringify(
          session(there.phase, {
            connectors: [
              {
                kind: 'uri:jupyter-hub',
                status: 'AVAILABLE',
                location: `http://127.0.0.1:${port}/user/x?token=hub-secret`
              },
              { kind: 'uri:desktop', location: 'https://desktop.example/' }
            ]
          })
        )
      );
    };
    const a = await startAggregator({
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
    const found = await until(async () => {
      const now = await a.client.session(uuid);
      return now.connectors?.length === 2 && now;
    });
    const location = `${a.url}/sessions/${uuid}/jupyter/`;
    expect(found.connectors).toMatchObject([
      { location },
      { location: 'https://desktop.example/' }
    ]);
    expect(JSON.stringify(found)).not.toMatch(/hub-secret|user\/x/);
    expect(await (await fetch(`${location}api/kernels?a=1`)).text()).toBe('from the hub');
    expect(seen).toMatchObject([
      { url: '/user/x/api/kernels?a=1', headers: { authorization: 'token hub-secret' } }
    ]);
    hub.closeAllConnections();
    hub.close();
  });

  it.each([
    ['http://127.0.0.1:8888/', 'https://broker.example'],
    ['http://localhost:8888/', 'https://broker.example'],
    ['http://169.254.169.254/latest/', 'https://broker.example'],
    ['http://[fe80::1]/', 'http://127.0.0.1:8080']
  ])('to %s is refused of a broker at %s', async (location, url) => {
    const there = {
      ...{ key: 'x', ours: false, url },
      connector: { kind: 'uri:jupyter', location },
      authorize: async () => Promise.resolve({ authorization: 'Bearer for the broker' })
    };
    await expect(jupyterThere(there)).rejects.toThrow(/where nothing is sent to/);
  });

  it('gets no credentials of the broker because its address begins alike', async () => {
    const door = await jupyterThere({
      ...{ key: 'x', ours: false, url: 'https://broker.example' },
      connector: { kind: 'uri:jupyter', location: 'https://broker.example.evil.example/x' },
      authorize: async () => Promise.resolve({ authorization: 'Bearer for the broker' })
    });
    const url = 'https://broker.example.evil.example/x/';
    expect(door).toEqual({ url, headers: {}, page: url });
  });
});
