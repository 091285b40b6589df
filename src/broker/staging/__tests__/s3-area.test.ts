import { randomBytes } from 'node:crypto';
import dns from 'node:dns';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { temporaryFolder } from '../../__tests__/test-broker';
import { S3Area } from '../s3-area';
import type { S3Config } from '../staging-config';
import { HAS_RCLONE, KEY_ID, SECRET_KEY, startS3 } from './file-servers';
import { startProxy, type Mischief, type RecordingProxy } from './recording-proxy';
import { complaint, someFile } from './some-file';

const withServer = HAS_RCLONE ? describe : describe.skip;

function area(endpoint: string, more: Partial<S3Config> = {}, secret = SECRET_KEY): S3Area {
  const keysFile = join(temporaryFolder(), 'credentials');
  writeFileSync(
    keysFile,
    `[default]\naws_access_key_id = ${KEY_ID}\naws_secret_access_key=${secret}\n[other]\naws_access_key_id = x\n`
  );
  return new S3Area({ kind: 's3', endpoint, bucket: 'bucket', keysFile, ...more }, 3600);
}

type Lookup = (
  name: string,
  options: dns.LookupOptions,
  done: (error: null, found: string | dns.LookupAddress[], family?: number) => void
) => void;

afterEach(() => jest.restoreAllMocks());

withServer('an S3 area (skipped where rclone is not installed)', () => {
  /** The folder behind the bucket, and a proxy before the server that can play tricks. */
  async function setUp(
    mischief?: (method: string, path: string) => Mischief | undefined,
    ...options: string[]
  ): Promise<{ folder: string; proxy: RecordingProxy }> {
    const folder = temporaryFolder();
    const proxy = await startProxy(await startS3(folder, ...options), mischief);
    return { folder: join(folder, 'bucket'), proxy };
  }

  it('puts a file where anybody can fetch it by its link', async () => {
    const { proxy, folder } = await setUp();
    const file = someFile(temporaryFolder(), 'print(6 * 7)\n', "../b c'ü.ipynb");
    const url = await area(proxy.url, { prefix: 'jupyter/files' }).publish(file);
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('print(6 * 7)\n');
    expect(readdirSync(join(folder, 'jupyter', 'files'))).toEqual([file.digest]);
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      'X-Amz-Expires': '3600',
      'response-content-disposition': "attachment; filename*=UTF-8''b%20c%27%C3%BC.ipynb"
    });
  });

  it('makes links that cannot be bent', async () => {
    const { proxy } = await setUp();
    const folder = temporaryFolder();
    const s3 = area(proxy.url);
    const first = await s3.publish(someFile(folder));
    const other = someFile(folder, 'another');
    await s3.publish(other);
    const changed = (change: (url: URL) => void): URL => {
      const url = new URL(first);
      change(url);
      return url;
    };
    const bent = [
      changed(url => (url.pathname = `/bucket/${other.digest}`)),
      changed(url => url.searchParams.set('X-Amz-Expires', '7200')),
      changed(url => url.searchParams.set('X-Amz-Signature', '0'.repeat(64)))
    ];
    const statuses = await Promise.all(bent.map(async url => (await fetch(url)).status));
    expect(statuses).toEqual([403, 403, 403]);
    expect((await fetch(changed(url => (url.search = '')))).ok).toBe(false);
    expect((await fetch(first, { method: 'PUT', body: 'x' })).status).toBe(403);
  });

  it('sends a file once', async () => {
    const { proxy } = await setUp();
    const file = someFile(temporaryFolder());
    const s3 = area(proxy.url);
    await s3.publish(file);
    await s3.publish(file);
    const path = `/bucket/${file.digest}`;
    expect(proxy.seen).toEqual([`HEAD ${path}`, `PUT ${path}`, `HEAD ${path}`]);
  });

  it('takes an empty file', async () => {
    const { proxy } = await setUp();
    const url = await area(proxy.url).publish(someFile(temporaryFolder(), ''));
    expect(await (await fetch(url)).text()).toBe('');
  });

  it('replaces what is not whole', async () => {
    const { proxy, folder } = await setUp();
    const file = someFile(temporaryFolder());
    writeFileSync(join(folder, file.digest), 'print');
    await area(proxy.url).publish(file);
    expect(readFileSync(join(folder, file.digest), 'utf8')).toBe('print(6 * 7)\n');
  });

  it('sends the digest with the upload, for servers that check it', async () => {
    const { proxy } = await setUp();
    const file = someFile(temporaryFolder());
    await area(proxy.url).publish(file);
    expect(proxy.headers[1]).toMatchObject({
      'x-amz-content-sha256': file.digest,
      'content-length': String(file.size)
    });
  });

  it('speaks to a bucket that is a host', async () => {
    // Not every machine knows names below localhost.
    const lookup: Lookup = (_name, { all }, done) =>
      all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);
    jest.spyOn(dns, 'lookup').mockImplementation(lookup as never);
    const { proxy } = await setUp(undefined, '--force-path-style=false');
    const endpoint = proxy.url.replace('127.0.0.1', 'localhost');
    const file = someFile(temporaryFolder());
    const url = await area(endpoint, { addressing: 'host' }).publish(file);
    expect(url).toContain('http://bucket.localhost');
    expect(await (await fetch(url)).text()).toBe('print(6 * 7)\n');
  });

  it('tells of wrong keys before anything is sent', async () => {
    const { proxy } = await setUp();
    const text = await complaint(
      area(proxy.url, {}, 'Xy-wrong').publish(someFile(temporaryFolder()))
    );
    expect(text).toBe(
      `${new URL(proxy.url).host} refused to say whether it has a file: 403 Forbidden; the secret key of staging is not the right one`
    );
    expect(proxy.seen.join()).not.toContain('PUT');
  });

  it('tells of a bucket that is not there', async () => {
    const { proxy } = await setUp();
    expect(
      await complaint(area(proxy.url, { bucket: 'another' }).publish(someFile(temporaryFolder())))
    ).toContain('404 Not Found; there is no such bucket; make it, or name another');
  });

  it.each([
    [
      403,
      '<Error><Code>AccessDenied</Code></Error>',
      'the keys must allow to read and write there'
    ],
    [507, '', 'it is full; free some space there'],
    [400, `<Error><Code>QuotaExceeded</Code><Key>${SECRET_KEY}</Key></Error>`, 'QuotaExceeded']
  ])('tells of %d in the middle of an upload, and leaves nothing', async (status, body, words) => {
    const { proxy, folder } = await setUp(method =>
      method === 'PUT' ? { status, body } : undefined
    );
    const file = someFile(temporaryFolder(), randomBytes(8 * 2 ** 20));
    const text = await complaint(area(proxy.url).publish(file));
    expect(text).toMatch(/^127.* refused to take a file: \d/);
    expect(text.endsWith(`; ${words}`)).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('tells of a line that broke, and leaves nothing', async () => {
    const { proxy, folder } = await setUp(method =>
      method === 'PUT' ? { cutAfter: 2 ** 20 } : undefined
    );
    const file = someFile(temporaryFolder(), randomBytes(8 * 2 ** 20));
    expect(await complaint(area(proxy.url).publish(file))).toMatch(
      /^A file could not be sent to 127.*: \S/
    );
    expect(readdirSync(folder)).not.toContain(file.digest);
  });

  it('puts a file where it may write but not list', async () => {
    const file = someFile(temporaryFolder());
    const { proxy, folder } = await setUp(method =>
      method === 'PUT'
        ? undefined
        : { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' }
    );
    await area(proxy.url).publish(file);
    expect(readdirSync(folder)).toEqual([file.digest]);
  });

  it('tells of a bucket that lies elsewhere', async () => {
    const { proxy } = await setUp(() => ({
      status: 301,
      body: '<Error><Code>PermanentRedirect</Code></Error>'
    }));
    expect(await complaint(area(proxy.url).publish(someFile(temporaryFolder())))).toContain(
      'the bucket lies elsewhere: look at region and endpoint'
    );
  });
});

describe('the settings of an S3 area', () => {
  const environment = { ...process.env };
  afterEach(() => {
    process.env = { ...environment };
  });

  it('takes its keys from the environment', () => {
    process.env.AWS_ACCESS_KEY_ID = KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    const make = (): S3Area => new S3Area({ kind: 's3', bucket: 'bucket' }, 60);
    expect(make).toThrow('Staging on S3 has no keys');
    process.env.AWS_SECRET_ACCESS_KEY = SECRET_KEY;
    expect(make().words).toBe('S3 bucket bucket at s3.us-east-1.amazonaws.com');
  });

  it('names the file that has no keys', () => {
    const keysFile = join(temporaryFolder(), 'credentials');
    mkdirSync(join(keysFile, '..'), { recursive: true });
    writeFileSync(keysFile, '[other]\naws_access_key_id = a\naws_secret_access_key = b\n');
    expect(() => new S3Area({ kind: 's3', bucket: 'bucket', keysFile }, 60)).toThrow(
      `${keysFile} must hold aws_access_key_id`
    );
  });

  it('refuses links for longer than S3 signs', () => {
    expect(() => new S3Area({ kind: 's3', bucket: 'bucket' }, 604_801)).toThrow('seven days');
  });
});
