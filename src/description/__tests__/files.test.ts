import { describe as describeNotebook } from '../describe';
import { FakeReader } from './fake-reader';
import { describeCells, notebook, paths, problems } from './notebooks';

const HERE = { 'work/a.csv': 'x', 'work/data/b.fits': 'xy', 'work/data/c.fits': 'z', 'up.csv': '' };

describe('Files that code opens', () => {
  test.each([
    ['open("a.csv")', ['a.csv']],
    ['import pandas as pd\npd.read_csv("a.csv", sep=";")', ['a.csv']],
    ['import pandas\npandas.read_csv(filepath_or_buffer="a.csv")', ['a.csv']],
    ['from astropy.io import fits\nwith fits.open("data/b.fits") as h:\n    pass', ['data/b.fits']],
    ['from pathlib import Path\nf = Path("data") / "b.fits"\nf.read_bytes()', ['data/b.fits']],
    ['import os\nopen(os.path.join("data", "b.fits"))', ['data/b.fits']],
    ['D = "data/"\nopen(D + "b.fits")', ['data/b.fits']],
    ['D = "data"\nopen(f"{D}/b.fits")', ['data/b.fits']],
    ['name: str = "a.csv"\nopen(name)', ['a.csv']],
    ['import glob\nglob.glob("data/*.fits")', ['data/b.fits', 'data/c.fits']],
    ['from glob import glob\nglob("**/[bc].fits", recursive=True)', ['data/b.fits', 'data/c.fits']],
    ['from pathlib import Path\nPath("data").glob("b*")', ['data/b.fits']],
    ['for f in ["a.csv", "data/b.fits"]:\n    load(f)', ['a.csv', 'data/b.fits']],
    ['!cat a.csv', ['a.csv']],
    ['%%bash\nwc -l a.csv > out.txt', ['a.csv']],
    ['import os\nopen("./data/../a.csv")', ['a.csv']],
    ['import mine\nmine.load("a.csv")', ['a.csv']]
  ])('%j needs %j', async (source, expected) => {
    const found = await describeCells([source], HERE);
    expect(paths(found)).toEqual(expected);
    expect(problems(found.files)).toEqual([]);
  });

  test.each([
    'open("a.csv", "w")',
    'open("new.txt", mode="a")',
    'import matplotlib.pyplot as plt\nplt.savefig("new.png")',
    'df.to_csv("a.csv")',
    'from pathlib import Path\nPath("new.txt").write_text("x")',
    'x = "gone.csv"\ndef f(x):\n    open(x)\n',
    'x = "a"\nfor x in y:\n    open(x)',
    'import pandas as pd\npd.read_csv("a,b\\n1,2")',
    'import json\njson.loads("{}")\n"""see a.csv"""',
    'archive.open("member.txt")',
    '!rm -rf other',
    'import xarray as xr\nxr.tutorial.open_dataset("rasm")',
    'from xarray import tutorial\ntutorial.load_dataset("air_temperature")',
    'import seaborn as sns\nsns.load_dataset("penguins")',
    'import sqlite3\nsqlite3.connect("new.db")'
  ])('%j needs none', async source => {
    const found = await describeCells([source], HERE);
    expect(paths(found)).toEqual([]);
    expect(found.files.state).toBe('default');
    expect(problems(found.files)).toEqual([]);
  });

  test('have their sizes, and say where they are opened', async () => {
    const found = await describeCells(['name = "data/b.fits"', '\nopen(name)'], HERE);
    expect(found.files).toMatchObject({
      state: 'found',
      value: [
        {
          path: 'data/b.fits',
          exists: true,
          size: 2,
          evidence: [
            { source: { kind: 'cell', cell: 0, line: 1 } },
            { source: { cell: 1, line: 2 } }
          ]
        }
      ]
    });
  });

  test('are told of when they are not there, once each', async () => {
    const found = await describeCells(['open("gone.txt")', 'open("gone.txt")'], HERE);
    expect(paths(found)).toEqual(['gone.txt (missing)']);
    expect(problems(found.files)).toEqual(['warning: Cell 1 opens gone.txt, and it is not there.']);
  });

  test('are not missed when the code has made them before', async () => {
    const made = await describeCells(
      ['result.write("r.tex", format="latex")', 'open("r.tex")'],
      HERE
    );
    expect(paths(made)).toEqual([]);
    const late = await describeCells(['open("r.tex")', 'result.write("r.tex")'], HERE);
    expect(paths(late)).toEqual(['r.tex (missing)']);
    const fetched = await describeCells([
      '!wget -q https://x.org/d.csv',
      '%%writefile m.txt\nx',
      'open("d.csv")\nopen("m.txt")'
    ]);
    expect(paths(fetched)).toEqual([]);
  });

  test('outside of the notebook’s folder will not be there', async () => {
    const found = await describeCells(
      [
        'open("../up.csv")',
        'open("/home/me/x")',
        'open("~/x")',
        'open("/dev/null")',
        'open("C:\\\\x")'
      ],
      HERE
    );
    expect(paths(found)).toEqual([]);
    expect(
      problems(found.files).map(text => /opens (.*), which is outside/.exec(text)?.[1])
    ).toEqual(['../up.csv', '/home/me/x', '~/x', 'C:\\x']);
  });

  test('may be folders, of which only named files go along', async () => {
    const found = await describeCells(['load(Path("data"))', 'os.chdir("data")'], HERE);
    expect(problems(found.files)).toEqual([
      'warning: Cell 2 goes on in the folder data; files that later cells open are looked for beside the notebook only.',
      'warning: data is a folder: of a folder only the files go along that the code names.'
    ]);
  });

  test('are scripts and notebooks that a magic runs', async () => {
    const found = await describeCells(['%run plot', '%load gone.py'], { 'work/plot.py': '' });
    expect(paths(found)).toEqual(['gone.py (missing)', 'plot.py']);
  });

  test('are warned of as a fallback when they stand in an except block', async () => {
    const found = await describeCells(['try:\n    x()\nexcept Exception:\n    open("old.txt")']);
    expect(problems(found.files)).toEqual([
      'warning: Cell 1 opens old.txt if something else fails, and it is not there.'
    ]);
  });
});

describe('Data that code fetches', () => {
  test.each([
    ['requests.get("https://x.org/a")', ['https://x.org/a']],
    ['url = "http://x.org/b"\nf(url)\ng(url)', ['http://x.org/b']],
    ['base = "https://x.org/"\nf(base + "c.fits")', ['https://x.org/c.fits']],
    ['u = "https://x.org/{0}.fits"\n[f(u.format(n)) for n in x]', ['https://x.org/{0}.fits …']],
    ['f(f"https://x.org/{n}")', ['https://x.org/{n} …']],
    ['f(urls=["s3://a/b", "ivo://c/d"])', ['s3://a/b', 'ivo://c/d']],
    ['!curl -O https://x.org/e.csv', ['https://x.org/e.csv']],
    ['print("https://x.org/a")\nx = "https://x.org/b"\n# https://x.org/c', []]
  ])('%j', async (source, expected) => {
    const found = await describeCells([source]);
    expect(found.data.value?.map(({ url, pattern }) => (pattern ? `${url} …` : url))).toEqual(
      expected
    );
    expect(found.data.state).toBe(expected.length > 0 ? 'found' : 'default');
  });
});

describe('Files that Jupyter hides', () => {
  const described = (source: string, files: Record<string, string>) =>
    describeNotebook(
      { path: 'work/nb.ipynb', content: notebook([source]) },
      new FakeReader(files).hiding()
    );
  const HINT =
    'Jupyter hides what may be there, so it is not sent (ContentsManager.allow_hidden = True shows it).';

  test.each([
    ['open(".env")', `warning: Cell 1 opens .env; ${HINT}`],
    ['open(".data/x.csv")', `warning: Cell 1 opens .data/x.csv; ${HINT}`],
    ['import glob\nglob.glob(".data/*.csv")', `warning: Cell 1 looks for .data/*.csv; ${HINT}`]
  ])('%j: may be there, and is not called missing', async (source, said) => {
    const { files } = await described(source, { 'work/.env': 'x', 'work/.data/x.csv': 'x' });
    expect(problems(files)).toEqual([said]);
    expect((files.value ?? []).every(({ exists }) => exists === undefined)).toBe(true);
  });

  test('what is not hidden is missing, and where nothing is hidden all that is not there is', async () => {
    const { files } = await described('open("gone.csv")', {});
    expect(files.value).toMatchObject([{ path: 'gone.csv', exists: false }]);
    const shown = await describeCells(['open(".env")'], {});
    expect(problems(shown.files)).toEqual(['warning: Cell 1 opens .env, and it is not there.']);
  });

  test('names that would tell of the environment are told of', async () => {
    const { environment } = await described('1', { 'work/.binder/requirements.txt': 'numpy' });
    expect(environment.value?.unseen).toEqual(['.binder', '.python-version']);
    expect((await describeCells(['1'])).environment.value?.unseen).toBeUndefined();
  });
});
