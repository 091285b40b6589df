import { normalName } from './normal-name';

/**
 * Which distribution brings a module, where the two have different names.
 *
 * The first is what is asked for; the others bring the same module and are accepted as well. Keys are
 * dotted module names; the longest that fits wins. Source: the install page of each project; no module
 * that Pyodide's lock file (314.0.7) names differently from PyPI says otherwise.
 */
const DISTRIBUTIONS: ReadonlyMap<string, readonly string[]> = new Map(
  `
attr attrs
bs4 beautifulsoup4
cv2 opencv-python opencv-python-headless opencv-contrib-python opencv-contrib-python-headless
Crypto pycryptodome pycrypto
Cryptodome pycryptodomex
OpenGL pyopengl
OpenSSL pyopenssl
PIL pillow pillow-simd
Bio biopython
MySQLdb mysqlclient
Xlib python-xlib
absl absl-py
dateutil python-dateutil
docx python-docx
dotenv python-dotenv
faiss faiss-cpu faiss-gpu
fitz pymupdf
gi pygobject
git gitpython
github pygithub
google.auth google-auth
google.cloud.bigquery google-cloud-bigquery
google.cloud.storage google-cloud-storage
google.generativeai google-generativeai
google.protobuf protobuf
googleapiclient google-api-python-client
grpc grpcio
igraph igraph python-igraph
jose python-jose
jwt pyjwt
kafka kafka-python
ldap python-ldap
Levenshtein levenshtein python-levenshtein
magic python-magic
mpl_toolkits matplotlib
mpl_toolkits.basemap basemap
multipart python-multipart
nacl pynacl
osgeo gdal
past future
pkg_resources setuptools
pptx python-pptx
psycopg2 psycopg2-binary psycopg2
pylab matplotlib
pyximport cython
pythoncom pywin32
rest_framework djangorestframework
ruamel ruamel-yaml
sage sagemath-standard
serial pyserial
skimage scikit-image
sklearn scikit-learn scikit-learn-intelex
sksurv scikit-survival
skopt scikit-optimize
slugify python-slugify
socks pysocks
speech_recognition speechrecognition
telegram python-telegram-bot
tensorflow tensorflow tensorflow-cpu tensorflow-gpu tensorflow-macos tf-nightly
tlz toolz
umap umap-learn
usb pyusb
websocket websocket-client
wx wxpython
xgboost xgboost xgboost-cpu
yaml pyyaml
zmq pyzmq
airflow apache-airflow
allel scikit-allel
azure.identity azure-identity
azure.storage.blob azure-storage-blob
bson pymongo
casacore python-casacore
community python-louvain
crontab python-crontab
gitlab python-gitlab
gridfs pymongo
hydra hydra-core
imblearn imbalanced-learn
memcache python-memcached
openbabel openbabel-wheel
opensearchpy opensearch-py
pdfminer pdfminer-six
pywt pywavelets
shapefile pyshp
skbio scikit-bio
skfuzzy scikit-fuzzy
snappy python-snappy
stl numpy-stl
talib ta-lib
vtkmodules vtk
win32com pywin32
argon2 argon2-cffi
dns dnspython
erfa pyerfa
isympy sympy
pygame pygame pygame-ce
pysat python-sat
rpds rpds-py
sklearn_extra scikit-learn-extra
sksparse scikit-sparse
taglib pytaglib
`
    .trim()
    .split('\n')
    .map((line): [string, string[]] => {
      const [module = '', ...names] = line.split(' ');
      return [module, names];
    })
);

/** Modules that a Python kernel always has: IPython's own, and what it is started with. */
const KERNEL_MODULES = new Set(['IPython', 'ipykernel', 'traitlets', 'jupyter_client', 'pip']);

/** Modules that only one hosted service has, and that nothing can install elsewhere. */
const HOSTED_MODULES = new Set(['google.colab', 'kaggle_secrets', 'js', 'pyodide', 'dbutils']);

/** The distributions that bring a (dotted) module, the usual one first. */
export function distributionsOf(module: string): readonly [string, ...string[]] {
  const parts = module.split('.');
  for (let length = Math.min(parts.length, 3); length > 0; length--) {
    const [first, ...others] = DISTRIBUTIONS.get(parts.slice(0, length).join('.')) ?? [];
    if (first !== undefined) {
      return [first, ...others];
    }
  }
  return [normalName(parts[0] ?? module)];
}

/** What brings a module: as the running kernel knows it, else by the table above. */
export class Distributions {
  /** `known`: by module, as Python's `importlib.metadata.packages_distributions()` gives it. */
  constructor(known: Readonly<Record<string, readonly string[]>> = {}) {
    this._known = known;
  }

  /** The distributions that bring a (dotted) module, in normal form, the usual one first. */
  of(module: string): readonly [string, ...string[]] {
    const found = this._found.get(module) ?? this._find(module);
    this._found.set(module, found);
    return found;
  }

  private _find(module: string): readonly [string, ...string[]] {
    const top = module.split('.')[0] ?? module;
    const usual = distributionsOf(module);
    const installed = Object.hasOwn(this._known, top) ? (this._known[top] ?? []) : [];
    const names = [...new Set(installed.map(normalName))];
    const [first, ...others] = names;
    // Of a namespace such as `google` many bring a part: then the table tells which.
    return first === undefined || names.includes(usual[0]) || names.length > 3
      ? usual
      : [first, ...others];
  }

  /** Whether the running kernel was asked, and has the module. */
  isInstalled(module: string): boolean {
    return Object.hasOwn(this._known, module.split('.')[0] ?? module);
  }

  private readonly _known: Readonly<Record<string, readonly string[]>>;
  private readonly _found = new Map<string, readonly [string, ...string[]]>();
}

/** Whether a kernel brings the module itself, so that no list needs to name it. */
export function isKernelModule(module: string): boolean {
  return KERNEL_MODULES.has(module.split('.')[0] ?? module);
}

/** Whether a module belongs to one hosted service. */
export function isHostedModule(module: string): boolean {
  const parts = module.split('.');
  return HOSTED_MODULES.has(parts[0] ?? '') || HOSTED_MODULES.has(parts.slice(0, 2).join('.'));
}

/**
 * Whether one of the named distributions (in normal form) brings the module.
 *
 * Variants such as `foo-gpu`, `python-foo` or `foo-nightly` count: a false alarm costs more trust
 * than a missed warning.
 */
export function isProvided(module: string, names: ReadonlySet<string>): boolean {
  const top = normalName(module.split('.')[0] ?? module);
  const wanted = [...distributionsOf(module), top];
  const variants = wanted.flatMap(name => [
    name,
    `python-${name}`,
    `py${name}`,
    `${name}-python`,
    `${name}-binary`,
    `${name}-cpu`,
    `${name}-gpu`,
    `${name}-headless`,
    `${name}-nightly`
  ]);
  return (
    variants.some(name => names.has(name)) ||
    // A namespace: `google-cloud-vision` brings `google.cloud.vision`, `ruamel-yaml` brings `ruamel.yaml`.
    (module.includes('.') && names.has(normalName(module)))
  );
}
