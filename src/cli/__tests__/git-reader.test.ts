import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { temporaryFolder } from '../../broker/__tests__/test-broker';
import { published } from '../../description/git';
import { gitFacts, withoutCredentials } from '../git-reader';

const REMOTE = 'https://somebody:secret@github.com/them/project.git';

function git(folder: string, ...command: string[]): string {
  const settings = ['-c', 'user.name=t', '-c', 'user.email=t@t'];
  return execFileSync('git', ['-C', folder, ...settings, ...command], { stdio: 'pipe' })
    .toString()
    .trim();
}

/** A clone of a repository with a notebook and data in `work`, all of it pushed. */
function clone(): string {
  const top = temporaryFolder();
  const folder = join(top, 'clone');
  git(top, 'init', '-q', '--bare', '-b', 'main', 'bare.git');
  git(top, 'clone', '-q', 'bare.git', 'clone');
  mkdirSync(join(folder, 'work'));
  writeFileSync(join(folder, 'work', 'nb.ipynb'), '{}');
  writeFileSync(join(folder, 'work', 'a b.csv'), '1,2\n');
  git(folder, 'checkout', '-q', '-B', 'main');
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'first');
  git(folder, 'push', '-q', '-u', 'origin', 'main');
  git(folder, 'remote', 'set-url', 'origin', REMOTE);
  return folder;
}

describe('git on this computer', () => {
  it('names pushed files with their commit and no secret', async () => {
    const folder = clone();
    const commit = git(folder, 'rev-parse', 'HEAD');
    const facts = await gitFacts(join(folder, 'work'), ['nb.ipynb', 'a b.csv']);
    expect(facts).toMatchObject({ branch: 'main', commit, pushed: true });
    expect(published(facts)).toMatchObject({
      remote: 'https://github.com/them/project.git',
      files: {
        'a b.csv': {
          url: `https://raw.githubusercontent.com/them/project/${commit}/work/a%20b.csv`,
          size: 4,
          sha256: createHash('sha256').update('1,2\n').digest('hex')
        },
        'nb.ipynb': { size: 2 }
      }
    });
  });

  it('leaves out what is changed, untracked, linked or gone', async () => {
    const folder = clone();
    const work = join(folder, 'work');
    symlinkSync('nb.ipynb', join(work, 'link'));
    git(folder, 'add', '.');
    git(folder, 'commit', '-qm', 'link');
    writeFileSync(join(work, 'nb.ipynb'), '{ }');
    writeFileSync(join(work, 'new.csv'), '1');
    rmSync(join(work, 'a b.csv'));
    const facts = await gitFacts(work, ['nb.ipynb', 'new.csv', 'link', 'a b.csv', 'gone']);
    expect(facts).toMatchObject({ pushed: false, files: {} });
    expect(published(facts)).toBeUndefined();
  });

  it('says of a commit that was not pushed that it was not', async () => {
    const folder = clone();
    git(folder, 'commit', '-q', '--allow-empty', '-m', 'second');
    const facts = await gitFacts(join(folder, 'work'), ['nb.ipynb']);
    expect(facts).toMatchObject({ pushed: false, files: { 'nb.ipynb': { size: 2 } } });
    expect(published(facts)).toBeUndefined();
  });

  it('knows nothing without a remote, a repository or git', async () => {
    const folder = clone();
    expect(await gitFacts(folder, [], 'no-such-git')).toBeUndefined();
    git(folder, 'remote', 'remove', 'origin');
    expect(await gitFacts(folder, [])).toBeUndefined();
    expect(await gitFacts(temporaryFolder(), [])).toBeUndefined();
    expect(await gitFacts(join(folder, 'nothing'), [])).toBeUndefined();
  });

  it.each([
    ['https://u:p@github.com/a/b.git', 'https://github.com/a/b.git'],
    ['https://x.org:8443/a/b?private_token=s#t', 'https://x.org:8443/a/b'],
    ['git@github.com:a/b.git', 'ssh://github.com/a/b.git'],
    ['ssh://git:pw@github.com:22/a/b', 'ssh://github.com:22/a/b'],
    ['/srv/git/b.git', '']
  ])('shows %s without credentials', (url, shown) => {
    expect(withoutCredentials(url)).toBe(shown);
  });
});
