import { text as readText } from 'node:stream/consumers';

import type { ByteRange } from '../../../byte-range';
import { Remote } from '../remote';
import { logThere } from '../remote-logs';
import { SESSION, startCrooked, text, type Script } from './crooked-broker';

const remotes: Remote[] = [];
afterEach(() => remotes.splice(0).forEach(remote => remote.close()));

/** Reads a log of a broker that answers so. */
async function logOf(
  script: Script,
  range?: ByteRange
): Promise<{ size: number; edition: string; start?: number; text?: string } | undefined> {
  const { url } = await startCrooked({ 'GET /sessions/{id}/logs/stdout': script });
  const remote = new Remote({ url, authorize: async () => Promise.resolve({}), patience: 5000 });
  remotes.push(remote);
  const found = await logThere(remote, SESSION, 'stdout', range);
  if (!found?.part) {
    return found;
  }
  const { start, end, stream } = found.part;
  const { size, edition } = found;
  const read = await readText(stream);
  expect(read.length).toBe(end - start);
  return { size, edition, start, text: read };
}

const range = (header: string, body: string): Script =>
  text(body, 206, { 'Content-Range': header, ETag: '"1"' });

describe('the log of a session at another broker', () => {
  it('is asked for by the same range, and not compressed', async () => {
    let asked: unknown;
    const found = await logOf(
      (response, request) => {
        asked = [request.headers.range, request.headers['accept-encoding']];
        return range('bytes 2-3/9', 'cd')(response, request);
      },
      { from: 2, to: 3 }
    );
    expect(asked).toEqual(['bytes=2-3', 'identity']);
    expect(found).toEqual({ size: 9, edition: '1', start: 2, text: 'cd' });
  });

  it('has an end', async () => {
    const found = await logOf(text('', 416, { 'Content-Range': 'bytes */9' }), { from: 9 });
    expect(found).toEqual({ size: 9, edition: '' });
    expect(await logOf(text('', 404))).toBeUndefined();
  });

  it.each([
    ['another range than was asked for', range('bytes 0-1/9', 'ab'), { from: 2, to: 3 }],
    ['a range without saying which', text('ab', 206), { from: 2, to: 3 }],
    ['the whole where a range was asked for', text('abcdefghi', 200), { from: 2, to: 3 }],
    ['a range where the whole was asked for', range('bytes 0-1/9', 'ab'), undefined],
    ['numbers without end', range(`bytes 0-1/${'9'.repeat(20)}`, 'ab'), { from: 0, to: 1 }],
    ['an error', text('', 500), { from: 0 }]
  ] as [string, Script, ByteRange | undefined][])(
    'is refused where it comes as %s',
    async (_what, script, wanted) => {
      await expect(logOf(script, wanted)).rejects.toThrow(
        'What this session writes cannot be read'
      );
    }
  );

  it.each([
    ['more', range('bytes 0-1/9', 'abc')],
    ['less', range('bytes 0-1/9', 'a')]
  ])('breaks off where %s comes than was announced', async (_what, script) => {
    await expect(logOf(script, { from: 0, to: 1 })).rejects.toThrow(/than was announced/);
  });

  it('takes no name for its file that is no header', async () => {
    const odd = text('ab', 206, { 'Content-Range': 'bytes 0-1/2', ETag: 'W/"weak"' });
    expect(await logOf(odd, { from: 0 })).toMatchObject({ edition: '' });
  });
});
