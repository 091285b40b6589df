import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { temporaryFolder } from '../../__tests__/test-broker';
import { readConfig } from '../../config';
import { openStaging, type Staging } from '../staging';
import { complaint, someFile } from './some-file';

/** The staging area of a configuration file. */
async function staging(...lines: string[]): Promise<Staging> {
  const folder = temporaryFolder();
  const path = join(folder, 'broker.yaml');
  writeFileSync(path, ['staging:', ...lines.map(line => `  ${line}`), ''].join('\n'));
  return openStaging(readConfig(path).staging!, folder);
}

describe('the staging of a configuration', () => {
  it.each([
    ['WebDAV at files.example.org', ['kind: webdav', 'url: https://files.example.org/dav']],
    ['this broker at broker.example.org', ['kind: own', 'url: https://broker.example.org/eb/']]
  ])('is %s', async (words, lines) => {
    expect((await staging(...lines)).area.words).toBe(words);
  });

  it('is S3 with keys of a file', async () => {
    const keys = join(temporaryFolder(), 'keys');
    writeFileSync(keys, 'aws_access_key_id = a\naws_secret_access_key = b\n');
    const found = await staging(
      'kind: s3',
      'endpoint: https://s3.example.org:9000',
      'bucket: notebooks',
      `keysFile: ${keys}`
    );
    expect(found.area.words).toBe('S3 bucket notebooks at s3.example.org:9000');
    expect(found.links).toBeUndefined();
  });

  it('gives links of our own the life that it says, a day if it does not', async () => {
    for (const [seconds, ...more] of [[86_400], [7200, 'lifetime: PT2H']] as const) {
      const { area, links } = await staging(
        'kind: own',
        'url: https://broker.example.org/eb',
        ...more
      );
      const before = Math.floor(Date.now() / 1000);
      const file = someFile(temporaryFolder());
      const url = new URL(await area.publish(file));
      expect(url.href).toContain(`https://broker.example.org/eb/files/sha256/${file.digest}?`);
      const expires = Number(url.searchParams.get('expires'));
      expect(expires - before - seconds).toBeLessThan(5);
      expect(expires).toBeGreaterThanOrEqual(before + seconds);
      expect(links!.judge(file.digest, Object.fromEntries(url.searchParams))).toBe('right');
    }
  });

  it.each([
    ['kind must be equal', 'kind: ftp'],
    ['url must match', 'kind: webdav', 'url: ftp://files.example.org/'],
    ['url must match', 'kind: webdav', 'url: https://files.example.org/?a=b'],
    ['must have required property', 'kind: webdav'],
    ['no entry password', 'kind: webdav', 'url: https://a.example.org/', 'password: Xy-secret'],
    ['holds a password', 'kind: webdav', 'url: https://me:Xy-secret@files.example.org/'],
    ['has no passwordFile', 'kind: webdav', 'url: https://files.example.org/', 'user: me'],
    ['/not/there', 'kind: webdav', 'url: https://a.example.org/', 'tokenFile: /not/there'],
    ['prefix must match', 'kind: s3', 'bucket: notebooks', 'prefix: ../other'],
    ['bucket must match', 'kind: s3', 'bucket: a/b'],
    ['cannot be read', 'kind: own', 'url: "https://:0/"'],
    ['a minute at least', 'kind: own', 'url: https://broker.example.org', 'lifetime: PT1S']
  ])('is refused (%s) in %s', async (words, ...lines) => {
    const text = await complaint(staging(...lines));
    expect(text).toContain(words);
    expect(text).not.toContain('Xy-secret');
  });
});
