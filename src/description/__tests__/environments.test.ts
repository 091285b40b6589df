import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Description } from '../description';
import { requirementsText } from '../request';
import { describe as describeNotebook } from '../describe';
import { DiskReader } from './disk-reader';
import { lines, notebook, problems, PYTHON, say } from './notebooks';

const ROOT = join(__dirname, 'environments');
const R = { kernelspec: { name: 'ir', language: 'R', display_name: 'R' } };
const JULIA = { kernelspec: { name: 'julia-1.10', language: 'julia', display_name: 'Julia' } };

/** Describes a notebook in a folder of files as the tools write them. */
function inFolder(
  folder: string,
  cells: string[] = [],
  metadata: unknown = PYTHON
): Promise<Description> {
  return describeNotebook(
    { path: `${folder}/nb.ipynb`, content: notebook(cells, metadata) },
    new DiskReader(ROOT)
  );
}

const evidence = ({ requirements }: Description): string[] => requirements.evidence.map(say);

describe('A lock as its tool wrote it', () => {
  test('of uv: pins for Linux and this Python, the group dev, and what was asked for', async () => {
    const found = await inFolder('uv');
    expect(lines(found)).toEqual([
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
      'tqdm==4.70.1',
      'typing-extensions==4.16.0'
    ]);
    expect(evidence(found)).toEqual([
      'Pinned in uv/uv.lock: 14, of which 4 asked for and 10 needed by these'
    ]);
    expect(found.environment.value).toMatchObject({
      kind: 'pip',
      name: 'uv/uv.lock',
      version: '>=3.10',
      also: [{ name: 'uv/pyproject.toml', source: { kind: 'file', path: 'uv/pyproject.toml' } }]
    });
    expect(found.environment.conflicts).toEqual([]);
    const six = found.requirements.value?.find(({ name }) => name === 'six')?.evidence[0];
    expect(six).toMatchObject({ template: '{place}, which others need' });
    const text = readFileSync(join(ROOT, 'uv/uv.lock'), 'utf8').split('\n');
    const line = six?.source.kind === 'file' ? (six.source.line ?? 0) : 0;
    expect(text[line - 1]).toBe('name = "six"');
  });

  test('of uv for another Python has what only that needs', async () => {
    const older = { ...PYTHON, language_info: { name: 'python', version: '3.10.2' } };
    expect(lines(await inFolder('uv', [], older))).toContain('exceptiongroup==1.3.2');
    const newer = { ...PYTHON, language_info: { name: 'python', version: '3.15.0' } };
    expect(lines(await inFolder('uv', [], newer))).not.toContain('typing-extensions==4.16.0');
  });

  test('of uv for a Python that nobody knows keeps the markers', async () => {
    const found = await inFolder('uv', [], { kernelspec: PYTHON.kernelspec });
    expect(lines(found)).toContain("exceptiongroup==1.3.2; python_full_version < '3.11'");
    expect(found.language.value).toEqual({ name: 'python' });
    expect(found.language.evidence.map(say)).toEqual([
      'Its kernel is Python 3',
      'uv/uv.lock, line 3 asks for Python >=3.10',
      'uv/pyproject.toml, line 5 asks for Python >=3.10'
    ]);
    expect(problems(found.language)).toEqual([]);
  });

  test('of PEP 751', async () => {
    const found = await inFolder('pylock');
    expect(lines(found)).toEqual(lines(await inFolder('uv')));
    expect(evidence(found)).toEqual([
      'Pinned in pylock/pylock.toml: 14; which of them were asked for it does not tell'
    ]);
  });

  test('of Pipenv, before the Pipfile beside it', async () => {
    const found = await inFolder('pipenv');
    expect(lines(found)).toContain('httpx[http2]==0.28.1');
    expect(lines(found)).not.toContain('iniconfig==2.3.1');
    expect(evidence(found)).toEqual([
      'Pinned in pipenv/Pipfile.lock: 12, of which 2 asked for and 10 needed by these'
    ]);
    expect(found.environment.value).toMatchObject({
      version: '==3.11.*',
      also: [{ name: 'pipenv/Pipfile' }]
    });
  });

  test('of juv, in the notebook’s metadata', async () => {
    const lock = readFileSync(join(ROOT, 'juv/script.py.lock'), 'utf8');
    const cell = '# /// script\n# dependencies = ["tqdm<4"]\n# ///';
    const found = await inFolder('juv', [cell], { ...PYTHON, 'uv.lock': lock });
    expect(lines(found)).toEqual(['packaging==26.4', 'tqdm==4.70.1']);
    expect(evidence(found)).toEqual([
      'Pinned in metadata["uv.lock"]: 2, of which 2 asked for and 0 needed by these'
    ]);
    expect(found.requirements.conflicts).toMatchObject([
      { value: [{ line: 'tqdm<4' }], evidence: [{ source: { kind: 'cell', cell: 0, line: 2 } }] }
    ]);
    expect(found.environment.conflicts).toMatchObject([{ value: { name: 'cell 1' } }]);
  });

  test('of pixi: Python’s packages under pip’s names, the rest told of', async () => {
    const found = await inFolder('pixi');
    expect(lines(found)).toEqual([
      'rich==13.9.4',
      'numpy==1.26.4',
      'python-dateutil==2.9.0.post0',
      'torch==2.5.1',
      'six==1.17.0'
    ]);
    expect(evidence(found)).toEqual([
      'Pinned in pixi/pixi.lock: 5, of which 3 asked for and 2 needed by these; 2 of conda are no Python packages and left out'
    ]);
    expect(problems(found.requirements)).toEqual([
      'warning: pixi/pixi.lock, line 30: conda package gsl has no pip counterpart known; a plain pip environment will not have it.'
    ]);
    expect(found.environment.value).toMatchObject({ kind: 'conda', version: '==3.11.*' });
  });

  test('of conda-lock, whose Python the notebook was not saved with', async () => {
    const found = await inFolder('conda-lock');
    expect(lines(found)).toEqual(['corner==2.2.3', 'matplotlib==3.10.0']);
    expect(found.language.value).toEqual({ name: 'python', version: '3.12' });
    expect(found.language.evidence.map(say)).toEqual([
      'conda-lock/conda-lock.yml, line 41 pins Python 3.12.8'
    ]);
    expect(found.language.conflicts).toMatchObject([{ value: { version: '3.11' } }]);
  });

  test('of renv', async () => {
    const found = await inFolder('renv', ['library(dplyr)\nggplot2::qplot(1)'], R);
    expect(lines(found)).toEqual(['dplyr@1.1.4', 'rlang@1.1.2']);
    expect(evidence(found)).toEqual([
      'Pinned in renv/renv.lock: 2, of which 1 asked for and 1 needed by these'
    ]);
    expect(found.requirements.value?.[1]?.evidence[0]?.source).toMatchObject({ line: 24 });
    expect(problems(found.requirements)).toEqual([
      'warning: Cell 1 loads ggplot2, which renv/renv.lock does not name.'
    ]);
    expect(found.language.value).toEqual({ name: 'r', version: '4.3' });
    expect(requirementsText(found)).toBe('');
  });

  test('of Julia: the manifest, with the project beside it', async () => {
    const found = await inFolder('julia', ['using CSV, LinearAlgebra'], JULIA);
    expect(lines(found)).toEqual(['CSV@0.10.14', 'DataFrames@1.6.1', 'InlineStrings@1.4.0']);
    expect(evidence(found)).toEqual([
      'Pinned in julia/Manifest.toml: 3, of which 2 asked for and 1 needed by these'
    ]);
    expect(found.environment.value).toMatchObject({
      kind: 'julia',
      version: '==1.10.4',
      also: [{ name: 'julia/Project.toml' }]
    });
    expect(problems(found.requirements)).toEqual([]);
    expect(requirementsText(found)).toBe('');
  });
});

describe('A file that a person wrote', () => {
  test('for conda becomes pip’s, as far as it goes', async () => {
    const found = await inFolder('conda');
    expect(lines(found)).toEqual([
      'numpy==1.26.*',
      'torch>=2.1,<3',
      'matplotlib',
      'astropy==6.*',
      'scipy==1.13.1',
      'jupyterlab',
      'corner>=2.2',
      'emcee==3.1.6'
    ]);
    expect(problems(found.requirements)).toEqual([
      'warning: conda/apt.txt names packages of the system, which a plain pip environment will not have: libgsl-dev, fonts-liberation',
      'warning: conda/postBuild runs when the environment is made or started; with a plain pip environment it does not.',
      'warning: conda/environment.yml, line 12: conda package gsl has no pip counterpart known; a plain pip environment will not have it.',
      'error: Line 18 of conda/environment.yml names a folder on this machine, which no other machine has: ./mine'
    ]);
    expect(found.language.value).toEqual({ name: 'python', version: '3.10' });
    expect(found.requirements.value?.[1]?.evidence.map(say)).toEqual([
      'conda/environment.yml, line 8: conda’s conda-forge::pytorch>=2.1,<3'
    ]);
  });

  test('for R: what the project needs, with what the script installs beside it', async () => {
    const found = await inFolder('r-project', ['library(dplyr)'], R);
    expect(lines(found)).toEqual(['dplyr (>= 1.1.0)', 'ggplot2', 'FITSio', 'jsonlite', 'readr']);
    expect(found.requirements.value?.map(({ evidence: [first] }) => first?.source)).toMatchObject([
      { path: 'r-project/DESCRIPTION', line: 8 },
      { line: 9 },
      { line: 10 },
      { path: 'r-project/install.R', line: 2 },
      { line: 3 }
    ]);
    expect(found.environment.value).toMatchObject({
      name: 'r-project/DESCRIPTION',
      version: '>=4.1',
      also: [{ name: 'r-project/install.R' }]
    });
    expect(found.language.value).toEqual({ name: 'r', version: '4.3' });
  });

  test('for Docker gives what pip installs in it, and says what else it does', async () => {
    const found = await inFolder('docker', ['import numpy']);
    expect(found.environment.value).toMatchObject({ kind: 'docker', name: 'docker/Dockerfile' });
    expect(lines(found)).toEqual(['astropy>=6', 'corner==2.2.2']);
    expect(problems(found.requirements)).toEqual([
      'warning: docker/Dockerfile builds an image from registry.example.org/jupyter/base-notebook:2024-10-14; a plain pip environment will have only the packages that pip installs.'
    ]);
  });
});
