import { ServerConnection } from '@jupyterlab/services';

import { folderThere, lookThere } from '../look-there';
import { FakeContents } from './fake-contents';

const NOTEBOOK = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { b: 1, a: 2 },
  cells: [{ cell_type: 'code', id: 'x', metadata: {}, source: 'a\nb', outputs: [] }]
};

async function states(there: FakeContents, texts: Record<string, string>) {
  const here = new FakeContents();
  for (const [path, text] of Object.entries(texts)) {
    here.write(`work/${path}`, text);
  }
  const going = Object.keys(texts).map(path => ({ path, from: `work/${path}` }));
  const looks = await lookThere(going, '', here, there);
  return looks.map(({ path, there: theirs, same }) => [path, theirs !== undefined, same]);
}

it.each([true, false])(
  'compares files by size and, where there is one (%s), by hash',
  async hashes => {
    const there = new FakeContents(hashes);
    there.write('same.txt', 'x'.repeat(100));
    there.write('other.txt', `${'x'.repeat(99)}y`);
    there.write('longer.txt', 'x'.repeat(101));
    const text = 'x'.repeat(100);
    const texts = { 'new.txt': text, 'same.txt': text, 'other.txt': text, 'longer.txt': text };
    expect(await states(there, texts)).toEqual([
      ['new.txt', false, false],
      ['same.txt', true, true],
      ['other.txt', true, false],
      ['longer.txt', true, false]
    ]);
  }
);

it('does not read a large file to compare it, and so takes it for another', async () => {
  const there = new FakeContents(false);
  const text = 'x'.repeat(2 ** 20 + 1);
  there.write('a.bin', text);
  const get = jest.spyOn(there, 'get');
  expect(await states(there, { 'a.bin': text })).toEqual([['a.bin', true, false]]);
  expect(get.mock.calls).toEqual([['a.bin', { content: false, hash: true }]]);
});

it('takes a folder of that name for another', async () => {
  const there = new FakeContents();
  await there.save('a', { type: 'directory' });
  expect(await states(there, { a: '' })).toEqual([['a', true, false]]);
});

it('compares notebooks by what they say, not by how that is written', async () => {
  const there = new FakeContents();
  const [cell] = NOTEBOOK.cells;
  const other = {
    ...{ cells: [{ ...cell, metadata: { trusted: true }, source: ['a\n', 'b'] }] },
    ...{ metadata: { a: 2, b: 1 }, nbformat_minor: 5, nbformat: 4 }
  };
  await there.save('x/a.ipynb', { type: 'notebook', content: other });
  const look = async (notebook: object) => {
    const going = [{ path: 'a.ipynb', from: 'x/a.ipynb', notebook }];
    return (await lookThere(going, 'x', new FakeContents(), there))[0];
  };
  expect(await look(NOTEBOOK)).toMatchObject({ to: 'x/a.ipynb', same: true });
  const changed = { ...NOTEBOOK, cells: [{ ...cell, source: 'a\nc' }] };
  expect(await look(changed)).toMatchObject({ same: false, here: undefined });
});

it('finds the folder in which the notebook lies there as here, else the root', async () => {
  const there = new FakeContents();
  expect(await folderThere(there, 'work/a.ipynb')).toBe('');
  there.write('work/a.ipynb', '{}');
  expect(await folderThere(there, 'work/a.ipynb')).toBe('work');
});

it('rejects where it cannot be known what is there', async () => {
  const there = new FakeContents();
  const refused = new ServerConnection.ResponseError({ status: 403 } as Response, 'Forbidden');
  jest.spyOn(there, 'get').mockRejectedValue(refused);
  await expect(folderThere(there, 'a.ipynb')).rejects.toBe(refused);
  await expect(states(there, { 'a.txt': '' })).rejects.toThrow('a.txt: Forbidden');
});
