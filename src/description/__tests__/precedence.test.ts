import type { Description } from '../description';
import { describe as describeNotebook } from '../describe';
import { FakeReader } from './fake-reader';
import { describeCells, lines, notebook, problems, PYTHON, say } from './notebooks';

const SCRIPT =
  '# /// script\n# requires-python = ">=3.11"\n# dependencies = ["a==3"]\n# ///\nimport a';
const UV_LOCK = (name: string, version: string): string =>
  `version = 1\n[manifest]\nrequirements = [{ name = "${name}" }]\n[[package]]\nname = "${name}"\nversion = "${version}"\nsource = { registry = "https://x.org/simple" }\n`;
const PYLOCK = (version: string): string =>
  `lock-version = "1.0"\n[[packages]]\nname = "a"\nversion = "${version}"\n`;

const POETRY_LOCK = (version: string): string =>
  `[[package]]\nname = "a"\nversion = "${version}"\n[metadata]\nlock-version = "2.1"\n`;

/** What each source says of the package `a`, the strongest first. */
const FILES: Readonly<Record<string, string>> = {
  'binder/requirements.txt': 'a==4',
  'work/pylock.toml': PYLOCK('5'),
  'work/uv.lock': UV_LOCK('a', '6'),
  'work/poetry.lock': POETRY_LOCK('6.5'),
  'work/Pipfile.lock': '{"default": {"a": {"version": "==7"}}}',
  'work/environment.yml': 'dependencies:\n- a=8\n',
  'work/Pipfile': '[packages]\na = "==9"\n',
  'work/pyproject.toml': '[project]\nname = "p"\ndependencies = ["a==10"]\n',
  'work/setup.cfg': '[options]\ninstall_requires = a==10.5\n',
  'work/requirements.txt': 'a==11'
};

function describeWith(
  metadata: object,
  cells: string[],
  files: Readonly<Record<string, string | number>>
): Promise<Description> {
  const content = notebook(cells, { ...PYTHON, ...metadata });
  return describeNotebook({ path: 'work/nb.ipynb', content }, new FakeReader(files));
}

describe('Of several sources', () => {
  const own = { execution_broker: { requirements: ['a==1'], python: '3.11' } };
  const juv = { 'uv.lock': UV_LOCK('a', '2') };

  test('the first counts, and all others are kept with where they are', async () => {
    const found = await describeWith({ ...own, ...juv }, [SCRIPT], FILES);
    expect(lines(found)).toEqual(['a==1']);
    expect(found.environment.value).toMatchObject({
      kind: 'pip',
      name: 'metadata["execution_broker"]',
      source: { kind: 'metadata', key: 'execution_broker' }
    });
    expect(found.environment.conflicts.map(({ value }) => value.name)).toEqual([
      'metadata["uv.lock"]',
      'cell 1',
      'binder/requirements.txt',
      'work/pylock.toml',
      'work/uv.lock',
      'work/poetry.lock',
      'work/Pipfile.lock',
      'work/environment.yml',
      'work/Pipfile',
      'work/pyproject.toml',
      'work/setup.cfg',
      'work/requirements.txt'
    ]);
    expect(found.requirements.conflicts[1]).toMatchObject({
      value: [{ line: 'a==3' }],
      evidence: [{ source: { kind: 'cell', cell: 0, line: 3 } }]
    });
    expect(found.requirements.conflicts[11]?.evidence.map(say)).toEqual([
      'work/requirements.txt, line 1'
    ]);
  });

  test('each is next when those before it are gone', async () => {
    const seen: (string[] | undefined)[] = [
      lines(await describeWith(juv, [SCRIPT], FILES)),
      lines(await describeWith({}, [SCRIPT], FILES))
    ];
    const left = { ...FILES };
    for (const path of Object.keys(FILES)) {
      seen.push(lines(await describeWith({}, ['import a'], left)));
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- one file after the other goes
      delete left[path];
    }
    seen.push(lines(await describeWith({}, ['import a'], left)));
    expect(seen.flat()).toEqual([
      ...[
        'a==2',
        'a==3',
        'a==4',
        'a==5',
        'a==6',
        'a==6.5',
        'a==7',
        'a==8.*',
        'a==9',
        'a==10',
        'a==10.5',
        'a==11',
        'a'
      ]
    ]);
  });

  test('two that fit together are no conflict, but named', async () => {
    const found = await describeWith({}, [], {
      'work/uv.lock': UV_LOCK('a', '1.26.4'),
      'work/pyproject.toml': '[project]\nname = "p"\ndependencies = ["A>=1.20,<2"]\n'
    });
    expect(found.requirements.conflicts).toEqual([]);
    expect(found.environment.value?.also.map(({ name }) => name)).toEqual(['work/pyproject.toml']);
  });

  test.each([
    ['a==1.26.4', 'a>=2', true],
    ['a==2.0rc1', 'a<2', true],
    ['a==2.0rc1', 'a<2.0rc2', false],
    ['a==1.7.post1', 'a>1.7', true],
    ['a>=1.2', 'a>=1.3', true],
    ['a>=1.3', 'a>=1.2', false],
    ['a>=5.2', 'a>=5.2.0', false],
    ['a>=1.3,<2', 'a>=1,!=1.4', true],
    ['a>=1.5,<2', 'a>=1,!=1.4', false],
    ['a>1.5', 'a>=1.5', false],
    ['a>=1.5', 'a>1.5', true],
    ['a<=2', 'a<2', true],
    ['a>=1.2; python_version<"4"', 'a>=1.2.0; python_version < "4"', false],
    ['a>=1,<2', 'a<2,>=1', false],
    ['a', 'a<2', false],
    ['a~=1.4', 'a==1.9', false],
    ['a~=1.4.2', 'a==1.9', true],
    ['a @ https://x.org/a.whl', 'a==1', false],
    ['a==1.*', 'a==1.7.post1', false],
    ['a!=1.5', 'a==1.5.0', true]
  ])('%j against %j: a conflict is %j', async (mine, theirs, conflict) => {
    const found = await describeWith({}, [], {
      'binder/requirements.txt': mine,
      'work/requirements.txt': theirs
    });
    expect(found.requirements.conflicts.length > 0).toBe(conflict);
  });

  test('a project and the requirements.txt beside it are installed both', async () => {
    const found = await describeWith({}, ['import mine.sub, b'], {
      'work/pyproject.toml': '[project]\nname = "mine"\ndependencies = ["a>=1"]\n',
      'work/requirements.txt': 'a==0.5\nb\n'
    });
    expect(lines(found)).toEqual(['a>=1', 'b']);
    expect(found.requirements.evidence.map(say)).toEqual([
      'work/pyproject.toml and work/requirements.txt'
    ]);
    expect(problems(found.requirements)).toEqual([
      'warning: work/requirements.txt asks for a==0.5 instead; work/pyproject.toml counts.',
      'error: Cell 1 imports mine, the project of work/pyproject.toml itself, which lies in a folder of this machine; no other machine has it.'
    ]);
    expect(found.requirements.conflicts).toMatchObject([{ value: [{ line: 'a==0.5' }] }]);
  });

  test('binder and .binder together are an error, and neither is read', async () => {
    const found = await describeWith({}, [], {
      'binder/requirements.txt': 'x',
      '.binder/requirements.txt': 'y',
      'requirements.txt': 'z'
    });
    expect(lines(found)).toEqual(['z']);
    expect(problems(found.requirements)).toEqual([
      'error: There are both binder and .binder in /; neither is read. Keep one of the two.'
    ]);
  });

  test('the nearest folder counts, up to where a git repository begins', async () => {
    const found = await describeWith({}, [], {
      'requirements.txt': 'outside',
      'work/.git/HEAD': '',
      'uv.lock': UV_LOCK('outside', '1')
    });
    expect(lines(found)).toEqual([]);
    expect(found.requirements.state).toBe('default');
  });

  test('what lies above the nearest folder that says anything belongs to something else', async () => {
    const found = await describeWith({}, [], {
      'work/environment.yml': 'dependencies: [a=1]',
      Pipfile: '[packages]\na = "==2"',
      'apt.txt': 'no'
    });
    expect(lines(found)).toEqual(['a==1.*']);
    expect(found.environment.conflicts).toEqual([]);
    expect(found.environment.value?.also).toEqual([]);
    expect(problems(found.requirements)).toEqual([]);
  });

  test('a Dockerfile that installs nothing with pip leaves the packages to the next', async () => {
    const found = await describeWith({}, [], {
      'work/Dockerfile': 'FROM python:3.12\nRUN apt-get update\n',
      'work/requirements.txt': 'a'
    });
    expect(found.environment.value).toMatchObject({
      kind: 'docker',
      also: [{ name: 'work/requirements.txt' }]
    });
    expect(lines(found)).toEqual(['a']);
    expect(problems(found.requirements)).toEqual([
      'warning: work/Dockerfile builds an image from python:3.12; a plain pip environment will have only the packages that pip installs.'
    ]);
  });

  test('a setup.py lists its packages, or leaves them to the imports where it works them out', async () => {
    const known = await describeWith({}, ['import my_pkg'], {
      'work/setup.py':
        "from setuptools import setup\nneeds = [\n  'numpy>=1.20',\n]\nsetup(name='My_Pkg', install_requires=needs)"
    });
    expect(lines(known)).toEqual(['numpy>=1.20']);
    expect(known.requirements.value?.[0]?.evidence[0]?.source).toMatchObject({ line: 3 });
    expect(problems(known.requirements)[0]).toMatch(/^error: Cell 1 imports my_pkg, the project/);
    const unknown = await describeWith({}, ['import scipy'], {
      'work/setup.py': 'setup(name="x", install_requires=read("requirements.in"))'
    });
    expect(lines(unknown)).toEqual(['scipy']);
    expect(problems(unknown.requirements)).toEqual([
      'warning: work/setup.py, line 1 works its packages out as it runs; they are not known.'
    ]);
  });

  test('Poetry’s own list has its signs, its Pythons and its repositories', async () => {
    const found = await describeWith({}, [], {
      'work/pyproject.toml': [
        '[tool.poetry.dependencies]\npython = ">=3.9"\nnumpy = "^1.26.2"\nscipy = "~1.11"\na = "*"',
        'b = {git = "https://x.org/b.git", tag = "v1"}\nc = {version = "1", optional = true}',
        'd = [{version = "<2", python = "<3.9"}, {version = ">=2", python = ">=3.9"}]\ne = "^0.3"'
      ].join('\n')
    });
    expect(lines(found)).toEqual([
      'numpy>=1.26.2,<2.0.0',
      'scipy>=1.11,<1.12',
      'a',
      'b @ git+https://x.org/b.git@v1',
      'd>=2',
      'e>=0.3,<0.4'
    ]);
  });

  test('a pyproject.toml that only sets tools up is none', async () => {
    const found = await describeWith({}, ['import a'], {
      'work/pyproject.toml': '[tool.ruff]\nline-length = 100\n'
    });
    expect(lines(found)).toEqual(['a']);
    expect(found.environment.value?.kind).toBe('code');
  });
});

describe('What cells install', () => {
  test('with conda goes under the names that pip has', async () => {
    const found = await describeCells([
      '%conda install -c conda-forge pytorch=2.5 gsl -y\n!mamba install python=3.11 "astropy>=6"'
    ]);
    expect(lines(found)).toEqual(['astropy>=6', 'torch==2.5.*']);
    expect(problems(found.requirements)).toEqual([
      'warning: Cell 1 installs gsl with conda, which has no pip counterpart known; a plain pip environment will not have it.'
    ]);
  });

  test('from a requirements file is what that file says', async () => {
    const found = await describeCells(['import b\n%pip install -q -r ../deps/nb.txt'], {
      'deps/nb.txt': 'a==1\nb'
    });
    expect(lines(found)).toEqual(['a==1', 'b']);
    expect(found.environment.value?.name).toBe('deps/nb.txt');
  });

  test('against a file’s versions is a conflict, with its cell and line', async () => {
    const found = await describeCells(['import a\n%pip install "a<2" b'], {
      'work/requirements.txt': 'a>=2\nb==1'
    });
    expect(lines(found)).toEqual(['a>=2', 'b==1']);
    expect(found.requirements.conflicts).toEqual([
      {
        value: [expect.objectContaining({ line: 'a<2' })],
        evidence: [expect.objectContaining({ source: { kind: 'cell', cell: 0, line: 2 } })]
      }
    ]);
    expect(found.environment.conflicts).toMatchObject([{ value: { kind: 'code' } }]);
    expect(problems(found.requirements)).toEqual([
      'warning: cell 1 asks for a<2 instead; work/requirements.txt counts.'
    ]);
  });
});

describe('The Python that is asked for', () => {
  test.each([
    ['runtime.txt', 'python-3.10\n', '3.10', 1],
    ['.python-version', '# ours\n3.12.4\n', '3.12', 1],
    ['.python-version', '3.11\n', '3.11', 0],
    ['pyproject.toml', '[project]\nrequires-python = ">=3.9"\n', '3.11', 0],
    ['pyproject.toml', '[project]\nrequires-python = ">=3.12,<4"\n', '3.12', 1],
    ['pyproject.toml', '[tool.poetry.dependencies]\npython = "^3.12"\n', '3.12', 1],
    ['Pipfile', '[requires]\npython_version = "3.9"\n', '3.9', 1],
    ['environment.yml', 'dependencies: [python>=3.12]\n', '3.12', 1],
    ['runtime.txt', 'r-4.3-2024-01-01\n', '3.11', 0]
  ])('by %s %j makes it %s, with %i conflicts', async (file, text, version, conflicts) => {
    const { language } = await describeWith({}, [], { [`work/${file}`]: text });
    expect(language.value).toEqual({ name: 'python', version });
    expect(language.conflicts.map(({ value }) => value.version)).toEqual(
      conflicts > 0 ? ['3.11'] : []
    );
  });

  test('that no Python is, is told of', async () => {
    const { language } = await describeWith({}, [], {
      'work/pyproject.toml': '[project]\nrequires-python = "<3.9,>=3.12"\n'
    });
    expect(language.value?.version).toBe('3.11');
    expect(problems(language)).toEqual([
      'warning: work/pyproject.toml, line 2 asks for Python <3.9,>=3.12, which no Python is.'
    ]);
  });

  test('by two places differently: the stronger one wins, the other is a conflict', async () => {
    const { language } = await describeWith({}, [], {
      'work/environment.yml': 'dependencies: [python=3.12]',
      'work/.python-version': '3.10'
    });
    expect(language.value?.version).toBe('3.12');
    expect(language.conflicts.map(({ value }) => value.version)).toEqual(['3.11', '3.10']);
  });
});

describe('What cannot be read', () => {
  test.each([
    ['uv.lock', 'version = 1\n[[package]]\nname = "a\n', 'work/uv.lock, line 3'],
    ['pylock.toml', 'lock-version = "1.0"\npackages = [{]\n', 'work/pylock.toml, line 2'],
    ['pixi.lock', 'version: 6\nenvironments: [\n', 'work/pixi.lock, line 3'],
    ['pixi.lock', 'version: 9\n', 'work/pixi.lock, line 1'],
    ['conda-lock.yml', 'package:\n- name: a\n\t- b\n', 'work/conda-lock.yml, line 3'],
    ['Pipfile.lock', '{\n "default": {,}\n}', 'work/Pipfile.lock, line 2'],
    ['Pipfile.lock', '[]', 'work/Pipfile.lock, line 1'],
    ['environment.yml', 'dependencies:\n  - a\n b\n', 'work/environment.yml, line 3'],
    ['environment.yml', '', 'work/environment.yml, line 1'],
    ['Pipfile', '[packages\n', 'work/Pipfile, line 1'],
    ['pyproject.toml', '[project]\nname = "a"\nname = "b"\n', 'work/pyproject.toml, line 3'],
    ['poetry.lock', '[[package]]\nname = "a"\n[metadata\n', 'work/poetry.lock, line 3'],
    ['poetry.lock', '[[package]]\nname = "a"\n', 'work/poetry.lock, line 1'],
    ['pyproject.toml', '<<<<<<< HEAD\n[project]\n', 'work/pyproject.toml, line 1']
  ])('%s %j is told of with its line, and the next source counts', async (file, text, place) => {
    const found = await describeWith({}, [], { [`work/${file}`]: text, 'requirements.txt': 'a' });
    expect(lines(found)).toEqual(['a']);
    expect(problems(found.requirements)).toHaveLength(1);
    expect(problems(found.requirements)[0]).toMatch(`error: ${place}: this cannot be read (`);
    expect(found.requirements.problems[0]?.source).toMatchObject({
      kind: 'file',
      path: `work/${file}`,
      line: Number(/\d+$/.exec(place)?.[0])
    });
  });

  test.each([
    'uv.lock',
    'poetry.lock',
    'environment.yml',
    'pyproject.toml',
    'setup.cfg',
    'Pipfile.lock'
  ])('%s above 1 MiB is too large, and is not read in part', async file => {
    const reader = new FakeReader({ [`work/${file}`]: 2_000_000, 'requirements.txt': 'a' });
    const content = notebook([]);
    const found = await describeNotebook({ path: 'work/nb.ipynb', content }, reader);
    expect(reader.reads).toEqual(['requirements.txt']);
    expect(lines(found)).toEqual(['a']);
    expect(problems(found.requirements)).toEqual([
      `error: work/${file} is too large to be read; only files below 1 MiB are.`
    ]);
  });

  test('a script block with broken TOML is told of with the cell’s line', async () => {
    const found = await describeCells([
      'x = 1',
      '# /// script\n# dependencies = [\n#   "a"\n#   "b"\n# ]\n# ///'
    ]);
    expect(found.requirements.problems).toMatchObject([
      { level: 'error', source: { kind: 'cell', cell: 1, line: 4 } }
    ]);
  });

  test('metadata of another shape is none', async () => {
    for (const execution_broker of [7, null, [], 'x', { requirements: { a: 1 } }]) {
      const found = await describeWith({ execution_broker, 'uv.lock': [1] }, [], {});
      expect(found.requirements.value).toEqual([]);
    }
  });

  test('a requirements.txt among 100,000 files is found all the same', async () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 100_000; i++) {
      files[`work/image${i}.png`] = '';
    }
    files['work/requirements.txt'] = 'a';
    expect(lines(await describeWith({}, [], files))).toEqual(['a']);
  });
});

describe('What a lock must not carry to a broker', () => {
  test('passwords in addresses, and folders of this machine', async () => {
    const found = await describeWith({}, [], {
      'work/pylock.toml': [
        'lock-version = "1.0"',
        '[[packages]]\nname = "a"\nvcs = { type = "git", url = "https://me:hidden@x.org/a.git", commit-id = "abc" }',
        '[[packages]]\nname = "b"\ndirectory = { path = "../b" }',
        '[[packages]]\nname = "c"\nvcs = { type = "git", url = "https://x.org/c.git", commit-id = "abc" }'
      ].join('\n')
    });
    expect(JSON.stringify(found)).not.toContain('hidden');
    expect(lines(found)).toEqual(['c @ git+https://x.org/c.git@abc']);
    expect(problems(found.requirements)).toEqual([
      'error: work/pylock.toml, line 3 holds a password or token; it is left out, so that no broker sees it.',
      'error: work/pylock.toml, line 6 names a folder on this machine, which no other machine has: ../b'
    ]);
  });

  test('a marker that cannot be decided stays with its line', async () => {
    const found = await describeWith({}, [], {
      'work/pylock.toml': `lock-version = "1.0"\n[[packages]]\nname = "a"\nversion = "1"\nmarker = "platform_machine == 'x86_64' and python_version > '3.9'"\n[[packages]]\nname = "b"\nversion = "1"\nmarker = "sys_platform == 'darwin' or python_full_version < '3.8'"\n`
    });
    expect(lines(found)).toEqual(["a==1; platform_machine == 'x86_64' and python_version > '3.9'"]);
  });
});
