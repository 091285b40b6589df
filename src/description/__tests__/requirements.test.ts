import { requirementsText } from '../request';
import { describeCells, lines, problems, say } from './notebooks';

describe('Requirements from a file', () => {
  test('come from the nearest folder upward', async () => {
    const near = await describeCells([], {
      'requirements.txt': 'far',
      'work/requirements.txt': 'near'
    });
    expect(lines(near)).toEqual(['near']);
    const far = await describeCells([], { 'requirements.txt': 'far', 'work/nb.ipynb': '' });
    expect(lines(far)).toEqual(['far']);
    expect(far.requirements.value?.[0]?.evidence).toEqual([
      {
        template: '{file}, line {line}',
        values: { file: 'requirements.txt', line: '1' },
        source: { kind: 'file', path: 'requirements.txt', line: 1 }
      }
    ]);
  });

  test('follow includes, and send one flat list with the options first', async () => {
    const found = await describeCells([], {
      'work/requirements.txt': '-r req/base.txt\n--index-url https://x.org/simple\nb',
      'work/req/base.txt': '-r ../../more.txt\na>=1',
      'more.txt': 'c ; python_version<"3.9"'
    });
    expect(requirementsText(found)).toBe(
      '--index-url https://x.org/simple\nc; python_version<"3.9"\na>=1\nb\n'
    );
    expect(problems(found.requirements)).toEqual([]);
  });

  test('tell of includes that lead in a circle, out of the files, too deep or nowhere', async () => {
    const deep = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`work/d${i}.txt`, `-r d${i + 1}.txt\np${i}`])
    );
    const found = await describeCells([], {
      'work/requirements.txt':
        '-r loop.txt\n-r ../../out.txt\n-r /etc/x\n-r none.txt\n-r d0.txt\nlast',
      'work/loop.txt': 'in-loop\n-r requirements.txt',
      ...deep
    });
    expect(problems(found.requirements)).toEqual([
      'error: Line 2 of work/loop.txt includes requirements.txt, which leads back to itself.',
      'error: Line 2 of work/requirements.txt includes ../../out.txt, which lies outside of the files here.',
      'error: Line 3 of work/requirements.txt includes /etc/x, which lies outside of the files here.',
      'error: Line 4 of work/requirements.txt includes none.txt, which is not there.',
      'error: Line 1 of work/d6.txt includes d7.txt, one file too many.'
    ]);
    expect(lines(found)).toEqual(['in-loop', 'p6', 'p5', 'p4', 'p3', 'p2', 'p1', 'p0', 'last']);
  });

  test('name folders of this machine as errors, and lines that are not understood as warnings', async () => {
    const found = await describeCells([], {
      'work/requirements.txt': 'numpy\n-e ../mine\nwhat is this'
    });
    expect(lines(found)).toEqual(['numpy']);
    expect(problems(found.requirements)).toEqual([
      'error: Line 2 of work/requirements.txt names a folder on this machine, which no other machine has: ../mine',
      'warning: Line 3 of work/requirements.txt is not understood, and left out: what is this'
    ]);
  });

  test('never carry a password to a broker', async () => {
    const found = await describeCells([], {
      'work/requirements.txt':
        '--extra-index-url https://me:secret@x.org/simple\na\nb @ https://tok@x.org/b.whl'
    });
    expect(JSON.stringify(found)).not.toMatch(/secret|tok@/);
    expect(found.requirements.problems).toHaveLength(2);
    expect(requirementsText(found)).toBe('a\n');
  });

  test('take limits of a constraints file for the packages that they name', async () => {
    const found = await describeCells([], {
      'work/requirements.txt': '-c limits.txt\nnumpy>=1; python_version>"3"\nscipy',
      'work/limits.txt': 'numpy<2\nscipy==1.11\nother==3'
    });
    expect(lines(found)).toEqual(['numpy>=1,<2; python_version>"3"', 'scipy==1.11']);
    expect(problems(found.requirements)).toEqual([
      'warning: other==3 limits a package that only other packages need; the limit is not sent.'
    ]);
  });

  test('are warned of where they lack an import, and only then', async () => {
    const cells = [
      'import os, numpy.linalg, yaml as y\nfrom PIL import Image\nfrom IPython.display import HTML',
      'try:\n    import cupy\nexcept ImportError:\n    import dask\nimport mine\nfrom . import z',
      'import cv2, astropy\nimport cv2'
    ];
    const found = await describeCells(cells, {
      'work/requirements.txt': 'Pillow\nopencv-python-headless\nnumpy',
      'work/mine.py': 'import scipy'
    });
    expect(problems(found.requirements)).toEqual([
      'warning: Cell 1 imports yaml, which work/requirements.txt does not name (as pyyaml).',
      'warning: Cell 3 imports astropy, which work/requirements.txt does not name (as astropy).',
      'warning: Cell 2 imports scipy, which work/requirements.txt does not name (as scipy).'
    ]);
  });

  test('are warned of where a cell installs more', async () => {
    const found = await describeCells(['%pip install -q "rich>13" numpy'], {
      'work/requirements.txt': 'numpy'
    });
    expect(problems(found.requirements)).toEqual([
      'warning: Cell 1 installs rich>13 while it runs; work/requirements.txt does not name it.'
    ]);
  });

  test('may be an empty file', async () => {
    const found = await describeCells(['import os'], { 'work/requirements.txt': '# none\n' });
    expect(found.requirements).toMatchObject({ state: 'found', value: [], problems: [] });
  });

  test.each([
    ['text in another encoding', 'n\u0000u\u0000m\u0000'],
    ['a file of 50 MB', 50_000_000]
  ])('give way to the imports, with an error, for %s', async (_, content) => {
    const found = await describeCells(['import numpy'], { 'work/requirements.txt': content });
    expect(lines(found)).toEqual(['numpy']);
    expect(found.requirements.problems).toMatchObject([{ level: 'error' }]);
  });

  test('of binary rubbish are no requirements, and few problems', async () => {
    const rubbish = Array.from({ length: 500 }, (_, i) => `\ufffd\u0001${i}\n`).join('');
    const found = await describeCells(['import numpy'], { 'work/requirements.txt': rubbish });
    expect(lines(found)).toEqual([]);
    expect(found.requirements.problems.length).toBeLessThanOrEqual(51);
    expect(problems(found.requirements).at(-1)).toMatch(/and \d+ more like these/);
  });
});

describe('Requirements from code', () => {
  test('are what is imported, wherever it stands, under the names of PyPI', async () => {
    const found = await describeCells([
      'import sklearn.cluster, json\nimport numpy as np, _thread',
      'def f():\n    from astropy.io import fits\n    import skimage',
      'try:\n    import yaml\nexcept ImportError:\n    import ruamel.yaml',
      '%%bash\nimport nothing\n',
      '%%time\nfrom google.cloud import storage\nfrom .local import x\nfrom mpl_toolkits.mplot3d import Axes3D'
    ]);
    expect(found.requirements.state).toBe('found');
    expect(lines(found)).toEqual([
      'astropy',
      'google-cloud-storage',
      'matplotlib',
      'numpy',
      'pyyaml',
      'scikit-image',
      'scikit-learn'
    ]);
    const yaml = found.requirements.value?.find(({ name }) => name === 'pyyaml');
    expect(yaml?.evidence.map(say)).toEqual(['Cell 3 tries to import yaml']);
    expect(yaml?.evidence[0]?.source).toEqual({ kind: 'cell', cell: 2, line: 2 });
  });

  test.each([
    '%pip install "rich>=13"',
    '!pip install -U rich>=13',
    '!{sys.executable} -m pip install rich>=13 --quiet',
    'pip install rich>=13',
    '!cd x && python3 -m pip install --index-url https://y rich>=13',
    '%%bash\nset -e\nuv pip install rich>=13'
  ])('have what a cell installs: %j', async source => {
    const found = await describeCells(['import rich', source]);
    expect(lines(found)).toEqual(['rich>=13']);
    expect(found.requirements.value?.[0]?.evidence).toHaveLength(2);
  });

  test('leave out local modules, and have what these import', async () => {
    const found = await describeCells(['import mine, pack.sub\nimport empty'], {
      'work/mine.py': 'import scipy',
      'work/pack/__init__.py': '',
      'work/pack/sub.py': 'import mine, pandas',
      'work/empty/data.csv': ''
    });
    expect(lines(found)).toEqual(['empty', 'pandas', 'scipy']);
    expect(found.requirements.value?.[1]?.evidence[0]?.source).toEqual({
      kind: 'file',
      path: 'work/pack/sub.py',
      line: 1
    });
    expect(found.files.value?.map(({ path }) => path)).toEqual([
      'mine.py',
      'pack/__init__.py',
      'pack/sub.py'
    ]);
  });

  test('do not have what only one hosted service has', async () => {
    const found = await describeCells(['from google.colab import drive\nimport numpy']);
    expect(lines(found)).toEqual(['numpy']);
    expect(found.requirements.problems).toHaveLength(1);
  });

  test('may be none', async () => {
    const found = await describeCells(['import os']);
    expect(found.requirements).toMatchObject({ state: 'default', value: [] });
    expect(found.environment).toMatchObject({ state: 'default', value: { kind: 'code' } });
  });
});
