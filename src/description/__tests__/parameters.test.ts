import fc from 'fast-check';

import { injectParameters } from '../inject-parameters';
import { literalType } from '../python/literal-type';
import { givenValues, type Parameter } from '../parameters';
import { describe as describeNotebook } from '../describe';
import { FakeReader } from './fake-reader';
import { notebook, problems, PYTHON } from './notebooks';

const cell = (source: string, ...tags: string[]): unknown => ({
  cell_type: 'code',
  source,
  metadata: { tags },
  outputs: [],
  execution_count: null
});
const tagged = (...cells: unknown[]): { cells: unknown[] } & Record<string, unknown> => ({
  nbformat: 4,
  nbformat_minor: 4,
  metadata: PYTHON,
  cells
});
const found = async (...cells: unknown[]): Promise<Parameter[] | undefined> =>
  (await describeNotebook({ path: 'a.ipynb', content: tagged(...cells) }, new FakeReader()))
    .parameters?.value;
const sources = (content: unknown): unknown[] =>
  (content as { cells: { source: unknown }[] }).cells.map(({ source }) => source);

describe('The parameters of a notebook', () => {
  test.each([
    ['alpha = 0.1', 'alpha = 0.1: float'],
    ['n: int = 5  # how many', 'n = 5: int (how many)'],
    ['name = "M31" # type: str the target', 'name = "M31": str (the target)'],
    ['x: "Optional[float]" = None', 'x = None: Optional[float]'],
    ['bands = ["g", "r"]', 'bands = ["g", "r"]: list'],
    ['box = 1, 2', 'box = 1, 2'],
    ['deep = {\n  "a": (1, -2.5),\n}  # nested', 'deep = {\n  "a": (1, -2.5),\n}: dict (nested)'],
    ['text = "# no comment"', 'text = "# no comment": str'],
    ['when = datetime.now()', 'when = datetime.now()'],
    ['%matplotlib inline\na = True; b = None', 'a = True: bool', 'b = None: None'],
    ['import os\na, b = 1, 2\nc = d = 3\nx.y = 4\nz += 1\nw: int\n# v = 5']
  ])('are read with type and comment: %j', async (source, ...expected) => {
    const all = await found(cell(source, 'parameters'));
    expect(
      all?.map(
        ({ name, value, type, comment }) =>
          `${name} = ${value}${type ? `: ${type}` : ''}${comment ? ` (${comment})` : ''}`
      )
    ).toEqual(expected);
  });

  test('are none where no cell is tagged, and an empty list where the cell gives none', async () => {
    expect(await found(cell('a = 1', 'other'), cell('b = 2'))).toBeUndefined();
    expect(await found(cell('pass', 'parameters'))).toEqual([]);
  });

  test('are those of the first such cell, with a warning about another', async () => {
    const content = tagged(cell('a = 1', 'parameters'), cell('b = 2', 'parameters'));
    const { parameters } = await describeNotebook({ path: 'a.ipynb', content }, new FakeReader());
    expect(parameters?.value).toMatchObject([
      { name: 'a', evidence: [{ source: { kind: 'cell', cell: 0, line: 1 } }] }
    ]);
    expect(problems(parameters!)).toEqual([
      'warning: Cell 2 is tagged as parameters as well; only the first such cell counts.'
    ]);
  });

  test('have the values that an earlier run has put in, which later runs keep', async () => {
    const all = await found(
      cell('a = 1  # first\nb = 2', 'parameters'),
      cell('# Parameters\na = 5\n', 'injected-parameters')
    );
    expect(all).toMatchObject([
      { name: 'a', value: '5', comment: 'first', injected: true },
      { name: 'b', value: '2' }
    ]);
    expect(givenValues(all!, { b: '7' })).toEqual({ a: '5', b: '7' });
    expect(givenValues(all!, {})).toBeUndefined();
  });
});

describe('A text is a Python literal', () => {
  test.each([
    ['1', 'int'],
    ['-1', 'int'],
    ['1_000', 'int'],
    ['0xfe', 'int'],
    ['1e5', 'float'],
    ['.5', 'float'],
    ['2j', 'complex'],
    ['"a"', 'str'],
    ["r'\\d'", 'str'],
    ['b"e"', 'bytes'],
    ['"a" "b"', 'str'],
    ['True', 'bool'],
    ['None', 'None'],
    ['[1, "a", None]', 'list'],
    ['(1,)', 'tuple'],
    ['()', 'tuple'],
    ['(1)', 'int'],
    ['{1, 2}', 'set'],
    ['{}', 'dict'],
    ['{"a": [1, {"b": -2}]}', 'dict'],
    ['', undefined],
    [' 1', undefined],
    ['x', undefined],
    ['true', undefined],
    ['1 2', undefined],
    ['1 # no', undefined],
    ['1\nimport os', undefined],
    ['1; 2', undefined],
    ['a = 1', undefined],
    ['f"{x}"', undefined],
    ['"open', undefined],
    ['[1', undefined],
    ['[1 2]', undefined],
    ['[*a]', undefined],
    ['{**a}', undefined],
    ['{"a" 1}', undefined],
    ['f(1)', undefined],
    ['__import__("os")', undefined],
    ['[x for x in y]', undefined],
    ['-x', undefined],
    ['not 1', undefined]
  ])('%j: %s', (text, type) => {
    expect(literalType(text)).toBe(type);
  });

  test('or not, but never a throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        literalType(text);
      })
    );
  });

  test('that JSON writes, but for true, false and null', () => {
    const value = fc.letrec(tie => ({
      any: fc.oneof(
        { maxDepth: 3 },
        fc.integer(),
        fc.string(),
        fc.array(tie('any')),
        fc.dictionary(fc.string(), tie('any'))
      )
    })).any;
    fc.assert(
      fc.property(value, one => {
        expect(literalType(JSON.stringify(one))).toBeDefined();
      })
    );
  });
});

describe('Other values', () => {
  const INJECTED = '# Parameters\na = 5\n';

  test('are put in behind the cell that is tagged', () => {
    const content = tagged(cell('x', ''), cell('a = 1', 'parameters'), cell('y'));
    const sent = injectParameters(content, { a: '5' });
    expect(sources(sent)).toEqual(['x', 'a = 1', INJECTED, 'y']);
    expect(sent).toMatchObject({
      cells: { 2: { cell_type: 'code', metadata: { tags: ['injected-parameters'] }, outputs: [] } }
    });
    expect(sources(content)).toEqual(['x', 'a = 1', 'y']);
  });

  test('take the place of those that a run has put in, wherever that is', () => {
    const content = tagged(
      cell('a = 1', 'parameters'),
      cell('y'),
      cell('a = 2', 'injected-parameters')
    );
    expect(sources(injectParameters(content, { a: '5' }))).toEqual(['a = 1', 'y', INJECTED]);
  });

  test('come first where no cell is tagged', () => {
    expect(sources(injectParameters(notebook(['x']), { a: '5' }))).toEqual([INJECTED, 'x']);
  });

  test('come in a cell with an id of its own, where cells have ids', () => {
    const content = { ...tagged({ id: 'injected-parameters' }), nbformat_minor: 5 };
    expect(injectParameters(content, { a: '5' })).toMatchObject({
      cells: [{ id: 'injected-parameters-1' }, {}]
    });
    expect(injectParameters(tagged(cell('x')), { a: '5' })).toMatchObject({
      cells: [expect.not.objectContaining({ id: expect.anything() }), {}]
    });
  });

  test('are not put into what is no notebook, and without any all stays', () => {
    for (const content of [undefined, 3, {}, { cells: 'x' }, tagged()]) {
      expect(injectParameters(content, {})).toBe(content);
    }
    expect(injectParameters({ cells: 'x' }, { a: '5' })).toEqual({ cells: 'x' });
  });
});
