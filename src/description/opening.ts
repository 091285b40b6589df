import type { Argument, CallFact, Facts } from './facts';
import { isPattern } from './glob';
import { isPathLike, isUrl } from './path';

/** What code does with a path. */
export interface Opening {
  /** As the code writes it. */
  path: string;
  /**
   * `read`: fails where the file is missing; `maybe`: the path is named, and the file goes along if it
   * is there; `glob`: a pattern; `write`: the code makes the file itself.
   */
  use: 'read' | 'maybe' | 'glob' | 'write';
  /** By what: `fits.open`. */
  by: string;
  line: number;
  /** In an except block: only where something else failed. */
  fallback: boolean;
  /** A folder of this name is read with all that is in it. */
  whole?: boolean;
}

const KEYWORDS = new Set(
  [
    'filename',
    'path',
    'fname',
    'file',
    'filepath',
    'filepath_or_buffer',
    'io',
    'path_or_buf'
  ].concat(['fp', 'name', 'source', 'database', 'pathname'])
);
/** Readers of any owner. */
const READERS = new Set(
  [
    'read_csv',
    'read_table',
    'read_excel',
    'read_json',
    'read_parquet',
    'read_hdf',
    'read_fwf'
  ].concat(
    ['read_feather', 'read_pickle', 'read_sas', 'read_stata', 'read_spss', 'read_orc', 'read_xml'],
    ['read_file', 'loadtxt', 'genfromtxt', 'fromfile', 'memmap', 'imread', 'loadmat', 'readsav'],
    ['open_dataset', 'open_dataarray', 'getdata', 'getheader', 'getval', 'ZipFile', 'read'],
    [
      'open_mfdataset',
      'open_datatree',
      'open_zarr',
      'open_group',
      'open_array',
      'open_consolidated'
    ],
    ['scan_csv', 'scan_parquet', 'scan_ipc', 'scan_ndjson', 'read_ipc', 'read_avro', 'read_ndjson'],
    ['read_text', 'read_schema', 'ParquetFile', 'ParquetDataset', 'load_model', 'load_weights'],
    [
      'from_file',
      'from_csv',
      'from_netcdf',
      'load_dataset',
      'load_npz',
      'TFile',
      'mmread',
      'whosmat'
    ]
  )
);
/** Readers of a folder as one thing. */
const WHOLE =
  /^(?:zarr\.(?:open\w*|load)|(?:\w+\.)?(?:open_zarr|read_parquet|scan_parquet|read_table|ParquetDataset|load_model|load_from_disk))$/;
/** What is in a folder. */
const LISTERS = /^(?:os\.(?:listdir|scandir)|listdir|scandir)$/;
const WALKERS = /^(?:os\.(?:walk|fwalk)|walk)$/;
/** Readers that take a pattern as well as a path. */
const MANY = /^(?:open_mfdataset|read_\w+|scan_\w+|ImageFileCollection)$/;
/** Readers that need their owner to be told from others of the same name. */
const OWNED_READER =
  /^(?:(?:np|numpy|cp|cupy|jnp|torch|joblib|librosa|nib|nibabel|iris|zarr|sf|pickle5)\.load|(?:uproot|rasterio|zarr|asdf|wave|tarfile|gzip|bz2|lzma|io|codecs|fits|pyfits|Image|shelve)\.open|(?:h5py\.)?File|(?:netCDF4\.)?Dataset|(?:IPython\.display\.|display\.)?(?:Image|Audio|Video)|(?:ET|etree|ElementTree)\.parse)$/;
/** The second half fetches data sets by their name: xarray's tutorial, seaborn, Hugging Face. */
const NOT_A_FILE =
  /^(?:(?:webbrowser|os|urllib\.request|request|opener)\.open|(?:\w+\.)*tutorial\.(?:open|load)_dataset|(?:sns|seaborn|datasets)\.load_dataset)$/;
const PATHS = /^(?:pathlib\.)?Path$/;
const WRITERS =
  /^(?:to_\w+|write\w*|save\w*|dump|imsave|imwrite|export\w*|urlretrieve|mkdir|makedirs|touch|extractall|copyfile|download)$/;
const PATH_READS = /^(?:read_text|read_bytes|open)$/;
const PATH_WRITES = /^(?:write_text|write_bytes|mkdir|touch|unlink)$/;
const TAKES_MODE = /^(?:open|File|ZipFile|Dataset|memmap|TarFile)$/;
const WRITE_MODE = /^[wxa][btU+:|\w]{0,6}$/;
/** `notes.txt`, `data/a.fits.gz`: has an extension. */
const FILE_NAME =
  /^[^\s*?]+\.[A-Za-z][A-Za-z0-9]{0,9}$|^[^*?\n]+\.(?:csv|txt|fits|xlsx?|json|dat|png|jpe?g)$/;

/**
 * The paths that code opens, names or writes, in the order in which it does.
 *
 * `imported` are the names that imports have given so far: what they open are files, what a variable
 * opens (`archive.open('member')`) may be anything.
 */
export function findOpenings(facts: Facts, imported: ReadonlySet<string>): Opening[] {
  const found: Opening[] = [];
  for (const call of facts.calls) {
    const openings = readOpening(call);
    const sure =
      openings.length > 0 && (call.owner === '' || imported.has(call.owner.split('.')[0] ?? ''));
    for (const opening of openings) {
      found.push(opening.use === 'read' && !sure ? { ...opening, use: 'maybe' } : opening);
    }
  }
  const taken = new Set(found.map(({ path }) => path));
  for (const { value, line, call } of facts.literals) {
    if (FILE_NAME.test(value) && isPathLike(value) && !isUrl(value) && !taken.has(value)) {
      const use = call !== undefined && WRITERS.test(call) ? 'write' : 'maybe';
      found.push({ path: value, use, by: call ?? '', line, fallback: false });
    }
  }
  return found.sort((a, b) => a.line - b.line);
}

function readOpening(call: CallFact): Opening[] {
  if (!call.base && call.args.every(({ value }) => value === undefined)) {
    // No text, no path.
    return [];
  }
  const by = call.owner === '' ? call.name : `${call.owner}.${call.name}`;
  const opening = (path: string | undefined, use: Opening['use']): Opening[] =>
    path !== undefined && isPathLike(path) && !isUrl(path)
      ? [{ path, use, by, line: call.line, fallback: call.within === 'except' }]
      : [];
  const base = call.base && !call.base.pattern ? call.base.value : undefined;
  const path = pathArgument(call.args);
  if (LISTERS.test(by) || WALKERS.test(by)) {
    const pattern = WALKERS.test(by) ? '**/*' : '*';
    return opening(`${path ?? '.'}/${pattern}`, 'glob').filter(() => path !== undefined);
  }
  if (/^i?r?glob$/.test(call.name)) {
    const pattern = path ?? '';
    const deep = call.name === 'rglob' ? `**/${pattern}` : pattern;
    return pattern === '' ? [] : opening(base === undefined ? deep : `${base}/${deep}`, 'glob');
  }
  if (base !== undefined && call.name === 'iterdir') {
    return opening(`${base}/*`, 'glob');
  }
  if (base !== undefined && PATH_READS.test(call.name)) {
    return opening(base, WRITE_MODE.test(mode(call, 0) ?? '') ? 'write' : 'read');
  }
  if (base !== undefined && PATH_WRITES.test(call.name)) {
    return opening(base, 'write');
  }
  if (WRITERS.test(call.name)) {
    const paths = call.args.flatMap(({ value }) =>
      value && !value.pattern && FILE_NAME.test(value.value) ? [value.value] : []
    );
    return (paths.length > 0 ? paths : [path]).flatMap(one => opening(one, 'write'));
  }
  if (PATHS.test(by)) {
    // Joined or asked for something, the path that comes of it is looked at; named, its later use.
    const use = call.used === 'otherwise' ? 'read' : 'maybe';
    return call.used === 'joined' || call.used === 'attribute' ? [] : opening(path, use);
  }
  if (by.endsWith('sqlite3.connect')) {
    return opening(path, 'maybe');
  }
  if (
    NOT_A_FILE.test(by) ||
    !(call.name === 'open' || READERS.has(call.name) || OWNED_READER.test(by))
  ) {
    return [];
  }
  const writes = TAKES_MODE.test(call.name) && WRITE_MODE.test(mode(call, 1) ?? '');
  if (!writes && path !== undefined && isPattern(path) && MANY.test(call.name)) {
    return opening(path, 'glob');
  }
  const whole = WHOLE.test(by) ? { whole: true } : {};
  return opening(treeless(path, by), writes ? 'write' : 'read').map(one => ({ ...one, ...whole }));
}

/** uproot's `file.root:tree` is a file and a tree in it. */
function treeless(path: string | undefined, by: string): string | undefined {
  return by.startsWith('uproot.') ? path?.replace(/(\.root):.*$/, '$1') : path;
}

/** The path that a call is handed: its first argument, or the keyword that is named like one. */
function pathArgument(args: Argument[]): string | undefined {
  const keyword = args.find(({ name }) => name !== undefined && KEYWORDS.has(name));
  const [first] = args;
  const argument = keyword ?? (first?.name === undefined ? first : undefined);
  return argument?.value && !argument.value.pattern ? argument.value.value : undefined;
}

function mode(call: CallFact, position: number): string | undefined {
  const keyword = call.args.find(({ name }) => name === 'mode');
  const positional = call.args[position];
  const argument = keyword ?? (positional?.name === undefined ? positional : undefined);
  return argument?.value?.value;
}
