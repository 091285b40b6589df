import type { Contents } from '@jupyterlab/services';

import { ContentsReader } from '../contents-reader';
import type { HiddenLook } from '../server-hidden';

const entry = (name: string, more: object = {}) => ({ name, type: 'file', size: 10, ...more });
const FILES: Record<string, unknown> = {
  'RTC:work': [
    entry('a.txt'),
    entry('big.txt', { size: 2 ** 20 + 1 }),
    entry('sub', { type: 'directory' })
  ],
  'RTC:work/a.txt': 'hello'
};

/** Leaves out: everything but the content of what is there. */
function setUp() {
  const get = jest.fn((path: string) =>
    path in FILES
      ? Promise.resolve({ content: FILES[path] } as Contents.IModel)
      : Promise.reject(new Error('404'))
  );
  return { get, reader: new ContentsReader({ get }, 'RTC:') };
}

it('lists folders and reads files, each fetched once', async () => {
  const { get, reader } = setUp();
  expect(await reader.list('work')).toEqual([
    { name: 'a.txt', kind: 'file', size: 10 },
    { name: 'big.txt', kind: 'file', size: 2 ** 20 + 1 },
    { name: 'sub', kind: 'directory', size: 10 }
  ]);
  expect(await reader.read('work/a.txt')).toBe('hello');
  expect(await reader.read('work/a.txt')).toBe('hello');
  expect(get).toHaveBeenCalledTimes(2);
});

it('does without what is not there, too big, or no file', async () => {
  const { get, reader } = setUp();
  expect(await reader.list('nowhere')).toBeUndefined();
  expect(await reader.read('work/big.txt')).toBeUndefined();
  expect(await reader.read('work/sub')).toBeUndefined();
  expect(await reader.read('work/c.txt')).toBeUndefined();
  expect(get.mock.calls.map(([path]) => path)).toEqual(['RTC:nowhere', 'RTC:work']);
});

describe('What Jupyter hides', () => {
  const shown = { work: [entry('nb.ipynb')], '': [entry('work', { type: 'directory' })] };
  const look = {
    shown: false,
    folders: {
      work: [
        { name: '.binder', kind: 'directory' as const },
        { name: '.python-version', kind: 'file' as const, size: 5 }
      ],
      'work/.binder': [{ name: 'environment.yml', kind: 'file' as const, size: 9 }],
      '': []
    }
  };

  /** Leaves out: everything but listings. */
  function reading(answer: HiddenLook | undefined, folders: Record<string, unknown> = shown) {
    const get = jest.fn((path: string) =>
      path in folders
        ? Promise.resolve({ content: folders[path] } as Contents.IModel)
        : Promise.reject(new Error('404'))
    );
    const read = jest.fn((path: string) => Promise.resolve(`text of ${path}`));
    const ask = { look: jest.fn(() => Promise.resolve(answer)), read, folder: 'work' };
    return { ask, get, read, reader: new ContentsReader({ get }, '', ask) };
  }

  it('is listed and read where the server tells of it; it is asked once', async () => {
    const { ask, get, reader } = reading(look);
    expect((await reader.list('work'))?.map(({ name }) => name)).toEqual([
      'nb.ipynb',
      '.binder',
      '.python-version'
    ]);
    expect(await reader.list('work/.binder')).toEqual(look.folders['work/.binder']);
    expect(await reader.read('work/.binder/environment.yml')).toBe(
      'text of work/.binder/environment.yml'
    );
    expect(await reader.read('work/.binder/apt.txt')).toBeUndefined();
    expect(ask.look).toHaveBeenCalledTimes(1);
    // Jupyter would only say that there is nothing.
    expect(get.mock.calls.map(([path]) => path)).toEqual(['work']);
  });

  it('may be anywhere else, and is not called missing', async () => {
    const { reader } = reading(look);
    expect(await reader.mayHide('work/.env')).toBe(true);
    expect(await reader.mayHide('work/.data/x.csv')).toBe(true);
    expect(await reader.mayHide('work/data/.python-version')).toBe(true);
    expect(await reader.mayHide('work/x.csv')).toBe(false);
    expect(await reader.mayHide('.binder')).toBe(false);
    expect(await reader.mayHide('work/.binder/apt.txt')).toBe(false);
    const { reader: alone } = reading(undefined);
    expect(await alone.mayHide('work/.binder')).toBe(true);
  });

  it('is nothing where Jupyter shows it by itself', async () => {
    const told = reading({ shown: true, folders: {} }).reader;
    expect(await told.mayHide('work/.env')).toBe(false);
    const folders = { work: [entry('.env')] };
    const seen = reading(undefined, folders).reader;
    await seen.list('work');
    expect(await seen.mayHide('work/.other')).toBe(false);
  });
});
