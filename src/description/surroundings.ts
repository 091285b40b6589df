import type { Problem } from './finding';
import type { Folders } from './folder';
import { LAYER_FILES } from './layer';
import { folderOf, resolvePath } from './path';
import type { FileEntry } from './reader';

export const REQUIREMENTS_FILE = 'requirements.txt';

/** Files of exact versions, the first of a folder wins. */
const LOCKS = [
  'pylock.toml',
  'uv.lock',
  'poetry.lock',
  'pixi.lock',
  'conda-lock.yml',
  'Pipfile.lock'
];
/** repo2docker's order: what makes a whole machine, then what a language has of its own, then the rest. */
const WHOLE = ['Dockerfile', 'default.nix'];
const FILES = [
  'environment.yml',
  'environment.yaml',
  'Pipfile',
  'setup.py',
  'pyproject.toml',
  'setup.cfg',
  REQUIREMENTS_FILE
];
const R_FILES = ['renv.lock', 'DESCRIPTION', 'install.R'];
const JULIA_FILES = [
  'JuliaManifest.toml',
  'Manifest.toml',
  'JuliaProject.toml',
  'Project.toml',
  'REQUIRE'
];
/** What repo2docker does on top of an environment. */
export const ON_TOP = ['apt.txt', 'postBuild', 'start'];
/** Files that only say which version of the language is wanted. */
export const VERSION_FILES = ['runtime.txt', '.python-version'];

/** Names that are found in a folder however many entries it has. */
export const WELL_KNOWN: ReadonlySet<string> = new Set([
  ...LOCKS,
  ...WHOLE,
  ...FILES,
  ...R_FILES,
  ...JULIA_FILES,
  ...ON_TOP,
  ...VERSION_FILES,
  ...LAYER_FILES,
  'binder',
  '.binder'
]);

/** The files of one folder that tell of an environment, in the order in which they are taken. */
export interface Spot {
  folder: string;
  files: string[];
  /** The names of what lies there beside them: apt.txt, runtime.txt. */
  beside: string[];
}

/** What lies around a notebook and tells of its environment; the nearest folder first. */
export interface Surroundings {
  binder?: Spot;
  /** Of the nearest folder that has any. */
  locks?: Spot;
  folders: Spot[];
  /** The nearest `.python-version`. */
  pythonVersion?: string;
  /** Hidden names of which nobody can say whether they are there. */
  unseen: string[];
  problems: Problem[];
}

/**
 * Looks from the notebook's folder upward, to the root or to where a git repository begins; only
 * names are looked at, nothing is read.
 */
export async function lookAround(
  folder: string,
  folders: Folders,
  language: string
): Promise<Surroundings> {
  const found: Surroundings = { folders: [], unseen: [], problems: [] };
  for (const name of ['.binder', '.python-version']) {
    if (await folders.mayHide(resolvePath(folder, name) ?? name)) {
      found.unseen.push(name);
    }
  }
  const names = language === 'r' ? R_FILES : language === 'julia' ? JULIA_FILES : [];
  for (let here = folder; ; here = folderOf(here)) {
    const entries = await folders.list(here);
    if (!found.binder) {
      await addBinder(found, here, entries, folders, names);
    }
    const spot = spotOf(here, entries, [...WHOLE, ...names, ...FILES]);
    if (spot.files.length > 0 || spot.beside.length > 0) {
      found.folders.push(spot);
    }
    const locks = spotOf(here, entries, LOCKS);
    if (!found.locks && locks.files.length > 0 && names.length === 0) {
      found.locks = locks;
    }
    if (entries?.get('.python-version')?.kind === 'file') {
      found.pythonVersion ??= resolvePath(here, '.python-version') ?? '';
    }
    if (here === '' || entries?.has('.git')) {
      return found;
    }
  }
}

async function addBinder(
  found: Surroundings,
  here: string,
  entries: ReadonlyMap<string, FileEntry> | undefined,
  folders: Folders,
  names: string[]
): Promise<void> {
  const there = ['binder', '.binder'].filter(name => entries?.get(name)?.kind === 'directory');
  const [first] = there;
  if (first === undefined) {
    return;
  }
  const path = resolvePath(here, first) ?? first;
  if (there.length > 1) {
    // As repo2docker has it: nobody can tell which of the two is meant.
    found.problems.push({
      level: 'error',
      template:
        'There are both binder and .binder in {folder}; neither is read. Keep one of the two.',
      values: { folder: here === '' ? '/' : here },
      source: { kind: 'file', path }
    });
    return;
  }
  const inside = await folders.list(path);
  // The folder's own project files do not count there.
  const files = [...WHOLE, ...names, ...FILES].filter(
    name => !/^(?:setup\.(?:py|cfg)|pyproject\.toml|DESCRIPTION)$/.test(name)
  );
  const spot = spotOf(path, inside, [...(names.length === 0 ? LOCKS : []), ...files]);
  if (spot.files.length > 0 || spot.beside.length > 0) {
    found.binder = spot;
  }
}

function spotOf(
  folder: string,
  entries: ReadonlyMap<string, FileEntry> | undefined,
  names: string[]
): Spot {
  const there = (name: string): boolean => entries?.get(name)?.kind === 'file';
  return {
    folder,
    files: names.filter(there),
    beside: [...ON_TOP, ...VERSION_FILES].filter(there)
  };
}
