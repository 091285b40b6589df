import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';

import { EXECUTABLE_KINDS } from '../../model/executable';
import {
  DOCKER_CONTAINER,
  JAVA_PROGRAM,
  PYTHON_PROGRAM,
  SINGULARITY_CONTAINER
} from '../../model/kinds';
import { ExecutionRequest } from '../../model/request';
import type { RunEvidence } from '../../model/run-evidence';
import type { Description } from '../description';
import { describeImage } from '../programs/describe-image';
import { describeProgram } from '../programs/describe-program';
import { imageIn, isImageReference } from '../programs/image';
import { imageTrouble } from '../programs/image-trouble';
import { programKind, type ProgramKind } from '../programs/program';
import { toRequest, type RequestEdits } from '../request';
import { FakeReader } from './fake-reader';
import { lines, paths, say } from './notebooks';

const ajv = addFormats(new Ajv({ allErrors: true }));

function described(path: string, files: Record<string, string | number>): Promise<Description> {
  const kind = programKind(path);
  if (!kind) {
    throw new Error(`${path} is no program`);
  }
  return describeProgram({ path, kind }, new FakeReader(files));
}

/** The executable of the request, which is checked against the model's schemas. */
function executable(description: Description, edits?: RequestEdits): unknown {
  const request = toRequest(description, { notebook: 'https://x.org/p', files: {} }, edits);
  expect(ajv.compile(ExecutionRequest)(request)).toBe(true);
  const schema = EXECUTABLE_KINDS[request.executable.kind];
  expect(schema && ajv.compile(schema)(request.executable)).toBe(true);
  return request.executable;
}

test.each(['fit.py', 'fit.jar', 'x.sif', 'Dockerfile', 'docker://x.org/fit:1'])(
  'Earlier runs of %s tell what it takes',
  async path => {
    const run: RunEvidence = {
      session: '1',
      phase: 'COMPLETED',
      platform: 'Here',
      mode: 'batch',
      accepted: '2026-11-24T10:00:00Z',
      ended: '2026-11-24T10:01:00Z',
      seconds: 42,
      peak: 3 * 2 ** 30,
      busy: 2.6,
      promised: {}
    };
    const [kind, image] = [programKind(path), imageIn(path)];
    const described = async (runs?: RunEvidence[]): Promise<Description> =>
      kind
        ? describeProgram({ path, kind, ...(runs ? { runs } : {}) }, new FakeReader({ [path]: '' }))
        : describeImage(image ?? '', runs);
    const { cores, duration, memory } = await described([run]);
    expect([cores, duration, memory].map(({ evidence }) => evidence.map(say))).toEqual([
      ['An earlier run kept 2.6 cores busy on the average'],
      ['An earlier run took 42 s'],
      ['An earlier run held 3.00 GiB at its peak']
    ]);
    const { cores: one } = await described();
    expect(one.evidence.map(say)).toEqual(['No earlier run is known; one core is asked for']);
  }
);

const said = ({ problems = [] }: Description): string[] => problems.map(say);

test.each<[string, ProgramKind | undefined]>([
  ['a/fit.py', PYTHON_PROGRAM],
  ['fit.JAR', JAVA_PROGRAM],
  ['x.sif', SINGULARITY_CONTAINER],
  ['a/Dockerfile', DOCKER_CONTAINER],
  ['Dockerfile.gpu', DOCKER_CONTAINER],
  ['gpu.Dockerfile', DOCKER_CONTAINER],
  ['Containerfile', DOCKER_CONTAINER],
  ['notes.txt', undefined],
  ['nb.ipynb', undefined],
  ['py', undefined]
])('%s is, by its name, %s', (path, kind) => {
  expect(programKind(path)).toBe(kind);
});

describe('A Python program', () => {
  const PROGRAM = [
    '# /// script',
    '# dependencies = ["numpy>=2"]',
    '# ///',
    'import numpy as np',
    'import mine',
    'print(np.load("a.npy").sum())'
  ].join('\n');

  test('is read as a notebook is, and places are lines of it', async () => {
    const description = await described('work/fit.py', {
      'work/fit.py': PROGRAM,
      'work/mine.py': '',
      'work/a.npy': 7
    });
    expect(lines(description)).toEqual(['numpy>=2']);
    expect(paths(description)).toEqual(['a.npy', 'mine.py']);
    const [file] = description.files.value ?? [];
    expect(file?.evidence[0]?.source).toEqual({ kind: 'file', path: 'work/fit.py', line: 6 });
    expect(file?.evidence.map(say)).toEqual(['fit.py opens a.npy with np.load']);
    expect(JSON.stringify(description)).not.toMatch(/Cell \{cell\}|"kind":"cell"|"cell 1/);
    expect(description.language.value?.name).toBe('python');
  });

  test('is asked for with its arguments', async () => {
    const description = await described('fit.py', { 'fit.py': 'print(1)' });
    expect(executable(description, { command: ['--fast', 'a b'], mode: 'batch' })).toEqual({
      kind: PYTHON_PROGRAM,
      meta: { name: 'fit.py' },
      language: { name: 'python' },
      location: 'https://x.org/p',
      command: ['--fast', 'a b']
    });
  });

  test('that is not there, or not text, is told of', async () => {
    expect(said(await described('fit.py', {}))).toEqual([expect.stringContaining('fit.py')]);
    expect(said(await described('fit.py', { 'fit.py': 'a\u0000b' }))).toHaveLength(1);
  });
});

test('a jar and an image file go as they are, with what is written beside them', async () => {
  const files = { 'a.jar': 7, 'a.sif': 9, 'execution.yaml': 'compute: {cores: {min: 4}}' };
  const jar = await described('a.jar', files);
  expect(executable(jar, { command: ['x'] })).toMatchObject({
    kind: JAVA_PROGRAM,
    language: { name: 'java' },
    location: 'https://x.org/p',
    command: ['x']
  });
  expect(jar.cores.value).toEqual({ min: 4 });
  expect(executable(await described('a.sif', files))).toEqual({
    kind: SINGULARITY_CONTAINER,
    meta: { name: 'a.sif' },
    location: 'https://x.org/p'
  });
  expect(said(await described('b.jar', files))).toEqual(['b.jar is not there; check the path.']);
});

describe('A Dockerfile', () => {
  const dockerfile = (...text: string[]) =>
    described('Dockerfile', { Dockerfile: text.join('\n') });

  test('that only sets an image up is that image', async () => {
    const description = await dockerfile(
      '# syntax comes first',
      'FROM --platform=linux/amd64 ghcr.io/ivoa/fit:1.2',
      'ENV A=1 B="two words"',
      'ENTRYPOINT ["fit", "--quiet"]',
      'CMD ["all"]'
    );
    expect(said(description)).toEqual([]);
    expect(executable(description)).toEqual({
      kind: DOCKER_CONTAINER,
      meta: { name: 'Dockerfile' },
      image: { locations: ['ghcr.io/ivoa/fit:1.2'] },
      entrypoint: 'fit',
      command: ['--quiet', 'all'],
      environment: { A: '1', B: 'two words' }
    });
  });

  test('that builds something says so with its line, and names no image until a person does', async () => {
    const description = await dockerfile('FROM python:3.12', '', 'RUN pip install \\', '  numpy');
    expect(said(description)).toEqual([
      'Dockerfile, line 3: RUN makes an image of its own, which has to be built and pushed to a registry first; then name it to be run.'
    ]);
    expect(executable(description)).not.toHaveProperty('image');
    const digest = `sha256:${'a'.repeat(64)}`;
    expect(executable(description, { image: `mine/fit:2@${digest}` })).toMatchObject({
      image: { locations: ['mine/fit:2'], digest }
    });
  });

  test.each([
    [['CMD ls'], 'Dockerfile names no image (FROM)'],
    [['FROM $BASE'], 'Dockerfile, line 1: $BASE is not the name of an image'],
    [['FROM a', 'FROM b'], 'Dockerfile, line 2: a second FROM makes']
  ])('%j is told of', async (text, complaint) => {
    expect(said(await dockerfile(...text))).toEqual([expect.stringContaining(complaint)]);
  });
});

test('an image can be asked for by its name alone', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  expect(executable(describeImage(`localhost:5000/a/b:1@${digest}`))).toMatchObject({
    image: { locations: ['localhost:5000/a/b:1'], digest }
  });
});

test.each([
  ['busybox', true],
  ['ghcr.io/ivoa/fit:1.2', true],
  ['a//b', false],
  ['a b', false],
  ['', false],
  ['a@sha256:12', false],
  ['-rm', false]
])('%j as the name of an image: %s', (text, is) => {
  expect(isImageReference(text)).toBe(is);
});

test.each([
  ['Fit', 0, 'Names of images are written in small letters'],
  ['ghcr.io/ivoa/Fit:1', 13, 'Names of images are written in small letters'],
  ['a b', 1, 'The name of an image has no blanks'],
  ['a//b', 2, 'A name is missing here'],
  ['a/', 2, 'A name is missing here'],
  ['a/$b', 2, '$ cannot stand here'],
  ['-a.org:5000/b', 0, '-a.org:5000 is no host of a registry'],
  ['https://a.org/b', 0, 'Only docker:// can stand before the name of an image'],
  ['a:', 2, 'A tag is missing after the colon, such as 1.0'],
  ['a:1+2', 3, '+ cannot stand in a tag here'],
  ['a@md5:1', 2, 'After @ comes sha256: and 64 hexadecimal digits'],
  ['a:1@sha256:12', 13, 'A digest has 64 hexadecimal digits, and here are 2'],
  [`a@sha256:${'0'.repeat(63)}x`, 72, 'A digest has hexadecimal digits only (0 to 9, a to f)']
])('%j: what is wrong is told, and at which letter', (text, at, words) => {
  const trouble = imageTrouble(text);
  expect(trouble && [trouble.at, say(trouble)]).toEqual([at, words]);
});

test('whatever is written: something is told of what is no reference, in it or at its end', () => {
  const digest = `@sha256:${'0'.repeat(64)}`;
  const written = fc.array(
    fc.oneof(
      fc.constantFrom(
        'a',
        'B',
        '1',
        '.',
        '_',
        '-',
        '/',
        ':',
        '@',
        '$',
        ' ',
        'localhost',
        '__',
        '..',
        digest
      ),
      fc.string()
    ),
    { maxLength: 12 }
  );
  fc.assert(
    fc.property(written, parts => {
      const text = parts.join('');
      const { at } = imageTrouble(text) ?? {};
      expect([text, at === undefined]).toEqual([text, isImageReference(text)]);
      expect(at === undefined || (at >= 0 && at <= text.length)).toBe(true);
    }),
    { numRuns: 5000 }
  );
});

test('whatever is in a file, its description stands', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('a.py', 'a.jar', 'a.sif', 'Dockerfile'),
      fc.string({ unit: 'binary', maxLength: 2000 }),
      async (path, text) => {
        expect((await described(path, { [path]: text })).name).toBe(path);
      }
    ),
    { numRuns: 200 }
  );
});
