import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Description } from '../description';
import { poetryVersions } from '../sources/poetry-version';
import { satisfies } from '../version';
import { describe as describeNotebook } from '../describe';
import { DiskReader } from './disk-reader';
import { describeCells, lines, notebook, problems, PYTHON, say } from './notebooks';

const ROOT = join(__dirname, 'environments');

function inFolder(folder: string, version?: string): Promise<Description> {
  const metadata = { ...PYTHON, language_info: { name: 'python', version } };
  const content = notebook([], metadata);
  return describeNotebook({ path: `${folder}/nb.ipynb`, content }, new DiskReader(ROOT));
}

/** What `Dependency("a", …).to_pep_508()` of poetry-core 2.5.0 gives for each. */
const POETRY_CORE: readonly [string, string][] = [
  ['*', ''],
  ['*.*', ''],
  ['^1', '>=1,<2'],
  ['^1.2', '>=1.2,<2.0'],
  ['^1.2.3', '>=1.2.3,<2.0.0'],
  ['^1.2.3.4', '>=1.2.3.4,<2.0.0.0'],
  ['^0', '>=0,<1'],
  ['^0.0', '>=0.0,<0.1'],
  ['^0.0.3', '>=0.0.3,<0.0.4'],
  ['^0.3', '>=0.3,<0.4'],
  ['^0.3.1', '>=0.3.1,<0.4.0'],
  ['^2.0.0b1', '>=2.0.0b1,<3.0.0'],
  ['^1.0.dev1', '>=1.0.dev1,<2.0'],
  ['^1!2.3', '>=1!2.3,<1!3.0'],
  ['^v1.2', '>=1.2,<2.0'],
  ['^ 1.2', '>=1.2,<2.0'],
  ['~1', '>=1,<2'],
  ['~1.2', '>=1.2,<1.3'],
  ['~1.2.3', '>=1.2.3,<1.3.0'],
  ['~0', '>=0,<1'],
  ['~0.3', '>=0.3,<0.4'],
  ['~1.2b1', '>=1.2b1,<1.3'],
  ['1.2', '==1.2'],
  ['=1.2', '==1.2'],
  ['==1.2', '==1.2'],
  ['1.*', '==1.*'],
  ['1.2.*', '==1.2.*'],
  ['==1.2.*', '==1.2.*'],
  ['!=1.5', '!=1.5'],
  ['>=1.2,<2', '>=1.2,<2'],
  ['>=1.2 <2', '>=1.2,<2'],
  ['>= 1.2, < 2', '>=1.2,<2'],
  ['>=1.2,!=1.5.*', '>=1.2,!=1.5.*'],
  ['^1.2,!=1.5', '>=1.2,<2.0,!=1.5']
];

test.each(POETRY_CORE)('Poetry’s %j is what poetry-core makes of it: %j', (text, expected) => {
  expect(poetryVersions(text)).toBe(expected);
});

test.each([
  ['~=1.4', '>=1.4,<2.0'],
  ['~=1.4.2', '>=1.4.2,<1.5.0'],
  ['^1.2.3-beta.1', '>=1.2.3b1,<2.0.0']
])('%j allows what poetry-core writes as %j', (text, expected) => {
  for (const version of ['1.1', '1.2.3a9', '1.2.3b1', '1.3', '1.4', '1.4.2', '1.5', '1.9.9', '2']) {
    expect([version, satisfies(version, poetryVersions(text))]).toEqual([
      version,
      satisfies(version, expected)
    ]);
  }
});

test.each([
  ['^1.2 || ^2.0', '>=1.2,<3.0'],
  ['^3.5|~2.7', '>=2.7,<4.0'],
  ['1.2 || 1.4', '>=1.2,<=1.4'],
  ['1.* || 3.*', '>=1,<4'],
  ['<2 || >3', ''],
  ['>=1 || ^3', '>=1'],
  ['^1 || *', '']
])('of %j, which pip cannot say, the whole stretch is taken: %j', (text, expected) => {
  expect(poetryVersions(text)).toBe(expected);
});

describe('A lock of Poetry', () => {
  /** As `poetry install --dry-run` lists them, with Python 3.11 on Linux. */
  const INSTALLED = [
    'anyio==4.16.0',
    'certifi==2026.10.19.post1',
    'h11==0.16.0',
    'h2==4.4.1',
    'hpack==4.2.0',
    'httpcore==1.0.9',
    'httpx==0.28.1',
    'hyperframe==6.1.0',
    'idna==3.20',
    'iniconfig==2.3.1',
    'python-dateutil==2.9.0.post0',
    'six==1.17.0',
    'typing-extensions==4.16.0'
  ];

  test.each(['poetry', 'poetry-1.8', 'poetry-1.1'])(
    'as %s wrote it: what Poetry installs, the group dev too, and what was asked for',
    async folder => {
      const found = await inFolder(folder, '3.11.7');
      expect(lines(found)).toEqual(INSTALLED);
      expect(found.requirements.evidence.map(say)).toEqual([
        `Pinned in ${folder}/poetry.lock: 13, of which 4 asked for and 9 needed by these`
      ]);
      expect(found.environment.value).toMatchObject({
        kind: 'pip',
        version: '>=3.10,<4.0',
        also: [{ name: `${folder}/pyproject.toml` }]
      });
      expect(found.environment.conflicts).toEqual([]);
      const text = readFileSync(join(ROOT, folder, 'poetry.lock'), 'utf8').split('\n');
      for (const { name, evidence } of found.requirements.value ?? []) {
        const source = evidence[0]?.source;
        const line = source?.kind === 'file' ? (source.line ?? 0) : 0;
        expect(text[line - 1]).toBe(`name = "${name}"`);
      }
    }
  );

  test.each(['poetry', 'poetry-1.8', 'poetry-1.1'])(
    'as %s wrote it, for another Python or an unknown one',
    async folder => {
      expect(lines(await inFolder(folder, '3.10.1'))).toEqual(
        expect.arrayContaining(['exceptiongroup==1.3.2', 'six==1.16.0', 'tomli==2.5.0'])
      );
      const unknown = await inFolder(folder);
      expect(lines(unknown)).toEqual(
        expect.arrayContaining([
          'six==1.16.0; python_full_version < "3.11"',
          'six==1.17.0; python_full_version >= "3.11"'
        ])
      );
      expect(unknown.environment.conflicts).toEqual([]);
    }
  );

  test('without its pyproject.toml has what nothing else needs, and all that this needs', async () => {
    const lock = readFileSync(join(ROOT, 'poetry/poetry.lock'), 'utf8');
    const found = await describeCells([], { 'work/poetry.lock': lock });
    // That the group of attrs is optional only that file says.
    expect(lines(found)).toEqual(['anyio==4.16.0', 'attrs==26.1.0', ...INSTALLED.slice(1)]);
    expect(found.requirements.value?.find(({ name }) => name === 'six')?.evidence[0]).toMatchObject(
      {
        template: '{place}, which others need'
      }
    );
  });

  test('carries repositories at their commit, and no folder of this machine', async () => {
    const found = await describeCells([], {
      'work/poetry.lock': [
        '[[package]]\nname = "a"\nversion = "1"\n[package.source]\ntype = "git"\nurl = "https://x.org/a.git"\nreference = "main"\nresolved_reference = "0abc"\nsubdirectory = "py"',
        '[[package]]\nname = "b"\nversion = "1"\n[package.source]\ntype = "url"\nurl = "https://x.org/b.whl"',
        '[[package]]\nname = "c"\nversion = "1"\n[package.source]\ntype = "directory"\nurl = "../c"',
        '[metadata]\nlock-version = "2.1"\npython-versions = "*"\n'
      ].join('\n')
    });
    expect(lines(found)).toEqual([
      'a @ git+https://x.org/a.git@0abc#subdirectory=py',
      'b @ https://x.org/b.whl'
    ]);
    expect(problems(found.requirements)).toEqual([
      'error: work/poetry.lock, line 17 names a folder on this machine, which no other machine has: ../c'
    ]);
  });

  test('has a package for a machine with its own marker, by groups too', async () => {
    const found = await describeCells([], {
      'work/poetry.lock': [
        '[[package]]\nname = "a"\nversion = "1"\nmarkers = "sys_platform == \'win32\'"',
        '[[package]]\nname = "b"\nversion = "1"\nmarkers = {main = "os_name == \'nt\'", dev = "python_version > \'3.8\'"}',
        '[[package]]\nname = "c"\nversion = "1"\nmarkers = "platform_machine == \'x86_64\'"',
        '[metadata]\nlock-version = "2.1"\n'
      ].join('\n')
    });
    expect(lines(found)).toEqual(['b==1', "c==1; platform_machine == 'x86_64'"]);
  });
});

describe('What Poetry’s project asks for', () => {
  test('has its groups but for optional ones, each with its place, and no extras', async () => {
    const found = await describeCells([], {
      'work/pyproject.toml': [
        '[tool.poetry]\nname = "My.Sky"',
        '[tool.poetry.dependencies]\npython = "^3.10"\nnumpy = "^1.26"\ntqdm = {version = "^4", optional = true}',
        '[tool.poetry.extras]\nbar = ["tqdm"]',
        '[tool.poetry.group.plots.dependencies]\nmatplotlib = {version = "~3.9", extras = ["qt"]}',
        '[tool.poetry.group.docs]\noptional = true',
        '[tool.poetry.group.docs.dependencies]\nsphinx = "*"',
        '[tool.poetry.dev-dependencies]\nipywidgets = "8.*"',
        '[dependency-groups]\nnotebooks = ["seaborn>=0.13", {include-group = "plots"}]'
      ].join('\n')
    });
    expect(lines(found)).toEqual([
      'numpy>=1.26,<2.0',
      'ipywidgets==8.*',
      'matplotlib[qt]>=3.9,<3.10',
      'seaborn>=0.13'
    ]);
    expect(found.requirements.value?.map(({ evidence: [first] }) => first && say(first))).toEqual([
      'work/pyproject.toml, line 5',
      'work/pyproject.toml, line 16, group dev',
      'work/pyproject.toml, line 10, group plots',
      'work/pyproject.toml, line 18, group notebooks'
    ]);
    expect(found.requirements.evidence.map(say)).toEqual([
      'work/pyproject.toml; its extras are not asked for: bar'
    ]);
    expect(found.environment.value?.version).toBe('>=3.10,<4.0');
  });

  test('is for Linux and this Python', async () => {
    const found = await describeCells([], {
      'work/pyproject.toml': [
        '[tool.poetry.dependencies]',
        'a = {version = "1", python = "<3.9"}',
        'b = {version = "1", platform = "win32"}',
        'c = {version = "1", markers = "sys_platform == \'darwin\'"}',
        'd = {version = "1", python = ">=3.9", platform = "linux"}',
        'e = {version = "1", python = "~2.7 || ^3.9", markers = "platform_machine == \'arm64\'"}'
      ].join('\n')
    });
    expect(lines(found)).toEqual([
      'd==1',
      `e==1; (python_full_version >= "2.7") and (python_full_version < "4.0") and (platform_machine == 'arm64')`
    ]);
  });

  test('beside a list by PEP 621 only adds its groups', async () => {
    const found = await describeCells([], {
      'work/pyproject.toml': [
        '[project]\nname = "p"\nrequires-python = ">=3.10"\ndependencies = ["a>=1"]',
        '[tool.poetry.dependencies]\na = {source = "private"}\nb = "1"',
        '[tool.poetry.group.dev.dependencies]\nc = "1"'
      ].join('\n')
    });
    expect(lines(found)).toEqual(['a>=1', 'c==1']);
    expect(found.environment.value?.version).toBe('>=3.10');
  });

  test('with a version that is none is told of, and not taken for another name', async () => {
    const found = await describeCells([], {
      'work/pyproject.toml': '[tool.poetry.dependencies]\na = "x"\nb = "^y"\nc = "1"\n'
    });
    expect(lines(found)).toEqual(['c==1']);
    expect(problems(found.requirements)).toEqual([
      'warning: work/pyproject.toml, line 2 is not understood, and left out: a x',
      'warning: work/pyproject.toml, line 3 is not understood, and left out: b ^y'
    ]);
  });
});
