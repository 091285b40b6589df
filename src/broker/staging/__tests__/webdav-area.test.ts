import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { temporaryFolder } from '../../__tests__/test-broker';
import type { WebDavConfig } from '../staging-config';
import { WebDavArea } from '../webdav-area';
import { HAS_WSGIDAV, PASSWORD, startWebDav, USER } from './file-servers';
import { startProxy, type Mischief, type RecordingProxy } from './recording-proxy';
import { complaint, someFile } from './some-file';

const withServer = HAS_WSGIDAV ? describe : describe.skip;

function area(url: string, more: Partial<WebDavConfig> = {}): WebDavArea {
  const passwordFile = join(temporaryFolder(), 'password');
  writeFileSync(passwordFile, `${PASSWORD}\n`);
  return new WebDavArea({
    kind: 'webdav',
    url: `${url}/files`,
    readUrl: `${url}/public`,
    user: USER,
    passwordFile,
    ...more
  });
}

withServer('a WebDAV area (skipped where wsgidav is not installed)', () => {
  /** A server's folder, and a proxy before it that can play tricks. */
  async function setUp(
    mischief?: (method: string, path: string) => Mischief | undefined
  ): Promise<{ folder: string; proxy: RecordingProxy }> {
    const folder = temporaryFolder();
    return { folder, proxy: await startProxy(await startWebDav(folder), mischief) };
  }

  it('puts a file where anybody can fetch it', async () => {
    const { proxy } = await setUp();
    const file = someFile(temporaryFolder());
    const url = await area(proxy.url).publish(file);
    expect(url).toBe(`${proxy.url}/public/${file.digest}`);
    expect(await (await fetch(url)).text()).toBe('print(6 * 7)\n');
  });

  it('sends a file once', async () => {
    const { proxy } = await setUp();
    const file = someFile(temporaryFolder());
    const dav = area(proxy.url);
    const url = await dav.publish(file);
    expect(proxy.seen.filter(line => line.startsWith('PUT'))).toHaveLength(1);
    proxy.seen.length = 0;
    expect(await dav.publish({ ...file, name: '../../b c ü.ipynb' })).toBe(url);
    expect(proxy.seen).toEqual([`HEAD /files/${file.digest}`]);
  });

  it('takes an empty file', async () => {
    const { proxy } = await setUp();
    const url = await area(proxy.url).publish(someFile(temporaryFolder(), ''));
    expect(await (await fetch(url)).text()).toBe('');
  });

  it('makes the folders that are missing', async () => {
    const { proxy, folder } = await setUp();
    const file = someFile(temporaryFolder());
    const deep = { url: `${proxy.url}/files/a/b%20c`, readUrl: `${proxy.url}/public/a/b%20c/` };
    const url = await area('', deep).publish(file);
    expect((await fetch(url)).status).toBe(200);
    expect(readdirSync(join(folder, 'a', 'b c'))).toEqual([file.digest]);
  });

  it('replaces what is not whole', async () => {
    const { proxy, folder } = await setUp();
    const file = someFile(temporaryFolder());
    writeFileSync(join(folder, file.digest), 'print');
    await area(proxy.url).publish(file);
    expect(readFileSync(join(folder, file.digest), 'utf8')).toBe('print(6 * 7)\n');
  });

  it('leaves a file to who was quicker', async () => {
    const file = someFile(temporaryFolder());
    const { proxy, folder } = await setUp(method => {
      if (method === 'MOVE') {
        writeFileSync(join(folder, file.digest), 'print(6 * 7)\n');
      }
      return undefined;
    });
    await area(proxy.url).publish(file);
    expect(readdirSync(folder)).toEqual([file.digest]);
  });

  it('tells of a wrong password before anything is sent', async () => {
    const { proxy } = await setUp();
    const passwordFile = join(temporaryFolder(), 'password');
    writeFileSync(passwordFile, 'Xy-wrong');
    const text = await complaint(
      area(proxy.url, { passwordFile }).publish(someFile(temporaryFolder()))
    );
    expect(text).toBe(
      `${new URL(proxy.url).host} refused to say whether it has a file: 401 Unauthorized; look at how staging signs in`
    );
    expect(proxy.seen.join()).not.toContain('PUT');
  });

  it('tells of a folder that others cannot read', async () => {
    const { proxy } = await setUp();
    const text = await complaint(
      area(proxy.url, { readUrl: `${proxy.url}/files` }).publish(someFile(temporaryFolder()))
    );
    expect(text).toContain('does not let others read it (401)');
    expect(text).toContain('set readUrl');
  });

  it.each([
    [507, 'Insufficient Storage; it is full; free some space there'],
    [403, 'Forbidden; staging must be allowed to read and write there'],
    [413, 'Payload Too Large; the file is too large for it']
  ])('tells of %d in the middle of an upload, and leaves nothing', async (status, words) => {
    const { proxy, folder } = await setUp(method => (method === 'PUT' ? { status } : undefined));
    const file = someFile(temporaryFolder(), randomBytes(8 * 2 ** 20));
    expect(await complaint(area(proxy.url).publish(file))).toBe(
      `${new URL(proxy.url).host} refused to take a file: ${status} ${words}`
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('tells of a name that it may not give, and leaves nothing', async () => {
    const { proxy, folder } = await setUp(method =>
      method === 'MOVE' ? { status: 403 } : undefined
    );
    const text = await complaint(area(proxy.url).publish(someFile(temporaryFolder())));
    expect(text).toContain('refused to give a file its name: 403 Forbidden');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('tells of a line that broke, and leaves nothing under the name', async () => {
    const { proxy, folder } = await setUp(method =>
      method === 'PUT' ? { cutAfter: 2 ** 20 } : undefined
    );
    const file = someFile(temporaryFolder(), randomBytes(8 * 2 ** 20));
    expect(await complaint(area(proxy.url).publish(file))).toMatch(
      /^A file could not be sent to 127.*: \S/
    );
    expect(readdirSync(folder)).not.toContain(file.digest);
  });

  it('tells of a file that has gone or is shorter than it was', async () => {
    const { proxy, folder } = await setUp();
    const file = someFile(temporaryFolder());
    const shorter = { ...file, size: file.size + 1 };
    expect(await complaint(area(proxy.url).publish(shorter))).toContain('length does not match');
    const gone = { ...file, path: '/not/there' };
    expect(await complaint(area(proxy.url).publish(gone))).toContain('ENOENT');
    expect(readdirSync(folder)).not.toContain(file.digest);
  });

  it('does not take its password to where it is sent on to', async () => {
    const other = await startProxy('http://127.0.0.1:1', () => ({ status: 200 }));
    const { proxy } = await setUp(() => ({ status: 302, headers: { location: other.url } }));
    const text = await complaint(area(proxy.url).publish(someFile(temporaryFolder())));
    expect(text).toContain('302 Found');
    expect(other.seen).toEqual([]);
  });

  it('tells of a folder that it may not make', async () => {
    const { proxy, folder } = await setUp(method =>
      method === 'MKCOL' ? { status: 403 } : undefined
    );
    mkdirSync(join(folder, 'a'));
    const text = await complaint(
      area(proxy.url, { url: `${proxy.url}/files/a/b` }).publish(someFile(temporaryFolder()))
    );
    expect(text).toContain('refused to make a folder: 403 Forbidden');
  });
});

describe('signing in at a WebDAV area', () => {
  it('sends a bearer token', async () => {
    const proxy = await startProxy('http://127.0.0.1:1', () => ({
      status: 200,
      headers: { 'content-length': '13' }
    }));
    const tokenFile = join(temporaryFolder(), 'token');
    writeFileSync(tokenFile, 'abc.def\n');
    const dav = new WebDavArea({ kind: 'webdav', url: proxy.url, tokenFile });
    await dav.publish(someFile(temporaryFolder()));
    // The second looks at the public side, and so signs in nowhere.
    expect(proxy.headers.map(headers => headers.authorization)).toEqual([
      'Bearer abc.def',
      undefined
    ]);
  });

  it('refuses a password in the URL, without repeating it', () => {
    expect(() => area('', { url: 'https://me:Xy-secret@files.example.org/' })).toThrow(
      /^The URL of staging at files.example.org holds a password; put it into a file$/
    );
  });

  it('tells of a server that is not there', async () => {
    const text = await complaint(area('http://127.0.0.1:1').publish(someFile(temporaryFolder())));
    expect(text).toBe('127.0.0.1:1 does not answer: connect ECONNREFUSED 127.0.0.1:1');
  });
});
