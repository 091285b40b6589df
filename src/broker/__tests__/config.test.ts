import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { administratorEntries } from '../access/entry';
import { readConfig, type Config } from '../config';
import { temporaryFolder } from './test-broker';

const read = (text: string): Config => {
  const file = join(temporaryFolder(), 'broker.yaml');
  writeFileSync(file, text);
  return readConfig(file);
};

describe('a broker in the configuration', () => {
  it('is read beside others', () => {
    const { platforms = [] } = read(`
platforms:
  - kind: local
  - kind: broker
    name: Institute
    url: https://broker.example.org/
    signIn: {kind: bearer}
    secretFile: /run/secrets/token
    caFile: /etc/ssl/institute.pem
`);
    const brokers = platforms.filter(({ kind }) => kind === 'broker');
    expect(administratorEntries(brokers, ['This computer'])).toEqual([
      {
        name: 'Institute',
        url: 'https://broker.example.org',
        signIn: { kind: 'bearer' },
        caFile: '/etc/ssl/institute.pem',
        secretFile: '/run/secrets/token'
      }
    ]);
  });

  it.each([
    [
      '{kind: grid}',
      /platforms\[0\]\.kind must be equal to one of the allowed values, found "grid"/
    ],
    ['{kind: broker, name: a}', /platforms\[0\] must have required property 'url'/],
    ['{kind: broker, name: a, url: "http://a", cores: 1}', /must NOT have additional properties/],
    ['{kind: local, cores: many}', /platforms\[0\]\.cores must be integer, found "many"/]
  ])('%s is refused, with its place', (platform, words) => {
    expect(() => read(`platforms: [${platform}]`)).toThrow(words);
  });

  const entry = { name: 'A', url: 'https://example.org' };
  it.each<[string, object[], RegExp]>([
    ['two of a name', [entry, entry], /Two platforms are called A/],
    ['the name of a platform', [{ ...entry, name: 'Here' }], /Two platforms are called Here/],
    ['a secret for nothing', [{ ...entry, secretFile: '/a' }], /secretFile is for signIn/],
    ['a wrong URL', [{ ...entry, url: 'https://' }], /brokers\[0\]\.url must be an http or https/]
  ])('%s is refused', (_what, entries, words) => {
    expect(() => administratorEntries(entries, ['Here'])).toThrow(words);
  });
});
