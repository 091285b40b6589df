import fc from 'fast-check';

import { MAX_ENTRIES } from '../folder';
import { fitsPattern } from '../glob';
import { readIPython } from '../ipython';
import { requirementsText, toRequest } from '../request';
import { stripOutputs } from '../strip-outputs';
import { describe as describeNotebook } from '../describe';
import { readPython } from '../python/read-python';
import { FakeReader } from './fake-reader';
import { describeCells, lines, notebook, paths, problems, PYTHON } from './notebooks';

/** Text that looks like code more often than chance has it. */
const snippet = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(
        'import a',
        'from b.c import d as e',
        'open(',
        '"x.txt"',
        ')',
        '\n',
        '    ',
        '%pip install q',
        '!ls',
        '%%bash\n',
        '%time ',
        '"""',
        "f'{x}/",
        'x = ',
        'Path("p") / ',
        'try:\n',
        'except:\n',
        '\\\n',
        '20.',
        '#',
        '?',
        'glob("**/*")',
        'for x in y:',
        '[',
        '{',
        '-r r.txt',
        '--index-url ',
        '@',
        ';',
        '>=1',
        ' --hash='
      )
    ),
    { maxLength: 30 }
  )
  .map(parts => parts.join(''));

describe('Whatever it is given', () => {
  test('any JSON is described, stripped and asked for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.string(), async (content, path) => {
        const description = await describeNotebook({ path, content }, new FakeReader());
        toRequest(description, { notebook: 'x:', files: {} });
        stripOutputs(content);
      })
    );
  });

  test('any metadata and any cells are', async () => {
    const cell = fc.record(
      {
        cell_type: fc.constantFrom('code', 'markdown', 3),
        source: fc.oneof(snippet, fc.array(fc.oneof(snippet, fc.jsonValue())), fc.jsonValue()),
        metadata: fc.jsonValue()
      },
      { requiredKeys: ['cell_type'] }
    );
    const metadata = fc.oneof(
      fc.jsonValue(),
      fc.record({ kernelspec: fc.jsonValue(), language_info: fc.jsonValue() }),
      fc.constant(PYTHON)
    );
    await fc.assert(
      fc.asyncProperty(metadata, fc.array(cell), snippet, async (found, cells, text) => {
        const reader = new FakeReader({ 'requirements.txt': text, 'r.txt': text, 'a.py': text });
        await describeNotebook({ path: 'a.ipynb', content: { metadata: found, cells } }, reader);
      })
    );
  });

  test('any cell keeps its length and its lines when it is made Python', () => {
    fc.assert(
      fc.property(snippet, source => {
        const { code } = readIPython(source);
        if (code !== undefined) {
          expect(code).toHaveLength(source.length);
          expect(code.split('\n')).toHaveLength(source.split('\n').length);
          readPython(code);
        }
      }),
      { numRuns: 500 }
    );
  });

  test('any requirements give lines that are read again as the same lines', async () => {
    const text = fc.oneof(
      snippet,
      fc.array(fc.string({ maxLength: 20 })).map(all => all.join('\n'))
    );
    await fc.assert(
      fc.asyncProperty(text, async content => {
        const files = { 'work/requirements.txt': content, 'work/r.txt': content };
        const sent = requirementsText(await describeCells([], files));
        const again = requirementsText(await describeCells([], { 'work/requirements.txt': sent }));
        expect(again).toBe(sent);
      }),
      { numRuns: 500 }
    );
  });

  test('a reader that fails leaves a description that says so', async () => {
    const reader = {
      list: () => Promise.reject(new Error('the disk is gone')),
      read: () => Promise.reject(new Error('the disk is gone'))
    };
    const found = await describeNotebook(
      { path: 'a.ipynb', content: notebook(['open("a.txt")']) },
      reader
    );
    expect(problems(found.files)).toContain('warning: / could not be looked at: the disk is gone');
  });
});

describe('Bounds', () => {
  test('a notebook of 5,000 cells is described whole', async () => {
    const cells = Array.from(
      { length: 5000 },
      (_, i) =>
        `import numpy as np\nx${i} = np.arange(${i}.)\nopen("f${i % 7}.txt")\n%time y = x${i}`
    );
    const found = await describeCells(cells, { 'work/f1.txt': '' });
    expect(lines(found)).toEqual(['numpy']);
    expect(paths(found)).toHaveLength(7);
  });

  test.each([
    ['brackets', '('.repeat(50_000)],
    ['a sum', Array(20_000).fill('"a"').join(' + ')],
    ['calls in calls', `${'f('.repeat(5_000)}${')'.repeat(5_000)}`],
    ['spaces', `x = 1${' '.repeat(200_000)}?`],
    ['question marks', '?'.repeat(100_000)],
    ['backslashes', '\\\n'.repeat(50_000)],
    ['quotes', `'"`.repeat(50_000)],
    ['an assignment', `${'a.b,'.repeat(30_000)}=`],
    ['nested blocks', Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}if x:`).join('\n')],
    ['a magic', `%time ${'-n 1 '.repeat(20_000)}`],
    ['a command', `!pip install ${'"a '.repeat(20_000)}`]
  ])('a cell of nothing but %s takes no long time', async (_, source) => {
    await describeCells([source]);
  });

  test.each([
    ['spaces', `a${' '.repeat(500_000)}b`],
    ['comments', '#'.repeat(500_000)],
    ['continuations', 'a\\\n'.repeat(100_000)],
    ['brackets', `a${'['.repeat(15_000)}`],
    ['commas', `a${'>=1,'.repeat(4_000)}`],
    ['addresses', `a @ https://${'x@'.repeat(8_000)}`],
    ['many lines', 'a\n'.repeat(200_000)]
  ])('requirements of nothing but %s take no long time', async (_, text) => {
    await describeCells([], { 'work/requirements.txt': text });
  });

  test('a pattern of many stars takes no long time', () => {
    expect(fitsPattern('a'.repeat(255), '*a'.repeat(200) + 'b')).toBe(false);
  });

  test('files above 1 MiB are never read', async () => {
    const files = { 'work/requirements.txt': 2_000_000, 'work/big.py': 2_000_000 };
    const reader = new FakeReader(files);
    await describeNotebook({ path: 'work/nb.ipynb', content: notebook(['import big']) }, reader);
    expect(reader.reads).toEqual([]);
  });

  test('only so many entries are looked at, and what lies beyond is told of', async () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < MAX_ENTRIES + 5; i++) {
      files[`work/f${i}.dat`] = 'x';
    }
    files['work/sub/a.dat'] = '';
    const reader = new FakeReader(files);
    const content = notebook(['import glob\nglob.glob("**/*.dat")']);
    const found = await describeNotebook({ path: 'work/nb.ipynb', content }, reader);
    expect(found.files.value).toHaveLength(MAX_ENTRIES);
    expect(reader.listed).toEqual(['work']);
    expect(problems(found.files)[0]).toMatch(/^warning: Only 10000 entries/);
  });

  test('a folder is asked for only where its parent has it, and once', async () => {
    const reader = new FakeReader({ 'work/a.csv': '' });
    const content = notebook(['open("no/such/deep/a.csv")\nopen("no/such/b.csv")\nopen("a.csv")']);
    await describeNotebook({ path: 'work/nb.ipynb', content }, reader);
    expect(reader.listed).toEqual(['work', '']);
  });
});
