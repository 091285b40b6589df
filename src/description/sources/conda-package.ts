import { normalName } from '../normal-name';

/** Where conda-forge and PyPI name the same thing differently. Source: the packages' own pages on both. */
const RENAMED: ReadonlyMap<string, string> = new Map(
  `
pytorch torch
pytorch-cpu torch
pytorch-gpu torch
matplotlib-base matplotlib
opencv opencv-python-headless
py-opencv opencv-python-headless
libopencv opencv-python-headless
pytables tables
msgpack-python msgpack
python-graphviz graphviz
python-kaleido kaleido
python-blosc blosc
python-blosc2 blosc2
python-lmdb lmdb
python-flatbuffers flatbuffers
python-build build
python-igraph igraph
python-duckdb duckdb
python-xxhash xxhash
python-tblib tblib
py-xgboost xgboost
py-xgboost-cpu xgboost
py-xgboost-gpu xgboost
dask-core dask
geopandas-base geopandas
astropy-base astropy
numpy-base numpy
pyarrow-core pyarrow
seaborn-base seaborn
qtconsole-base qtconsole
tensorflow-base tensorflow
tensorflow-gpu tensorflow
keras-base keras
pyqt pyqt5
google-cloud-storage-core google-cloud-storage
pymc-base pymc
brotli-python brotli
ca-certificates certifi
iris scitools-iris
ray-core ray
ray-default ray
python-annoy annoy
pyephem ephem
airflow apache-airflow
snakemake-minimal snakemake
sentencepiece-python sentencepiece
faiss faiss-cpu
faiss-gpu faiss-gpu-cu12
cudf cudf-cu12
cuml cuml-cu12
`
    .trim()
    .split('\n')
    .map((line): [string, string] => {
      const [conda = '', pip = ''] = line.split(' ');
      return [conda, pip];
    })
);

/** Names that PyPI has for something else, or not at all. */
const NOT_PYTHON = new Set(
  `
  blas openblas lapack mkl-service fftw gsl hdf5 cfitsio wcslib proj geos gdal-bin libgdal eigen boost
  boost-cpp tbb-devel zlib bzip2 xz zstd lz4-c snappy openssl curl wget git git-lfs gh tar unzip p7zip make
  cmake-bin ninja-bin pkg-config autoconf automake libtool gcc gxx gfortran clang llvm compilers c-compiler
  cxx-compiler fortran-compiler rust go nodejs yarn openjdk java-jdk maven ffmpeg imagemagick ghostscript
  graphviz pandoc texlive-core tectonic xorg qt qt-main tk ncurses readline sqlite icu cudatoolkit cudnn nccl
  cuda cuda-toolkit cuda-nvcc cuda-version pytorch-cuda magma openmpi mpich mpi slurm conda mamba micromamba
  anaconda r-base r-essentials r-irkernel julia octave ruby perl root root_base postgresql mysql redis-server
  rabbitmq samtools bcftools bedtools bwa blast bowtie2 hmmer htslib gmt swig-bin netcdf-fortran libnetcdf
  udunits2 hdf4 esmf ncl nco cdo eccodes metview-batch casacore wsclean montage swarp heasoft ecbuild vim nano emacs tmux htop tree parallel jq bash zsh coreutils procps-ng
  singularity apptainer freetype fontconfig cairo pango harfbuzz glib expat gettext dbus jpeg libpng libtiff
  giflib webp font-ttf-dejavu-sans-mono fonts-conda-ecosystem mscorefonts ld_impl_linux-64
`
    .trim()
    .split(/\s+/)
);
const NOT_PYTHON_FORM =
  /^(?:_|lib(?!rosa|cst|sass$|tmux|arrow$|archive-c|usb1|lzma$|map|pysal)|r-|bioconductor-|perl-|xorg-|cuda-|gcc_|gxx_|binutils|sysroot_)|(?:_linux-64|-devel|-static|-abi3|_abi)$/;
/** Only there to choose among builds, or what every environment has. */
const SILENT =
  /^(?:pip|setuptools|wheel|python_abi|nomkl|mkl|cpuonly|tzdata|_libgcc_mutex|_openmp_mutex|pytorch-mutex|ipython_genutils|nb_conda_kernels|python-abi3)$/;

export type CondaPackage =
  | { kind: 'package'; line: string }
  | { kind: 'python'; specifier: string }
  /** R itself, or a package of it. */
  | { kind: 'r'; name: string; versions: string }
  | { kind: 'unmapped'; name: string }
  | { kind: 'silent' }
  | { kind: 'unknown' };

const SPEC = /^(?:[\w./:-]+::)?([A-Za-z0-9_][\w.-]*)\s*(?:\[[^\]]*\])?\s*([=<>!~].*|\s[\d*].*)?$/;

/** The name that PyPI has for a conda package; `undefined`: none is known. */
export function pipName(conda: string): string | undefined {
  const name = conda.toLowerCase();
  const renamed = RENAMED.get(name);
  if (renamed !== undefined) {
    return renamed;
  }
  return NOT_PYTHON.has(name) || NOT_PYTHON_FORM.test(name) ? undefined : normalName(name);
}

/** A line of an environment.yml as pip has it. Source: conda's "Package match specifications". */
export function readCondaSpec(text: string): CondaPackage {
  const spec = text.split('#')[0]?.trim() ?? '';
  const [, name = '', rest = ''] = spec.length > 1_000 ? [] : (SPEC.exec(spec) ?? []);
  if (name === '') {
    return { kind: 'unknown' };
  }
  const versions = pipVersions(rest.trim());
  const lower = name.toLowerCase();
  if (lower === 'python') {
    return { kind: 'python', specifier: versions };
  }
  if (lower === 'r-base' || lower.startsWith('r-')) {
    return { kind: 'r', name: lower === 'r-base' ? 'R' : lower.slice(2), versions };
  }
  if (SILENT.test(lower)) {
    return { kind: 'silent' };
  }
  const pip = pipName(name);
  return pip === undefined
    ? { kind: 'unmapped', name }
    : { kind: 'package', line: `${pip}${versions}` };
}

/** `=1.26`, `==1.26.4=py311_0`, `>=1,<2`, `1.26.*` as PEP 440 has them; '' where there is no way to say it. */
function pipVersions(text: string): string {
  // A build string: pip knows nothing of it.
  const version = text.replace(/^=*\s*([^=<>!~\s]+)(?:=|\s+)[\w*.]+$/, '==$1');
  if (version === '' || version.includes('|')) {
    return '';
  }
  const clauses = version.split(',').map(part => {
    const bare = part.trim().replace(/\s+/g, '');
    const single = /^=([^=].*)$/.exec(bare)?.[1];
    if (single !== undefined) {
      return `==${single.replace(/\.?\*$/, '')}.*`;
    }
    if (/^\d/.test(bare)) {
      return `==${bare}`;
    }
    // `>=1.*` is conda's way to write `>=1`.
    return /^[<>]=?/.test(bare) ? bare.replace(/\.\*$/, '') : bare;
  });
  return clauses.every(clause => /^(?:==|>=|<=|>|<|!=|~=)[\w.+!*-]+$/.test(clause))
    ? clauses.join(',')
    : '';
}
