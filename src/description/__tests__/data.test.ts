import fc from 'fast-check';

import { IVOA_DATA, S3_DATA } from '../../model/kinds';
import { DATA_KINDS, SCHEMAS } from '../../model/schemas';
import { check } from '../../model/validate';
import { dataSource } from '../data-source';
import type { Description } from '../description';
import { toRequest } from '../request';
import { totalBytes } from '../total-bytes';
import { FakeReader } from './fake-reader';
import { describeCells, notebook, paths, problems, say } from './notebooks';
import { describe as describeNotebook } from '../describe';

const S3 = 'import boto3\ns3 = boto3.client("s3")\n';
const FS = 'import s3fs\nfs = s3fs.S3FileSystem(anon=True)\n';
const VIZIER = 'from astroquery.vizier import Vizier\n';
const RUCIO = 'from rucio.client.didclient import DIDClient\nc = DIDClient()\n';
const DOWNLOAD = 'from rucio.client.downloadclient import DownloadClient\nd = DownloadClient()\n';

/** `kind url`, with ` …` where only the start is known. */
function named({ data }: Description): string[] | undefined {
  return data.value?.map(
    ({ kind, protocol, url, pattern }) => `${protocol ?? kind} ${url}${pattern ? ' …' : ''}`
  );
}

describe('Data that code fetches is named as the standard has it', () => {
  test.each([
    ['f("https://x.org/a.csv")', 'url https://x.org/a.csv'],
    ['f("s3://b/k/x.parquet")', 's3 s3://b/k/x.parquet'],
    ['f("s3a://b/k")', 's3 s3a://b/k'],
    ['f("ivo://org.gavo.dc/tap")', 'ivoa ivo://org.gavo.dc/tap'],
    ['f("vos://cadc.nrc.ca~vault/x")', 'vospace vos://cadc.nrc.ca~vault/x'],
    ['f("rucio://scope:name.fits")', 'rucio rucio://scope:name.fits'],
    [`${S3}s3.get_object(Bucket="b", Key="k/x")`, 's3 s3://b/k/x'],
    [`${S3}BUCKET = "b"\ns3.download_file(BUCKET, "k", "here.bin")`, 's3 s3://b/k'],
    [`${S3}s3.list_objects_v2(Bucket="b", Prefix="run/")`, 's3 s3://b/run/ …'],
    ['import boto3\nboto3.client("s3").get_object(Bucket="b", Key="k")', 's3 s3://b/k'],
    [
      'import boto3\nr = boto3.resource("s3")\nbk = r.Bucket("b")\nbk.download_file("k", "x")',
      's3 s3://b/k'
    ],
    [`${FS}fs.open("b/k/x.nc")`, 's3 s3://b/k/x.nc'],
    [`${FS}fs.glob("b/k/*.nc")`, 's3 s3://b/k/*.nc …'],
    ['import fsspec\nfs = fsspec.filesystem("s3")\nfs.open("b/k")', 's3 s3://b/k'],
    [`${RUCIO}c.get_did("user.me", "set1")`, 'rucio rucio://user.me:set1'],
    [`${RUCIO}c.list_files(scope="user.me", name="set1")`, 'rucio rucio://user.me:set1'],
    [`${DOWNLOAD}d.download_dids([{"did": "user.me:a/b.fits"}])`, 'rucio rucio://user.me:a/b.fits'],
    ['!rucio download user.me:set1', 'rucio rucio://user.me:set1'],
    ['import pyvo\npyvo.dal.TAPService("https://x.org/q")', 'TAP https://x.org/q'],
    ['import pyvo as vo\nU = "https://x.org/q"\nvo.dal.SIAService(U)', 'SIA https://x.org/q'],
    ['from pyvo.dal import SCSService\nSCSService("http://x.org/c")', 'cone search http://x.org/c'],
    ['conesearch.predict_search("http://x.org/c?a=b&", c, r)', 'cone search http://x.org/c?a=b&'],
    ['Tap(url="https://x.org/tap-server/tap")', 'TAP https://x.org/tap-server/tap'],
    ['requests.post("https://x.org/tap/sync", q)', 'TAP https://x.org/tap/sync'],
    [`${VIZIER}Vizier.get_catalogs("II/246")`, 'ivoa ivo://CDS.VizieR/II/246'],
    [`${VIZIER}Vizier.query_region(x, catalog=["I/355/gaiadr3"])`, 'ivoa ivo://CDS.VizieR/I/355'],
    [`${VIZIER}v = Vizier(catalog="J/A+A/605/A100/table1")`, 'ivoa ivo://CDS.VizieR/J/A+A/605/A100']
  ])('%j', async (source, expected) => {
    const found = await describeCells([source]);
    expect(named(found)).toEqual([expected]);
    expect(problems(found.files)).toEqual([]);
  });

  test.each([
    `${S3}s3.put_object(Bucket="b", Key="k", Body=x)`,
    `${S3}s3.get_object(Bucket=b, Key=k)`,
    `${FS}fs.open("b/k", "w")`,
    'get_did("a", "b")',
    'x.get_object(Bucket="b", Key="k")',
    'query_region(x, catalog="II/246")',
    `${DOWNLOAD}d.download_dids([{"did": name}])`,
    '!echo a:b'
  ])('%j names none', async source => {
    expect(named(await describeCells([source]))).toEqual([]);
  });

  test('a name keeps what it was given in an earlier cell', async () => {
    const found = await describeCells([S3, 'KEY = "k"', 's3.get_object(Bucket="b", Key=KEY)']);
    expect(found.data.value).toMatchObject([
      { url: 's3://b/k', evidence: [{ source: { cell: 2, line: 1 } }] }
    ]);
    expect(found.data.evidence.map(say)).toEqual(['Cell 3 fetches s3://b/k with get_object']);
  });

  test('S3 has its endpoint, where the code names one', async () => {
    const found = await describeCells([
      'import boto3\ns3 = boto3.client("s3", endpoint_url="https://minio.x.org")',
      's3.get_object(Bucket="b", Key="k")'
    ]);
    expect(found.data.value?.find(({ kind }) => kind === 's3')?.resource).toMatchObject({
      endpoint: 'https://minio.x.org',
      bucket: 'b',
      object: 'k'
    });
  });

  test('an address that is first only seen is a service once a service is made of it', async () => {
    const found = await describeCells(['f("https://x.org/q")', 'TAPService("https://x.org/q")']);
    expect(named(found)).toEqual(['TAP https://x.org/q']);
    expect(found.data.value?.[0]?.resource).toBeUndefined();
  });

  test('every resource is valid by the schema of its kind, whatever the address', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('s3', 's3a', 'rucio', 'ivo', 'vos', 'https', 'root'),
        fc.oneof(fc.string({ unit: 'binary' }), fc.webPath(), fc.constant('a:b')),
        fc.boolean(),
        (scheme, rest, pattern) => {
          const { resource } = dataSource(`${scheme}://${rest}`, 'f', pattern);
          if (resource) {
            expect(pattern).toBe(false);
            expect(check(DATA_KINDS[resource.kind]!, resource)).toEqual([]);
          }
        }
      )
    );
  });
});

describe('Data in the request', () => {
  const CELLS = [`${S3}s3.get_object(Bucket="b", Key="k")\nf("https://x.org/a")\nf("ivo://a/b?c")`];

  test('are named where that is wished: what has a place, not plain URLs', async () => {
    const found = await describeCells([...CELLS, 'TAPService("https://x.org/tap")'], {});
    const request = toRequest(found, { notebook: 'x:', files: {} }, { nameData: true });
    expect(request.data).toEqual([
      {
        kind: IVOA_DATA,
        meta: { name: 'ivo://a/b?c' },
        ivoa: { ivoid: 'ivo://a/b?c' },
        fetched: true
      },
      { kind: S3_DATA, meta: { name: 's3://b/k' }, bucket: 'b', object: 'k', fetched: true }
    ]);
    expect(request.compute?.volumes).toBeUndefined();
    expect(check(SCHEMAS.ExecutionRequest, request)).toEqual([]);
  });

  test('are not named otherwise', async () => {
    const found = await describeCells(CELLS, {});
    expect(toRequest(found, { notebook: 'x:', files: {} }).data).toBeUndefined();
  });
});

describe('More ways to open files', () => {
  const FILES = {
    'work/a.zarr/.zgroup': '{}',
    'work/a.zarr/v/0.0': 'xx',
    'work/d/1.nc': '1',
    'work/d/2.nc': '22',
    'work/d/deep/3.nc': '333',
    'work/x.root': 'r',
    'work/m.h5': 'm'
  };

  test.each([
    ['import zarr\nzarr.open("a.zarr")', ['a.zarr/.zgroup', 'a.zarr/v/0.0']],
    ['import xarray as xr\nxr.open_zarr("a.zarr")', ['a.zarr/.zgroup', 'a.zarr/v/0.0']],
    ['import xarray as xr\nxr.open_mfdataset("d/*.nc")', ['d/1.nc', 'd/2.nc']],
    ['import dask.dataframe as dd\ndd.read_csv("d/*.nc")', ['d/1.nc', 'd/2.nc']],
    ['import os\nos.listdir("d")', ['d/1.nc', 'd/2.nc']],
    ['import os\nfor a in os.walk("d"):\n    f(a)', ['d/1.nc', 'd/2.nc', 'd/deep/3.nc']],
    ['from pathlib import Path\nfor p in Path("d").iterdir():\n    f(p)', ['d/1.nc', 'd/2.nc']],
    ['import uproot\nuproot.open("x.root:Events")', ['x.root']],
    ['import h5py\nh5py.File("m.h5", "r")', ['m.h5']],
    ['from PIL import Image\nImage.open("m.h5")', ['m.h5']],
    ['import pyarrow.parquet as pq\npq.ParquetFile("m.h5")', ['m.h5']],
    ['from astropy.table import Table\nTable.read("m.h5")', ['m.h5']],
    ['import nibabel as nib\nnib.load("m.h5")', ['m.h5']]
  ])('%j', async (source, expected) => {
    const found = await describeCells([source], FILES);
    expect(paths(found)).toEqual(expected);
    expect(problems(found.files)).toEqual([]);
  });

  test('a sum is made of all sizes, and it is said how many are not known', async () => {
    const found = await describeCells(
      ['import os\nos.listdir("d")\nopen("gone")\nf("https://x.org/a")'],
      FILES
    );
    expect(totalBytes(found)).toEqual({ bytes: 3, unknown: 1 });
  });
});

describe('Files elsewhere', () => {
  const content = notebook([
    'open("../up.csv")\nopen("../no.csv")\nopen("../../../far")\nopen("/srv/top.csv")\nopen("~/x")'
  ]);

  test('have size and existence where the reader may look, and else neither', async () => {
    const reader = new FakeReader({ 'top.csv': 'xxx', 'up.csv': 'x', 'work/nb.ipynb': '' });
    const located = Object.assign(reader, {
      locate: (path: string) => (path.startsWith('/srv/') ? path.slice(5) : undefined)
    });
    const { elsewhere } = await describeNotebook({ path: 'work/nb.ipynb', content }, located);
    expect(elsewhere?.map(({ evidence, ...file }) => file)).toEqual([
      { path: '../up.csv', exists: true, size: 1 },
      { path: '../no.csv', exists: false },
      { path: '../../../far' },
      { path: '/srv/top.csv', exists: true, size: 3 },
      { path: '~/x' }
    ]);
  });

  test('of which only a pattern is known have neither', async () => {
    const patterns = notebook(['import glob\nglob.glob("../*.csv")']);
    const reader = new FakeReader({ 'up.csv': 'x', 'work/nb.ipynb': '' });
    const { elsewhere } = await describeNotebook(
      { path: 'work/nb.ipynb', content: patterns },
      reader
    );
    expect(elsewhere).toEqual([{ path: '../*.csv', evidence: [expect.anything()] }]);
  });

  test('that start at a root or a home cannot be seen by a reader that knows neither', async () => {
    const { elsewhere } = await describeNotebook(
      { path: 'work/nb.ipynb', content },
      new FakeReader()
    );
    expect(elsewhere?.filter(({ exists }) => exists === undefined).map(({ path }) => path)).toEqual(
      ['../../../far', '/srv/top.csv', '~/x']
    );
  });
});
