import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';

import type { Description } from '../description';
import { WELL_KNOWN } from '../surroundings';
import { describe as describeNotebook } from '../describe';
import { FakeReader } from './fake-reader';
import { describeCells, lines, notebook, paths, problems, say } from './notebooks';

const ENVIRONMENTS = join(__dirname, 'environments');
const FOLDERS = new Set(['binder', '.binder']);
const FILES = [...WELL_KNOWN].filter(name => !FOLDERS.has(name));
/** Files that say nothing of packages, and are read to the first line at most. */
const ASIDE = /^(?:apt\.txt|postBuild|start|runtime\.txt|\.python-version|execution\.\w+)$/;
const SOURCES = FILES.filter(name => !ASIDE.test(name));

function languageOf(file: string): string {
  return /^(?:renv\.lock|DESCRIPTION|install\.R)$/.test(file)
    ? 'R'
    : /^(?:(?:Julia)?(?:Project|Manifest)\.toml|REQUIRE)$/.test(file)
      ? 'julia'
      : 'python';
}

function describeIn(language: string, reader: FakeReader): ReturnType<typeof describeNotebook> {
  const content = notebook(['import a'], { kernelspec: { name: 'x', language } });
  return describeNotebook({ path: 'work/nb.ipynb', content }, reader);
}

/** What a reader that trips over a document would say; `guarded` makes a problem of it. */
const TRIPPED = /Cannot read prop|is not a function|is not iterable|call stack|Invalid |undefined/;

function expectSound(found: Description): void {
  expect(found.cells).toBe(1);
  expect(found.requirements.problems.map(say).join('\n')).not.toMatch(TRIPPED);
  expect((found.problems ?? []).map(say).join('\n')).not.toMatch(TRIPPED);
}

/** Lists files that nobody may read, as a server or a disk has them. */
class ShutReader extends FakeReader {
  override read(path: string): Promise<string | undefined> {
    this.reads.push(path);
    return Promise.resolve(path.startsWith('work/') ? undefined : 'a==1\n');
  }
}

describe('A file that tells of an environment', () => {
  test.each(SOURCES)('%s of binary rubbish is told of, and the next source counts', async file => {
    const reader = new FakeReader({
      [`work/${file}`]: '\u0000\u0001PK\u0003\u0004\ufffd\ufffd\n[[package]]\n',
      'requirements.txt': 'a==1\n'
    });
    const found = await describeIn(languageOf(file), reader);
    expect(problems(found.requirements)).toEqual([
      `error: work/${file} is not plain text (UTF-8) or cannot be read; save it as plain text.`
    ]);
    expect(lines(found)).toEqual(languageOf(file) === 'python' ? ['a==1'] : expect.anything());
  });

  test.each(SOURCES)(
    '%s that may not be read is told of, and the next source counts',
    async file => {
      const reader = new ShutReader({ [`work/${file}`]: '?', 'requirements.txt': 'a==1\n' });
      const found = await describeIn(languageOf(file), reader);
      expect(reader.reads).toContain(`work/${file}`);
      expect(problems(found.requirements)).toEqual([
        `error: work/${file} is not plain text (UTF-8) or cannot be read; save it as plain text.`
      ]);
      expect(lines(found)).toEqual(languageOf(file) === 'python' ? ['a==1'] : expect.anything());
    }
  );

  test('of layers that may not be read is told of', async () => {
    const found = await describeIn('python', new ShutReader({ 'work/execution.yaml': '?' }));
    expect(found.problems).toMatchObject([
      { level: 'error', source: { kind: 'file', path: 'work/execution.yaml' } }
    ]);
  });

  test.each(FILES)('%s of any bytes leaves a description', async file => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom('latin1', 'utf8', 'utf16le'), async (raw, coding) => {
        const text = Buffer.from(raw).toString(coding);
        const found = await describeIn(
          languageOf(file),
          new FakeReader({ [`work/${file}`]: text })
        );
        expectSound(found);
      }),
      { numRuns: 60 }
    );
  });
});

/** What tools wrote, by the folder and the name. */
const REAL = readdirSync(ENVIRONMENTS).flatMap(folder =>
  readdirSync(join(ENVIRONMENTS, folder)).map((name): [string, string] => [folder, name])
);
const PIECES = [
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  '\n',
  '\n\n',
  ' ',
  ':',
  '=',
  ',',
  '#',
  '\\',
  '\t',
  '"""'
];

test.each(REAL)(
  '%s/%s with a piece cut out and another put in leaves a description',
  async (folder, name) => {
    const text = readFileSync(join(ENVIRONMENTS, folder, name), 'utf8').slice(0, 12_000);
    const at = fc.nat({ max: Math.max(0, text.length - 1) });
    const change = fc.tuple(
      at,
      fc.nat({ max: 40 }),
      fc.constantFrom(...PIECES, 'x', '^1 || ~2', '-r x')
    );
    const beside = Object.fromEntries(
      readdirSync(join(ENVIRONMENTS, folder)).map(other => [
        `work/${other}`,
        readFileSync(join(ENVIRONMENTS, folder, other), 'utf8')
      ])
    );
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async changes => {
        const broken = changes.reduce(
          (all, [from, length, piece]) => all.slice(0, from) + piece + all.slice(from + length),
          text
        );
        const reader = new FakeReader({ ...beside, [`work/${name}`]: broken });
        expectSound(await describeIn(languageOf(name), reader));
      }),
      { numRuns: 40 }
    );
  }
);

describe('Names in any script', () => {
  test.each([
    'Анализ/данные за май.csv',
    '観測/星表.csv',
    'تحليل/بيانات.csv',
    'étude/données.csv',
    'e\u0301tude/donne\u0301es.csv',
    '🪐/#1 100%.csv',
    "it's/a b\u00a0c.csv"
  ])('%j is found, with the environment above it', async path => {
    const [folder = '', file = ''] = path.split('/');
    const reader = new FakeReader({
      [path]: 'x',
      [`${folder}/больше.txt`]: 'b==2\n',
      [`${folder}/requirements.txt`]: 'a==1\n-r больше.txt\n'
    });
    const content = notebook([`open(${JSON.stringify(file)})`]);
    const found = await describeNotebook({ path: `${folder}/блокнот ✓.ipynb`, content }, reader);
    expect(paths(found)).toEqual([file]);
    expect(problems(found.files)).toEqual([]);
    expect(found.name).toBe('блокнот ✓.ipynb');
    expect(lines(found)).toEqual(['a==1', 'b==2']);
    expect(found.requirements.value?.[1]?.evidence[0]?.source).toEqual({
      kind: 'file',
      path: `${folder}/больше.txt`,
      line: 1
    });
  });
});

test('An environment.yml that includes itself, and files outside, is told of with its lines', async () => {
  const found = await describeCells([], {
    'work/environment.yml':
      'dependencies:\n- pip:\n  - -r environment.yml\n  - -r ../../x.txt\n  - -r loop.txt\n  - a\n',
    'work/loop.txt': '-r loop.txt\nb\n'
  });
  expect(problems(found.requirements)).toEqual([
    'error: Line 3 of work/environment.yml includes environment.yml, which leads back to itself.',
    'error: Line 4 of work/environment.yml includes ../../x.txt, which lies outside of the files here.',
    'error: Line 1 of work/loop.txt includes loop.txt, which leads back to itself.'
  ]);
  expect(lines(found)).toEqual(['b', 'a']);
});

test('A lock and a hundred thousand other files take no long time, and the lock is found', async () => {
  const files: Record<string, string> = {};
  for (let i = 0; i < 100_000; i++) {
    files[`work/${String(i)}-фото.png`] = '';
  }
  files['work/poetry.lock'] =
    '[[package]]\nname = "a"\nversion = "1"\n[metadata]\nlock-version = "2.1"\n';
  files['work/execution.yaml'] = 'compute: {cores: {min: 3}}';
  const started = performance.now();
  const found = await describeCells(['import glob\nglob.glob("**/*.png", recursive=True)'], files);
  expect(lines(found)).toEqual(['a==1']);
  expect(found.cores.value).toEqual({ min: 3 });
  expect(performance.now() - started).toBeLessThan(5_000);
});
