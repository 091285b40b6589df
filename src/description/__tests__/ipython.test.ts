import { readIPython } from '../ipython';
import { readPython } from '../python/read-python';

const code = (source: string): string | undefined => readIPython(source).code;

describe('A cell of IPython', () => {
  test.each([
    '%matplotlib inline\nimport numpy',
    'x = !ls *.txt\ny = 1',
    '?open\nobj?\nnp.linalg??',
    'if True:\n    !ls\n    %cd data\nelse:\n    pass',
    'for i in range(3):\n    !echo {i}\n',
    '%time f(20.)\n%timeit -n 10 g(1., 2)',
    'ls -l\npip install numpy\ncd data',
    '!pip install a \\\n   b\nx = 1',
    '%%time\nx = 1',
    '\n%%capture out\nimport a',
    'x = (1\n % 2)\ns = """\n%not a magic\n!nor this\n"""\ny = 5 \\\n % 3',
    'p = 1.\nq = 2.e5\nr = 3.+4.j\nz = x[1.:]\n'
  ])('is Python without errors, as long as it was: %j', source => {
    const python = code(source);
    expect(python).toHaveLength(source.length);
    expect(python?.split('\n')).toHaveLength(source.split('\n').length);
    expect(readPython(python ?? '').errorLine).toBeUndefined();
  });

  test('keeps a percent sign within strings, brackets and after a backslash', () => {
    const source = 'x = (1\n % 2)\ns = """\n%not a magic\n"""\ny = 5 \\\n % 3';
    expect(code(source)).toBe(source);
    expect(readIPython(source).commands).toEqual([]);
  });

  test('tells its magics and shell lines with their line numbers', () => {
    expect(readIPython('import a\n%pip install b \\\n c\nx = !ls\n\n!wget u').commands).toEqual([
      { kind: 'magic', text: 'pip install b   c', line: 2 },
      { kind: 'shell', text: 'ls', line: 4 },
      { kind: 'shell', text: 'wget u', line: 6 }
    ]);
  });

  test.each([
    '%%bash\nimport x',
    '%%R\nlibrary(x)',
    '%%html\n<b>',
    '%%writefile a.py\nimport x',
    '%%javascript\n'
  ])('in another language is not read as Python: %j', source => {
    expect(code(source)).toBeUndefined();
  });

  test.each([
    ['def f(:\n    pass', 1],
    ['x = 1\ny = (2\n', 2],
    ['print "hello"', 1],
    ['x = 1\nfor i in x\n    pass', 2]
  ])('with a syntax error is found out: %j, line %i', (source, line) => {
    expect(readPython(code(source) ?? '').errorLine).toBe(line);
  });

  test.each([
    'def f():\n    yield\n',
    'with (open("a") as f, open("b") as g):\n    pass',
    'match x:\n    case A():\n        pass',
    'f = lambda a, /, b: a',
    'a[*b]',
    'async with x as (y, z):\n    await y\nawait z',
    'f"{x!r:>{width}} {y=}"'
  ])('is not accused for what the grammar does not know: %j', source => {
    expect(readPython(source).errorLine).toBeUndefined();
  });
});
