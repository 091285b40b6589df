import fc from 'fast-check';

import { published, rawUrl } from '../git';

const COMMIT = 'a'.repeat(40);

describe('A file at a commit', () => {
  test.each([
    ['https://github.com/o/r.git', `https://raw.githubusercontent.com/o/r/${COMMIT}/d/a%20b.csv`],
    ['https://github.com/o/r', `https://raw.githubusercontent.com/o/r/${COMMIT}/d/a%20b.csv`],
    ['ssh://github.com:22/o/r.git/', `https://raw.githubusercontent.com/o/r/${COMMIT}/d/a%20b.csv`],
    ['https://gitlab.com/g/s/r.git', `https://gitlab.com/g/s/r/-/raw/${COMMIT}/d/a%20b.csv`],
    ['https://bitbucket.org/o/r', `https://bitbucket.org/o/r/raw/${COMMIT}/d/a%20b.csv`],
    ['ssh://codeberg.org/o/r', `https://codeberg.org/o/r/raw/commit/${COMMIT}/d/a%20b.csv`],
    ['https://git.example.org/o/r', undefined],
    ['https://github.com.evil.org/o/r', undefined],
    ['https://github.com/o', undefined],
    ['https://github.com/../r', undefined],
    ['https://github.com:8443/o/r', undefined],
    ['file:///srv/o/r', undefined],
    ['http://github.com/o/r', undefined],
    ['', undefined]
  ])('of %s is at %s', (remote, url) => {
    expect(rawUrl(remote, COMMIT, 'd/a b.csv')).toBe(url);
  });

  test('whose name is not Unicode is at none', () => {
    expect(rawUrl('https://github.com/o/r', COMMIT, 'a\ud800')).toBeUndefined();
  });

  test('is at no URL that a name could lead elsewhere', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.webPath(), (commit, path) => {
        expect(rawUrl('https://github.com/o/r', commit, path)).toBeUndefined();
        const url = rawUrl('https://github.com/o/r', COMMIT, path) ?? '';
        expect(url.startsWith(`https://raw.githubusercontent.com/o/r/${COMMIT}/`)).toBe(true);
      })
    );
  });

  test('is offered only where the commit was pushed and the host is known', () => {
    const files = { 'a.csv': { path: 'd/a.csv', size: 1, sha256: 'b'.repeat(64) } };
    const facts = { remote: 'https://github.com/o/r', commit: COMMIT, pushed: true, files };
    expect(Object.keys(published(facts)?.files ?? {})).toEqual(['a.csv']);
    expect(published({ ...facts, pushed: false })).toBeUndefined();
    expect(published({ ...facts, remote: 'https://x.org/o/r' })).toBeUndefined();
    expect(published({ ...facts, files: {} })).toBeUndefined();
    expect(published(undefined)).toBeUndefined();
  });
});
