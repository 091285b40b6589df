import { describe as describeNotebook } from '../../description/describe';
import type { Description } from '../../description/description';
import { withPairsJoined } from '../pairs-joined';
import { parameterOption, unknownParameters } from '../parameter-option';

const written = async (language: string): Promise<Description> =>
  describeNotebook(
    {
      path: 'a.ipynb',
      content: { cells: [], metadata: { kernelspec: { name: language, language } } }
    },
    { list: async () => Promise.resolve([]), read: async () => Promise.resolve(undefined) }
  );

describe('parameters on the command line', () => {
  it('are written as papermill has them, or with an equals sign', () => {
    expect(
      withPairsJoined(['run', '-p', 'a', '-1', 'x.ipynb', '-p', 'b=2', '--', '-p', 'c', '3'])
    ).toEqual(['run', '--parameter', 'a=-1', 'x.ipynb', '-p', 'b=2', '--', '-p', 'c', '3']);
    expect(withPairsJoined(['run', '-p', 'a'])).toEqual(['run', '-p', 'a']);
  });

  it.each([
    ['a=1', '1'],
    ['a=[1, 2]', '[1, 2]'],
    ['a=Sarah', '"Sarah"'],
    ['a=say "hi"\n', '"say \\"hi\\"\\n"'],
    ['a=', '""'],
    ['a=b=c', '"b=c"'],
    ['a=__import__("os")', '"__import__(\\"os\\")"']
  ])('%j is a literal or a text', (text, value) => {
    expect(parameterOption(text, { b: '2' })).toEqual({ b: '2', a: value });
  });

  it.each(['a', '=1', '1a=2', 'a.b=1', 'a b=1'])('%j is refused', text => {
    expect(() => parameterOption(text)).toThrow('Give a name of Python and a value');
  });

  it('that the notebook does not know are named; other languages take none', async () => {
    expect(unknownParameters(await written('python'), { a: '1' })).toEqual(['a']);
    const r = await written('R');
    expect(unknownParameters(r, {})).toEqual([]);
    expect(() => unknownParameters(r, { a: '1' })).toThrow('Python notebooks only');
  });
});
