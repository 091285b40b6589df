import fc from 'fast-check';

import { readCondaSpec } from '../sources/conda-package';
import { readJsonTree } from '../sources/json-tree';
import { readJulia } from '../sources/julia-code';
import { SyntaxTrouble, type Located } from '../sources/located';
import { evaluateMarker } from '../sources/marker';
import { readR } from '../sources/r-code';
import { readToml } from '../sources/toml';
import { pythonFor, pythonSpecifier } from '../sources/python-version';
import { satisfies } from '../version';
import { readYaml } from '../sources/yaml';
import { describe as describeNotebook } from '../describe';
import { FakeReader } from './fake-reader';
import { describeCells, notebook, PYTHON } from './notebooks';

/** A document without its lines. */
function plain({ text, items, entries }: Located): unknown {
  return entries
    ? Object.fromEntries([...entries].map(([key, value]) => [key, plain(value)]))
    : (items?.map(plain) ?? text);
}

describe('TOML', () => {
  test.each([
    ['a.b = 1\na."c d" = \'x\'', { a: { b: '1', 'c d': 'x' } }],
    [
      '[a]\nx = true\n[a.b]\ny = 1e5\n[[l]]\nz = 1\n[[l]]\n[l.m]',
      {
        a: { x: 'true', b: { y: '1e5' } },
        l: [{ z: '1' }, { m: {} }]
      }
    ],
    [
      'a = [ # one\n  1,\n  [2, "3"],\n]\nb = {c = {}, d.e = [ ]}',
      {
        a: ['1', ['2', '3']],
        b: { c: {}, d: { e: [] } }
      }
    ],
    ['a = "\\u00e9\\t\\"\\\\"\nb = \'\\t\'', { a: 'é\t"\\', b: '\\t' }],
    ["a = \"\"\"\nx\\\n   y\"\"\"\nb = ''''x''''", { a: 'xy', b: "'x'" }],
    [
      'a = 2024-01-02 10:00:00Z # c\r\nb = 07:32:00\r\n',
      { a: '2024-01-02 10:00:00Z', b: '07:32:00' }
    ],
    [
      '__proto__ = {x = 1}\nconstructor = 2',
      Object.fromEntries([
        ['__proto__', { x: '1' }],
        ['constructor', '2']
      ])
    ]
  ])('%j is read', (text, expected) => {
    expect(plain(readToml(text))).toEqual(expected);
  });

  test.each([
    ['a', 1],
    ['a = ', 1],
    ['\n[a]\n[a]', 3],
    ['a = 1\nb = 2\na = 3', 3],
    ['a = 1\n[a]', 2],
    ['a = {b = 1}\na.c = 2', 2],
    ['a = "x\n"', 1],
    ['a = [\n 1\n 2]', 3],
    ['a = 1 b = 2', 1],
    ['a = yes', 1],
    ['a = "\\q"', 1],
    ['"""a""" = 1', 1]
  ])('%j is none, in line %i', (text, line) => {
    expect(() => readToml(text)).toThrow(SyntaxTrouble);
    expect(() => readToml(text)).toThrow(expect.objectContaining({ line }));
  });
});

test('JSON and YAML have their values with the lines that they stand in', () => {
  const json = readJsonTree('{"a": [1,\n "x\\n", {}],\n "b": null}');
  expect(plain(json)).toEqual({ a: ['1', 'x\n', {}], b: 'null' });
  expect(json.entries?.get('a')?.items?.[1]?.line).toBe(2);
  expect(json.entries?.get('b')?.line).toBe(3);
  const yaml = readYaml(
    '# c\na: &x\n  - 1.10\n  - "q"\nb: *x\nc: |\n  t\n  u\nd: {e: [f]}\n---\nz: 1\n'
  );
  expect(plain(yaml)).toEqual({ a: ['1.10', 'q'], b: ['1.10', 'q'], c: 't\nu\n', d: { e: ['f'] } });
  expect(yaml.entries?.get('a')?.items?.[1]?.line).toBe(4);
});

test('any JSON is read as JSON.parse reads it', () => {
  const texts = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(texts)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, texts(item)]))
        : typeof value === 'string'
          ? value
          : JSON.stringify(value);
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(plain(readJsonTree(text))).toEqual(texts(JSON.parse(text)));
    })
  );
});

test.each([
  ["python_version < '3.11'", false],
  ["python_version >= '3.8' and sys_platform == 'linux'", true],
  ["python_full_version < '3.11.4'", undefined],
  ["python_full_version < '3.11.4' and os_name == 'nt'", false],
  ["platform_machine == 'x86_64'", undefined],
  ["platform_machine == 'x86_64' or 'linux' in sys_platform", true],
  ["('3.10' <= python_version)", true],
  ["python_version not in '3.10, 3.11'", false],
  ["extra == 'test'", false],
  ['nonsense', undefined],
  ["python_version < '3.11' or", undefined],
  ['('.repeat(200), undefined]
])('the marker %j is %j on Linux with Python 3.11', (marker, truth) => {
  expect(evaluateMarker(marker, '3.11')).toBe(truth);
});

test.each([
  ['1.10', '>=1.9', true],
  ['2.0rc1', '<2', false],
  ['1.2.dev1', '<1.2', false],
  ['1.2.post1', '>1.2', false],
  ['1.4.9', '~=1.4.2', true],
  ['1!1', '>=2', true],
  ['1.2+local', '==1.2', true],
  ['x', '==1', undefined]
])('version %s is within %s: %j', (version, range, fits) => {
  expect(satisfies(version, range)).toBe(fits);
});

test.each([
  ['3.10', '3.10'],
  ['>=3.12', '3.12'],
  ['^3.9', '3.11'],
  ['~3.9', '3.9'],
  ['3.9.*', '3.9'],
  ['python-3.8', '3.8'],
  ['pypy3.10', undefined],
  ['3.13.1', '3.13'],
  ['!=3.11.*', '3.12'],
  ['<3.10', '3.9']
])('who asks for Python %j and last had 3.11 gets %j', (asked, version) => {
  const specifier = pythonSpecifier(asked);
  expect(specifier === '' ? undefined : pythonFor(specifier, '3.11')).toBe(version);
});

test.each([
  ['>=3.10', undefined],
  ['>=3.10,<4', undefined],
  ['>=3.8,<3.11', '3.10'],
  ['3.9', '3.9'],
  ['<3,>=3', undefined]
])('who asks for Python %j and never had one gets %j', (asked, version) => {
  expect(pythonFor(pythonSpecifier(asked), undefined)).toBe(version);
});

test.each([
  ['numpy', 'numpy'],
  ['numpy=1.26', 'numpy==1.26.*'],
  ['numpy==1.26.4', 'numpy==1.26.4'],
  ['numpy=1.26.4=py311h64a7726_0', 'numpy==1.26.4'],
  ['numpy 1.26.*', 'numpy==1.26.*'],
  ['numpy >=1.20,<2', 'numpy>=1.20,<2'],
  ['conda-forge/linux-64::numpy>= 1.20', 'numpy>=1.20'],
  ['numpy=1.26|1.27', 'numpy'],
  ['PyTorch', 'torch'],
  // What PyPI calls iris is something else.
  ['iris>=3', 'scitools-iris>=3'],
  ['py-opencv', 'opencv-python-headless'],
  ['matplotlib-base', 'matplotlib'],
  ['ruamel.yaml', 'ruamel-yaml'],
  ['librosa', 'librosa'],
  ['libgdal', { kind: 'unmapped', name: 'libgdal' }],
  ['graphviz', { kind: 'unmapped', name: 'graphviz' }],
  ['cuda-nvcc=12', { kind: 'unmapped', name: 'cuda-nvcc' }],
  ['python=3.11', { kind: 'python', specifier: '==3.11.*' }],
  ['r-dplyr>=1.1', { kind: 'r', name: 'dplyr', versions: '>=1.1' }],
  ['pip', { kind: 'silent' }],
  ['{{ name }}', { kind: 'unknown' }]
])('conda’s %j is %j', (spec, expected) => {
  expect(readCondaSpec(spec)).toEqual(
    typeof expected === 'string' ? { kind: 'package', line: expected } : expected
  );
});

const names = (found: { name: string }[]): string[] => found.map(({ name }) => name);

test('R code names its packages, and its strings and comments do not', () => {
  const code = `library(dplyr); require("ggplot2")
# library(no)
x <- 'library(no)'
y <- r"(library(no))"
data.table::fread("x"); stats::lm(y ~ x); pkg:::inner()
if (!requireNamespace("sf", quietly = TRUE)) install.packages(c("terra", 'stars'), repos = "no")
library(p, character.only = TRUE)
suppressPackageStartupMessages(library(package = tidyr))
remotes::install_github("r-lib/cli@v1")
y$library; library()`;
  expect(names(readR(code))).toEqual([
    'dplyr',
    'ggplot2',
    'data.table',
    'pkg',
    'sf',
    'terra',
    'stars',
    'tidyr',
    'remotes',
    'cli'
  ]);
  expect(readR(code).find(({ name }) => name === 'tidyr')).toMatchObject({ line: 8 });
});

test('Julia code names its packages, and its strings and comments do not', () => {
  const code = `using DataFrames, CSV
using Plots: plot,
  scatter
import FITSIO.Libcfitsio as L, HDF5
# using No
#= using No #= using No =# using No =#
s = "using No $(f("using No")) using No"
m = """
using No
"""
using .Local, Statistics
A' * B'; using JSON3
c = '"'; using Unitful
Pkg.add(["GLM", "Optim@1"]); @everywhere using ParallelDataTransfer
x.using = 1`;
  expect(names(readJulia(code))).toEqual(
    ['DataFrames', 'CSV', 'Plots', 'FITSIO', 'HDF5', 'JSON3', 'Unitful', 'GLM', 'Optim'].concat(
      'ParallelDataTransfer'
    )
  );
  expect(names(readJulia('] add Makie, Colors@0.12'))).toEqual(['Makie', 'Colors']);
  expect(readJulia(code).find(({ name }) => name === 'Unitful')).toMatchObject({ line: 13 });
});

const FILES = [
  ...['pylock.toml', 'uv.lock', 'pixi.lock', 'conda-lock.yml', 'Pipfile.lock', 'Dockerfile'],
  ...['poetry.lock', 'setup.cfg', 'environment.yaml', 'JuliaManifest.toml', 'JuliaProject.toml'],
  ...['execution.yaml', 'execution.yml', 'execution.json', 'postBuild', 'start'],
  ...[
    'environment.yml',
    'Pipfile',
    'setup.py',
    'pyproject.toml',
    'requirements.txt',
    'runtime.txt'
  ],
  ...['.python-version', 'apt.txt', 'renv.lock', 'DESCRIPTION', 'install.R', 'Project.toml'],
  ...['Manifest.toml', 'REQUIRE', 'binder/requirements.txt', 'default.nix']
];

/** What such files are made of, in an order that no tool wrote. */
const rubbish = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom(
        ...[
          '\n',
          '  ',
          '- ',
          ': ',
          '[',
          ']',
          '{',
          '}',
          '"',
          "'",
          ',',
          '=',
          '#',
          '\\',
          '\u0000',
          '&a',
          '*a'
        ],
        ...[
          'version = 1\n',
          'lock-version = "1.0"\n',
          '[[package]]\n',
          '[[packages]]\n',
          'name = "é"\n'
        ],
        ...['dependencies = [', 'marker = "(os_name"\n', 'dependencies:\n- ', 'pip:\n  - -r x\n'],
        ...[
          'version: 6\n',
          'packages:\n',
          '{"default": {"a": ',
          '"Packages":',
          '[deps]\n',
          'setup('
        ],
        ...[
          'install_requires=[',
          '[tool.poetry.dependencies]\n',
          '[package.dependencies]\n',
          '[metadata]\nlock-version = "2.1"\n',
          '[options]\ninstall_requires =\n ',
          'a = "^1 || ~2"\n',
          'python = ">=',
          'FROM x\nRUN pip install ',
          'library(',
          'using ',
          '"""',
          "r'(",
          '$('
        ]
      )
    ),
    { maxLength: 25 }
  )
  .map(parts => parts.join(''));

describe('Whatever the files hold', () => {
  test.each(['python', 'R', 'julia'])('a notebook of %s is described', async language => {
    const metadata = { kernelspec: { name: 'x', language } };
    const file = fc.constantFrom(...FILES);
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(file, rubbish, { maxKeys: 4 }),
        rubbish,
        async (files, cell) => {
          const content = notebook([cell, `# /// script\n# ${cell}\n# ///`], {
            ...metadata,
            'uv.lock': cell,
            execution_broker: { requirements: cell }
          });
          await describeNotebook({ path: 'nb.ipynb', content }, new FakeReader(files));
          const bare = notebook([cell], metadata);
          await describeNotebook({ path: 'nb.ipynb', content: bare }, new FakeReader(files));
        }
      ),
      { numRuns: 400 }
    );
  });

  test.each(FILES)('%s of one thing many times takes no long time', async file => {
    const large = 1024 * 1024;
    for (const piece of [
      '[',
      '{',
      '"',
      '- ',
      'a: ',
      'a.',
      '[[a]]\n',
      'a = [',
      '\\',
      ' ',
      '#\n',
      '? ',
      '!a ',
      '&a ',
      '*a ',
      '(',
      "'",
      'a@',
      'setup('
    ]) {
      const text = piece.repeat(Math.floor(large / piece.length / 2));
      await describeCells([], { [`work/${file}`]: text });
    }
  });

  test.each(['r', 'julia'])(
    'a cell of %s of one thing many times takes no long time',
    async language => {
      const metadata = { kernelspec: { name: 'x', language } };
      for (const piece of [
        '"',
        'install(',
        'Pkg.add(',
        'library(',
        'using ',
        '#=',
        "'",
        'r"(',
        '"$(',
        'a::',
        '`'
      ]) {
        const content = notebook([piece.repeat(Math.floor(400_000 / piece.length))], metadata);
        await describeNotebook({ path: 'nb.ipynb', content }, new FakeReader());
      }
    }
  );
});

test('a lock of five thousand packages is read whole', async () => {
  const packages = Array.from(
    { length: 5_000 },
    (_, i) =>
      `[[package]]\nname = "p${i}"\nversion = "1.${i}"\nsource = { registry = "x" }\ndependencies = [{ name = "p${i + 1}" }, { name = "p${(i * 7) % 5_000}" }]\n`
  );
  const text = `version = 1\n[manifest]\nrequirements = [{ name = "p0" }]\n${packages.join('')}`;
  expect(text.length).toBeLessThan(1024 * 1024);
  const content = notebook([], PYTHON);
  const found = await describeNotebook(
    { path: 'nb.ipynb', content },
    new FakeReader({ 'uv.lock': text })
  );
  expect(found.requirements.value).toHaveLength(5_000);
});
