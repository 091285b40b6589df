import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { describe as describeNotebook } from '../../description/describe';
import { temporaryFolder } from '../../broker/__tests__/test-broker';
import { FolderReader, rootOf } from '../folder-reader';

const PYTHON = { kernelspec: { name: 'python3', language: 'python' } };

describe('a folder', () => {
  it('is read with its links; what leads nowhere or in circles is left out', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', 'a.csv'), 'abc');
    symlinkSync(join(folder, 'data', 'a.csv'), join(folder, 'linked.csv'));
    symlinkSync(join(folder, 'data'), join(folder, 'linked'));
    symlinkSync('..', join(folder, 'data', 'up'));
    symlinkSync('.', join(folder, 'self'));
    symlinkSync('loop', join(folder, 'loop'));
    symlinkSync('nowhere', join(folder, 'broken'));
    const reader = new FolderReader(folder);
    const list = async (path: string): Promise<string[] | undefined> =>
      (await reader.list(path))
        ?.map(({ name, kind, size }) => `${kind} ${name} ${size ?? ''}`.trim())
        .sort();
    expect(await list('')).toEqual(['directory data', 'directory linked', 'file linked.csv 3']);
    expect(await list('data')).toEqual(['file a.csv 3']);
    expect(await list('nowhere')).toBeUndefined();
    expect(await reader.read('linked.csv')).toBe('abc');
  });

  it('of links that lead to each other is walked to an end', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'a'));
    mkdirSync(join(folder, 'b'));
    symlinkSync('../b', join(folder, 'a', 'to-b'));
    symlinkSync('../a', join(folder, 'b', 'to-a'));
    writeFileSync(join(folder, 'b', 'x.csv'), 'x');
    const source = 'import glob\nglob.glob("**/*.csv", recursive=True)';
    const content = { metadata: PYTHON, cells: [{ cell_type: 'code', source, metadata: {} }] };
    const found = await describeNotebook({ path: 'nb.ipynb', content }, new FolderReader(folder));
    expect(found.files.value?.map(({ path }) => path)).toContain('b/x.csv');
  });

  it('whose files cannot be measured any more is described all the same', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', 'a.csv'), 'abc');
    const entries = await new FolderReader(folder).list('data');
    rmSync(join(folder, 'data'), { recursive: true });
    // A path with a loop in it fails otherwise than one that leads nowhere.
    symlinkSync('data', join(folder, 'data'));
    expect(entries?.map(({ name, size }) => [name, size])).toEqual([['a.csv', undefined]]);
  });

  it('gives no text of what is none, too large, or not there', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'binary'), Buffer.from([0xff, 0xfe, 0]));
    writeFileSync(join(folder, 'large'), 'x'.repeat(2 ** 20 + 1));
    const reader = new FolderReader(folder);
    for (const path of ['binary', 'large', 'nothing', '']) {
      expect(await reader.read(path)).toBeUndefined();
    }
  });

  it('knows which absolute paths lie in it, and no others', () => {
    const folder = temporaryFolder();
    const reader = new FolderReader(folder);
    expect(reader.locate(join(folder, 'a', 'b.csv'))).toBe('a/b.csv');
    expect(reader.locate(`${folder}/a/../b.csv`)).toBe('b.csv');
    expect(reader.locate('b.csv')).toBeUndefined();
    expect(reader.locate(`${folder}more/b.csv`)).toBeUndefined();
    expect(reader.locate('~/b.csv')).toBeUndefined();
    expect(new FolderReader(homedir()).locate('~/b.csv')).toBe('b.csv');
    expect(new FolderReader(homedir()).locate('~other/b.csv')).toBeUndefined();
  });

  it('is looked at from the top of its repository, or on its own', () => {
    const folder = temporaryFolder();
    const inner = join(folder, 'a', 'b');
    mkdirSync(inner, { recursive: true });
    expect(rootOf(inner)).toBe(inner);
    mkdirSync(join(folder, '.git'));
    expect(rootOf(inner)).toBe(folder);
  });
});
