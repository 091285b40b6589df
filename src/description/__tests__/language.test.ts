import { describe as describeNotebook } from '../describe';
import type { Description } from '../description';
import { FakeReader } from './fake-reader';
import { notebook, problems, say } from './notebooks';

const withMetadata = (metadata: unknown): Promise<Description> =>
  describeNotebook({ path: 'a.ipynb', content: notebook(['x = 1'], metadata) }, new FakeReader());

describe('The language', () => {
  test('is the kernel’s, with major and minor version; the evidence has the full one', async () => {
    const { language } = await withMetadata({
      kernelspec: { name: 'python3', language: 'python', display_name: 'Python 3 (ipykernel)' },
      language_info: { name: 'python', version: '3.11.7' }
    });
    expect(language).toMatchObject({ state: 'found', value: { name: 'python', version: '3.11' } });
    expect(language.evidence.map(say)).toEqual([
      'The notebook was last saved with python 3.11.7',
      'Its kernel is Python 3 (ipykernel)'
    ]);
    expect(language.conflicts).toEqual([]);
  });

  test('is assumed to be Python, with a warning, where nothing is named', async () => {
    const { language } = await withMetadata({});
    expect(language).toMatchObject({
      state: 'default',
      value: { name: 'python' },
      evidence: [{ source: { kind: 'default' } }]
    });
    expect(problems(language)).toEqual([
      'warning: The notebook names no kernel; Python is assumed. Choose a kernel in the notebook and save it.'
    ]);
  });

  test('is the kernelspec’s where the two differ, and the other is kept as a conflict', async () => {
    const { language } = await withMetadata({
      kernelspec: { name: 'ir', language: 'R', display_name: 'R' },
      language_info: { name: 'python', version: '3.9.1' }
    });
    expect(language.value).toEqual({ name: 'r' });
    expect(language.conflicts.map(({ value }) => value)).toEqual([
      { name: 'python', version: '3.9' }
    ]);
  });

  test.each([
    [{ kernelspec: { name: 'ir' } }, { name: 'r' }],
    [{ language_info: { name: 'R', version: '4.3.1' } }, { name: 'r', version: '4.3' }],
    [{ kernelspec: { name: 'julia-1.10', language: 'julia' } }, { name: 'julia', version: '1.10' }],
    [{ kernelspec: { name: 'python3' } }, { name: 'python' }],
    [{ language_info: { name: 'python', version: 'nonsense' } }, { name: 'python' }],
    [{ language_info: { name: 7 }, kernelspec: 'x' }, { name: 'python' }]
  ])('of %j is %j', async (metadata, expected) => {
    expect((await withMetadata(metadata)).language.value).toEqual(expected);
  });

  test('other than Python, R and Julia leaves all unknown, and says so', async () => {
    const description = await withMetadata({ kernelspec: { name: 'xcpp', language: 'C++' } });
    for (const finding of [description.requirements, description.files, description.data]) {
      expect(finding.state).toBe('unknown');
      expect(finding.value).toBeUndefined();
    }
    expect(description.requirements.evidence.map(say)).toEqual([
      'The packages of a notebook of C++ are not looked for'
    ]);
  });

  test('carries what is wrong with the code: a syntax error, its cell and line', async () => {
    const { language } = await describeNotebook(
      {
        path: 'a.ipynb',
        content: notebook(['a = 1', 'b = 2\nprint("x"\nc = = 3', 'x = 20.\n%time y = x'])
      },
      new FakeReader()
    );
    expect(problems(language)).toHaveLength(1);
    expect(problems(language)[0]).toMatch(
      /^warning: Cell 2 has a syntax error in line [23]; a run will stop there\.$/
    );
  });
});

describe('What is no notebook', () => {
  test.each([
    [undefined, 'error: This is not a notebook: it has no list of cells.'],
    ['text', 'error: This is not a notebook: it has no list of cells.'],
    [{ cells: {} }, 'error: This is not a notebook: it has no list of cells.'],
    [
      { nbformat: 3, worksheets: [] },
      'error: This notebook has an old format (before 4); open it in JupyterLab and save it.'
    ]
  ])('%j is described, and told of', async (content, sentence) => {
    const description = await describeNotebook({ path: 'a.ipynb', content }, new FakeReader());
    expect(description.cells).toBe(0);
    expect(problems(description.language)).toContain(sentence);
  });
});
