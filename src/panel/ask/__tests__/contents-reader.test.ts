import type { Contents } from '@jupyterlab/services';

import { ContentsReader } from '../contents-reader';

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
