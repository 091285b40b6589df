import { describe as describeNotebook } from '../describe';
import { FakeReader } from './fake-reader';
import { notebook } from './notebooks';

afterEach(() => {
  jest.restoreAllMocks();
});

describe('A long description', () => {
  const input = { path: 'a.ipynb', content: notebook(Array<string>(20).fill('open("a.csv")')) };

  test('lets others have their turn between cells, and finds the same', async () => {
    const plain = await describeNotebook(input, new FakeReader());
    let time = 0;
    jest.spyOn(Date, 'now').mockImplementation(() => (time += 10));
    const pause = jest.fn(async () => Promise.resolve());
    expect(await describeNotebook(input, new FakeReader(), pause)).toEqual(plain);
    // A piece of at least 12 ms is two looks at this clock: while reading cells, and looking for files.
    expect(pause.mock.calls.length).toBeGreaterThanOrEqual(20);
  });

  test('is in one piece where it is short', async () => {
    jest.spyOn(Date, 'now').mockReturnValue(0);
    const pause = jest.fn(async () => Promise.resolve());
    await describeNotebook(input, new FakeReader(), pause);
    expect(pause).not.toHaveBeenCalled();
  });
});
