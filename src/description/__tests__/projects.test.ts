import { readIni } from '../sources/ini';
import { SyntaxTrouble, type Located } from '../sources/located';
import { describeCells, lines, problems, say } from './notebooks';

function plain({ text, entries }: Located): unknown {
  return entries
    ? Object.fromEntries([...entries].map(([key, value]) => [key, plain(value)]))
    : text;
}

describe('A file of sections', () => {
  test.each([
    ['[a]\nx = 1\n  2\n\n  3\ny=\n  # c\n  b\n', { a: { x: '1\n2\n3', y: '\nb' } }],
    ['[a]\n  x = 1\n  y = 2\n', { a: { x: '1', y: '2' } }],
    ['[a]\nx = 1 # c', { a: { x: '1 # c' } }],
    ['[a]\nx=\n  q\n [b]\n', { a: { x: '\nq\n[b]' } }],
    ['[a]\nx: 1=2\ny=1:2', { a: { x: '1=2', y: '1:2' } }],
    ['[a]\nx = 1\n;c\n  2', { a: { x: '1\n2' } }],
    ['[a]\r\nx=\r\n  1\r\n[b] junk', { a: { x: '\n1' }, b: {} }],
    ['[a]b]\n__proto__=1', { 'a]b': Object.fromEntries([['__proto__', '1']]) }],
    ['', {}]
  ])('%j is read as configparser reads it', (text, expected) => {
    expect(plain(readIni(text))).toEqual(expected);
  });

  test.each([
    ['x=1', 1],
    ['[a]\nx', 2],
    ['[a]\n\nx=1\nx=2', 4],
    ['[a]\n[a]', 2],
    ['[a]\n=1', 2],
    ['[]\nx=1', 1],
    ['[a\nx=1', 1]
  ])('%j is none, in line %i', (text, line) => {
    expect(() => readIni(text)).toThrow(SyntaxTrouble);
    expect(() => readIni(text)).toThrow(expect.objectContaining({ line }));
  });
});

const CFG = `[metadata]
name = My_Pkg

[options]
packages = find:
python_requires = >=3.10
install_requires =
    numpy >=1.26, <3
    # what the plots need
    matplotlib
    pywin32; sys_platform == "win32"

[options.extras_require]
fits = astropy
tests =
    pytest
`;

describe('A setup.cfg', () => {
  test('lists packages, extras and Python, each with its line', async () => {
    const found = await describeCells(['import my_pkg'], { 'work/setup.cfg': CFG });
    expect(lines(found)).toEqual([
      'numpy>=1.26,<3',
      'matplotlib',
      'pywin32; sys_platform == "win32"'
    ]);
    expect(found.requirements.value?.map(({ evidence: [first] }) => first && say(first))).toEqual([
      'work/setup.cfg, line 8',
      'work/setup.cfg, line 10',
      'work/setup.cfg, line 11'
    ]);
    expect(found.requirements.evidence.map(say)).toEqual([
      'work/setup.cfg; its extras are not asked for: fits, tests'
    ]);
    expect(found.environment.value?.version).toBe('>=3.10');
    expect(problems(found.requirements)).toEqual([
      'error: Cell 1 imports my_pkg, the project of work/setup.cfg itself, which lies in a folder of this machine; no other machine has it.'
    ]);
  });

  test('counts where setup.py and pyproject.toml leave it to it, with the requirements.txt beside', async () => {
    const found = await describeCells([], {
      'work/setup.py': 'from setuptools import setup\nsetup()\n',
      'work/pyproject.toml': '[build-system]\nrequires = ["setuptools"]\n',
      'work/setup.cfg': '[options]\ninstall_requires = a; b>=2\n',
      'work/requirements.txt': 'a==1\nc\n'
    });
    expect(lines(found)).toEqual(['a', 'b>=2', 'c']);
    expect(found.requirements.evidence.map(say)).toEqual([
      'work/setup.cfg and work/requirements.txt'
    ]);
  });

  test('counts where pyproject.toml says that the packages are worked out', async () => {
    const found = await describeCells([], {
      'work/pyproject.toml':
        '[project]\nname = "p"\nrequires-python = ">=3.9"\ndynamic = ["version", "dependencies"]\n',
      'work/setup.cfg': '[options]\ninstall_requires =\n  a>=1\n',
      'work/requirements.txt': 'b'
    });
    expect(lines(found)).toEqual(['a>=1', 'b']);
    expect(found.environment.value?.version).toBe('>=3.9');
  });

  test('that only sets tools up is none', async () => {
    const found = await describeCells(['import a'], {
      'work/setup.cfg': '[flake8]\nmax-line-length = 100\n'
    });
    expect(lines(found)).toEqual(['a']);
    expect(found.environment.value?.kind).toBe('code');
  });

  test('that is broken is told of with its line, and the next source counts', async () => {
    const found = await describeCells([], {
      'work/setup.cfg': '[options]\ninstall_requires\n',
      'work/requirements.txt': 'a'
    });
    expect(lines(found)).toEqual(['a']);
    expect(problems(found.requirements)).toEqual([
      'error: work/setup.cfg, line 2: this cannot be read (a name and a value are expected); the file is left out.'
    ]);
  });

  test('is not the environment of a binder folder', async () => {
    const found = await describeCells([], {
      'binder/setup.cfg': '[options]\ninstall_requires = a\n',
      'requirements.txt': 'b'
    });
    expect(lines(found)).toEqual(['b']);
  });
});

describe('Files that a project names as its list', () => {
  test.each([
    ['work/setup.cfg', '[options]\ninstall_requires = file: reqs/base.txt\n'],
    [
      'work/pyproject.toml',
      '[project]\nname = "p"\nversion = "1"\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = {file = ["reqs/base.txt"]}\n'
    ],
    [
      'work/pyproject.toml',
      '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3"\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies.file = "reqs/base.txt"\n'
    ]
  ])('are read: %s %j', async (path, text) => {
    const found = await describeCells([], { [path]: text, 'work/reqs/base.txt': 'a>=1\nb\n' });
    expect(lines(found)).toEqual(['a>=1', 'b']);
    expect(found.requirements.value?.[1]?.evidence[0]?.source).toEqual({
      kind: 'file',
      path: 'work/reqs/base.txt',
      line: 2
    });
  });

  test('and are not there, are told of', async () => {
    const found = await describeCells(['import a'], {
      'work/setup.cfg': '[options]\ninstall_requires =\n  file: none.txt\n'
    });
    expect(problems(found.requirements)).toEqual([
      'error: Line 2 of work/setup.cfg includes none.txt, which is not there.'
    ]);
    expect(lines(found)).toEqual(['a']);
    expect(found.environment.value?.name).toBe('work/setup.cfg');
  });
});

test('What a Pipfile asks for on other machines is not needed on Linux', async () => {
  const found = await describeCells([], {
    'work/Pipfile':
      '[packages]\na = {version = "*", sys_platform = "== \'win32\'"}\nb = {version = ">=1", os_name = "== \'posix\'", markers = "python_version > \'3.8\'"}\n'
  });
  expect(lines(found)).toEqual([
    "a; sys_platform == 'win32'",
    "b>=1; (python_version > '3.8') and (os_name == 'posix')"
  ]);
});
