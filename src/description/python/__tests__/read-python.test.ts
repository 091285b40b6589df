import fc from 'fast-check';

import type { CallFact } from '../../facts';
import { Constants } from '../constants';
import { readPython } from '../read-python';

const call = (code: string, name: string): CallFact | undefined =>
  readPython(code).calls.find(found => found.name === name);

const first = (code: string, name = 'open'): string | undefined =>
  call(code, name)?.args[0]?.value?.value;

describe('What a call is handed', () => {
  test.each([
    ["open('a' 'b')", 'ab'],
    ["open(r'a\\n')", 'a\\n'],
    ["open('a\\x41\\\n')", 'aA'],
    ["open(('a'))", 'a'],
    ["d = 'a'\nopen(d + '/' + 'b')", 'a/b'],
    ["d = Path('a')\nopen(d / 'b' / 'c')", 'a/b/c'],
    ["d = 'a'; open(os.path.join(d, 'b'))", 'a/b'],
    ["open(str(Path('a').joinpath('b')))", 'a/b'],
    ["d = e = 'a'\nopen(e)", 'a'],
    ["d: str = 'a'\nopen(d)", 'a'],
    ["if (n := 'x') and m: open(n)", 'x'],
    ["n = 'x'\nopen(f'{n}.txt')", 'x.txt'],
    ["n = 'x'\nopen(f'{n }/{m:>{w}}.txt')", 'x/{m:>{w}}.txt'],
    ['n = \'x\'\nopen(f"{d["k"]}/{n!r}")', '{d["k"]}/{n!r}'],
    ["open(f'\\N{BULLET}{{}}')", '\\N{BULLET}{{}}'],
    ["open('%s.txt' % n)", '%s.txt'],
    ["if True:\n  d = 'a'\nelse: pass\nopen(d)", 'a'],
    ["async def f():\n  async with open('a') as g: await g", 'a'],
    ["with (open('a') as f, open('b') as g):\n  pass", 'a'],
    ["@open('a')\ndef f(): pass", 'a'],
    ["x[open('a'):, ...] = 1", 'a'],
    ["print(f'{open('a')}')", 'a'],
    ["def f(*, a, **k) -> open('a'): pass", 'a'],
    ["lambda *a, b=open('a'), **k: 0", 'a'],
    ["match x:\n  case [1, *_] if open('a'): pass", 'a'],
    ["class A[T: int](B, metaclass=open('a')): x: int", 'a'],
    ["type A[T] = open('a')", 'a'],
    ["type = match = 1\nmatch (open('a'))", 'a']
  ])('is known: %j', (code, text) => {
    const facts = readPython(code);
    expect(facts.errorLine).toBeUndefined();
    expect(first(code)).toBe(text);
  });

  test.each([
    "d = 'a'\nd += 'b'\nopen(d)",
    "d = 'a'\nfor d in x: open(d)",
    "d = 'a'\nwith x as d: open(d)",
    "d = 'a'\nd, e = x\nopen(d)",
    "d = 'a'\ndef f(d): open(d)",
    "d = 'a'\nlambda d: open(d)",
    "d = 'a'\n[open(d) for d in x]",
    "d = 'a'\n{c: open(d) for c, (d, *e) in x if d}",
    "d = 'a'\n[[open(d) for c in d] for d in x]",
    "open(b'a')",
    "open(*'a')",
    "open('a' for b in c)",
    "open('a' if b else 'c')",
    "open(-'a')"
  ])('is not known: %j', code => {
    const facts = readPython(code);
    expect(facts.errorLine).toBeUndefined();
    expect(call(code, 'open')).toBeDefined();
    expect(first(code)).toBeUndefined();
  });

  test('is what the notebook calls so again after a function or a loop that hides it', () => {
    const code = "d = 'a'\ndef f(d): pass\n[d for d in x]\nopen(d)";
    expect(first(code)).toBe('a');
  });

  test('is read again as it stands, where a loop hides a name', () => {
    const code = "d = 'b'\n['a' for d in ['something longer']]";
    const { literals } = readPython(code);
    expect(literals.map(({ value }) => value)).toEqual(['b', 'a', 'something longer']);
  });

  test('does not grow without end', () => {
    const constants = new Constants();
    readPython(`x = 'a'\n${'x = x + x\n'.repeat(200)}open(x)`, constants);
    expect(constants.get('x')).toBeUndefined();
  });
});

describe('What becomes of it, and where', () => {
  test.each([
    ["Path('a') / 'b'", 'joined'],
    ["'a' / Path('b')", 'joined'],
    ["Path('a').name", 'attribute'],
    ["Path('a')[0]", 'attribute'],
    ["x[Path('a')]", 'otherwise'],
    ["p = Path('a')", 'assigned'],
    ["p = (Path('a'))", 'otherwise'],
    ["p = Path('a') + b", 'otherwise'],
    ["f(Path('a'))", 'otherwise']
  ])('%s: %s', (code, used) => expect(call(code, 'Path')?.used).toBe(used));

  test.each([
    ['try:\n  f()\nexcept A: pass', 'try'],
    ['try:\n  pass\nexcept A:\n  f()', 'except'],
    ['try:\n  pass\nexcept A, B:\n  f()', 'except'],
    ['try: pass\nexcept A: pass\nelse: f()', 'plain'],
    ['try: pass\nexcept* A: pass\nfinally: f()', 'plain'],
    ['try: f()\nfinally: pass', 'plain'],
    ['try:\n  try: f()\n  finally: pass\nexcept: pass', 'try'],
    ['try:\n  try: pass\n  except: pass\n  else: f()\nexcept: pass', 'plain'],
    ['try:\n  def g():\n    return f()\nexcept A: pass', 'try']
  ])('%j: in %s', (code, within) => expect(call(code, 'f')?.within).toBe(within));

  test('calls come in the order of the code, what holds others first', () => {
    const names = readPython('f(g(), h(i())).j(k)').calls.map(({ name }) => name);
    expect(names).toEqual(['j', 'f', 'g', 'h', 'i']);
  });

  test('a pattern calls nothing', () => {
    const code = "match x:\n  case A(b='c') | {'d': E.F, **g} as h: f()\n  case -1+2j, *_: pass";
    const { calls, literals, errorLine } = readPython(code);
    expect([calls.map(({ name }) => name), literals, errorLine]).toEqual([['f'], [], undefined]);
  });
});

test('Imports, however they are written', () => {
  const code =
    'import a.b, c as d; from e.f import (g as h,\n  i,)\nfrom . import j\nfrom ..k import l\nfrom m import *';
  expect(readPython(code).imports).toMatchObject([
    { module: 'a.b', names: ['a'], line: 1 },
    { module: 'c', names: ['d'] },
    { module: 'e.f', full: 'e.f.g', names: ['h', 'i'] },
    { module: 'm', full: 'm', line: 5 }
  ]);
});

test('A URL counts once, by the whole text that is handed over', () => {
  const code = "base = 'https://a.b/'\nget(base + 'c', print('https://d.e/'))\nx = 'https://f.g/'";
  expect(readPython(code).urls).toEqual([
    { value: 'https://a.b/c', pattern: false, line: 2, call: 'get' }
  ]);
});

describe('Code with an error', () => {
  test.each([
    ["f(\nx = open('a')", 2],
    ["x = = 1\nopen('a')", 1],
    ["for i in x\n    open('a')", 1],
    ["x = 'never closed\nopen('a')", 1],
    ["x = 1\n?\nopen('a')", 2],
    ["f() = 1\nopen('a')", 1],
    ["if x:\nopen('a')", 2],
    ["def f():\n    x = $\n    open('a')", 2],
    ["x = \\ 1\nopen('a')", 1],
    ["print 'b'\nopen('a')", 1],
    ["x = 012\nopen('a')", 1],
    ["f'{'\nopen('a')", 1],
    ["f(a=1, b)\nopen('a')", 1],
    ["a[]\nopen('a')", 1]
  ])('is read on after it: %j, line %i', (code, line) => {
    expect(readPython(code).errorLine).toBe(line);
    expect(first(code)).toBe('a');
  });

  test.each([
    '('.repeat(5000),
    '['.repeat(300) + ']'.repeat(300),
    `x = ${'-'.repeat(10_000)}1`,
    'x = ' + 'not '.repeat(10_000),
    `x = ${'lambda: '.repeat(10_000)}1`,
    `x = ${'a if b else '.repeat(10_000)}c`,
    `x = ${'2 ** '.repeat(10_000)}2`,
    Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}if x:\n`).join(''),
    "f'{".repeat(5000),
    `d = 'a'\n${'[d for d in '.repeat(100)}d${']'.repeat(100)}`,
    `d = 'a'\n${'['.repeat(100)}d${' for d in x]'.repeat(100)}`
  ])('or too deep for anybody is left out: case %#', code => {
    expect(() => readPython(`${code}\nimport z`)).not.toThrow();
  });

  test('ends, whatever it is', () => {
    const words = [
      ...[
        'if',
        'else:',
        'for',
        'in',
        'try:',
        'except',
        'with',
        'as',
        'match',
        'case',
        'type',
        'def'
      ],
      ...[
        'class',
        'lambda',
        'yield',
        'async',
        'await',
        'not',
        'is',
        'import',
        'from',
        '@',
        '\\',
        '\\\n'
      ],
      ...[
        "f'",
        'f"""',
        "'",
        '"""',
        '{',
        '}',
        '(',
        ')',
        '[',
        ']',
        ':',
        ':=',
        '=',
        '!',
        ',',
        '*',
        '**'
      ],
      ...[
        '.',
        '...',
        '\n',
        '\n',
        '\n  ',
        '\n\t',
        ' ',
        ';',
        '#',
        'x',
        '1',
        '1.',
        '0x',
        '\uFEFF',
        '→'
      ]
    ];
    const code = fc.array(fc.constantFrom(...words), { maxLength: 40 });
    fc.assert(
      fc.property(code, parts => {
        readPython(parts.join(''));
      }),
      { numRuns: 5000 }
    );
  });
});
