import { ReadableStream } from 'node:stream/web';

import { PIECE, Put } from '../put';
import { FakeContents } from './fake-contents';

function stream(...texts: string[]): globalThis.ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      texts.forEach(text => {
        controller.enqueue(new TextEncoder().encode(text));
      });
      controller.close();
    }
  }) as globalThis.ReadableStream<Uint8Array>;
}

const how = { over: false, onBytes: () => undefined };
/** Two pieces and a bit, cut otherwise than the pieces are. */
const LARGE = ['a'.repeat(PIECE - 1), 'b'.repeat(PIECE), 'c'.repeat(11)];

it('puts a file into its folders, which it makes where they are not there', async () => {
  const there = new FakeContents();
  await there.save('have', { type: 'directory' });
  const put = new Put(there);
  const looked = jest.spyOn(there, 'get');
  await put.file('have/not/in/a.txt', stream('one ', 'two ü'), how);
  await put.file('have/not/in/b.txt', stream(), how);
  await put.file('c.txt', null, how);
  expect(there.read('have/not/in/a.txt')).toBe('one two ü');
  expect(there.read('have/not/in/b.txt')).toBe('');
  const folders = looked.mock.calls.filter(([, options]) => options).map(([path]) => path);
  expect(folders).toEqual(['have', 'have/not', 'have/not/in']);
  expect(there.asked.slice(1)).toEqual([
    'save have/not',
    'save have/not/in',
    'save have/not/in/a.txt',
    'save have/not/in/b.txt',
    'save c.txt'
  ]);
});

it('puts a large file there in pieces, under its name once it is whole', async () => {
  const there = new FakeContents();
  const bytes: number[] = [];
  await new Put(there).file('big.bin', stream(...LARGE), {
    over: false,
    onBytes: sent => bytes.push(sent)
  });
  expect(there.read('big.bin')).toBe(LARGE.join(''));
  expect(there.asked).toEqual([
    'save big.bin.part 1',
    'save big.bin.part 2',
    'save big.bin.part -1',
    'rename big.bin.part big.bin'
  ]);
  expect(bytes).toEqual([PIECE, 2 * PIECE, 2 * PIECE + 10]);
});

it('replaces a large file only when the new one is whole', async () => {
  const there = new FakeContents();
  there.write('big.bin', 'theirs');
  there.refuse = asked => {
    if (asked.endsWith('-1')) {
      throw new Error('No space left');
    }
  };
  const put = new Put(there);
  const large = async () => put.file('big.bin', stream(...LARGE), { ...how, over: true });
  await expect(large()).rejects.toThrow('No space left');
  expect([...there.kept.keys()]).toEqual(['big.bin']);
  expect(there.read('big.bin')).toBe('theirs');
  there.refuse = () => undefined;
  await large();
  expect(there.read('big.bin')).toBe(LARGE.join(''));
});

it('leaves the new one where it could not be given the name of the one that it replaces', async () => {
  const there = new FakeContents();
  there.write('big.bin', 'theirs');
  there.refuse = asked => {
    if (asked.startsWith('rename')) {
      throw new Error('gone');
    }
  };
  const put = new Put(there).file('big.bin', stream(...LARGE), { ...how, over: true });
  await expect(put).rejects.toThrow('gone');
  expect(there.read('big.bin.part')).toBe(LARGE.join(''));
});

it('says so where a server does not put pieces together', async () => {
  const there = new FakeContents(true, false);
  await expect(new Put(there).file('big.bin', stream(...LARGE), how)).rejects.toThrow(
    `takes no files larger than ${PIECE} bytes`
  );
  expect(there.kept.size).toBe(0);
});
