import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  FakePlatform,
  startBroker,
  temporaryFolder,
  type TestBroker
} from '../../__tests__/test-broker';
import { OwnArea } from '../own-area';
import { openKey, SignedUrls } from '../signed-urls';
import { someFile } from './some-file';

const HOUR = 3600;

describe('links to our own store', () => {
  /** A broker that wants a token, its area, and a clock of the links that can be set. */
  async function setUp(): Promise<
    TestBroker & { area: OwnArea; put: (name?: string, content?: string) => Promise<URL> } & {
      clock: { now: number };
    }
  > {
    const folder = temporaryFolder();
    const clock = { now: Date.parse('2026-11-24T10:00:00Z') };
    const links = new SignedUrls(openKey(folder), () => clock.now);
    const broker = await startBroker({
      folder,
      token: 'right',
      links,
      platforms: report => [new FakePlatform(report)]
    });
    const area = new OwnArea({ kind: 'own', url: broker.url }, links, HOUR);
    const put = async (name = 'a.ipynb', content = 'print(6 * 7)\n'): Promise<URL> => {
      const file = someFile(temporaryFolder(), content, name);
      await fetch(`${broker.url}/files/sha256/${file.digest}`, {
        method: 'PUT',
        headers: { authorization: 'Bearer right' },
        body: content
      });
      return new URL(await area.publish(file));
    };
    return { ...broker, area, clock, put };
  }

  it('open their file without the token', async () => {
    const { put } = await setUp();
    const url = await put();
    const answer = await fetch(url);
    expect(await answer.text()).toBe('print(6 * 7)\n');
    expect(answer.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''a.ipynb");
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  });

  it.each(['../../etc/b c.ipynb', 'ü\n"日本.ipynb', '..', '\ud800.ipynb', '&signature=1#?'])(
    'take the name %j',
    async name => {
      const { put } = await setUp();
      const url = await put(name);
      expect(url.pathname).toMatch(/^\/files\/sha256\/[0-9a-f]{64}$/);
      const answer = await fetch(url);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-disposition')).toMatch(
        /^attachment; filename\*=UTF-8''[\w.~!%-]+$/
      );
    }
  );

  it('open nothing once they are bent', async () => {
    const { put } = await setUp();
    const url = await put();
    const other = await put('b.ipynb', 'another');
    const bend = (change: (url: URL) => void): URL => {
      const bent = new URL(url);
      change(bent);
      return bent;
    };
    const bent = [
      bend(found => (found.pathname = other.pathname)),
      bend(found => found.searchParams.set('expires', '99999999999')),
      bend(found => found.searchParams.set('name', 'b.ipynb')),
      bend(found => found.searchParams.set('signature', '0'.repeat(64))),
      bend(found => found.searchParams.set('signature', '')),
      bend(found => found.searchParams.append('signature', '0'.repeat(64))),
      bend(found => found.searchParams.delete('expires')),
      bend(found => found.searchParams.delete('name'))
    ];
    for (const found of bent) {
      const answer = await fetch(found);
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain('does not open this file');
      expect((await fetch(found, { method: 'HEAD' })).status).toBe(403);
    }
    // Without a signature it is a request like any other.
    expect((await fetch(bend(found => found.searchParams.delete('signature')))).status).toBe(401);
  });

  it('end', async () => {
    const { put, clock } = await setUp();
    const url = await put();
    clock.now += HOUR * 1000 - 1;
    expect((await fetch(url)).status).toBe(200);
    clock.now += 1;
    const answer = await fetch(url);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('has expired');
  });

  it('open nothing else', async () => {
    const { put, url: base } = await setUp();
    const { pathname, search } = await put();
    const statuses = await Promise.all([
      fetch(`${base}${pathname}${search}`, { method: 'PUT', body: 'x' }),
      fetch(`${base}/sessions${search}`),
      fetch(`${base}/openapi.json${search}`),
      fetch(`${base}${pathname}/${search}`)
    ]).then(answers => answers.map(answer => answer.status));
    expect(statuses).toEqual([401, 401, 401, 401]);
  });

  it('are no links at a broker that makes none, or has another key', async () => {
    const { put } = await setUp();
    const { pathname, search } = await put();
    const platforms = (): [] => [];
    const without = await startBroker({ token: 'right', platforms });
    const another = await startBroker({
      platforms,
      links: new SignedUrls(openKey(temporaryFolder()))
    });
    expect((await fetch(`${without.url}${pathname}${search}`)).status).toBe(403);
    expect((await fetch(`${another.url}${pathname}${search}`)).status).toBe(403);
  });

  it('do not need the right token, and a token does not help a wrong one', async () => {
    const { put } = await setUp();
    const url = await put();
    const headers = { authorization: 'Bearer wrong' };
    expect((await fetch(url, { headers })).status).toBe(200);
    url.searchParams.set('signature', '1');
    headers.authorization = 'Bearer right';
    expect((await fetch(url, { headers })).status).toBe(403);
  });
});

describe('the key of the links', () => {
  it('is made once, for its owner alone', () => {
    const folder = temporaryFolder();
    const key = openKey(folder);
    expect(openKey(folder)).toEqual(key);
    expect(openKey(temporaryFolder())).not.toEqual(key);
    expect(statSync(join(folder, 'links.key')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'links.key'), 'utf8')).toBe(key.toString('hex'));
  });

  it('is looked at before it is used', () => {
    const folder = temporaryFolder();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'links.key'), '');
    expect(() => openKey(folder)).toThrow('links.key is to hold 64 hex digits');
  });
});
