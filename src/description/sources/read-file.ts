import { normalName } from '../normal-name';
import type { Declared } from '../environment';
import type { Problem } from '../finding';
import type { Folders } from '../folder';
import { nameOf } from '../path';
import { readRequirements, notRead } from '../requirements-txt';
import { readCondaLock, readPixiLock } from './conda-locks';
import { readDockerfile } from './dockerfile';
import { readEnvironmentYml } from './environment-yml';
import { readJsonTree } from './json-tree';
import { readJuliaManifest, readJuliaProject, readJuliaRequire } from './julia-files';
import { entriesOf, SyntaxTrouble, type Located } from './located';
import { readPipfile, readPipfileLock } from './pipfile';
import { filePlace, type Place } from './place';
import { readPylock } from './pylock';
import { readPyproject } from './pyproject';
import { readDescription, readInstallR, readRenvLock } from './r-files';
import { readIni } from './ini';
import { readPoetryLock } from './poetry-lock';
import { readSetupCfg } from './setup-cfg';
import { readSetupPy } from './setup-file';
import { readToml } from './toml';
import { readUvLock } from './uv-lock';

/** What reading a file needs beside it. */
export interface FileClues {
  folders: Folders;
  language: string;
  /** The `major.minor` of the language that was last used. */
  used?: string;
}

/** What a file says; a problem where it cannot be read; `undefined` where it says nothing of packages. */
export type FileRead = { declared: Declared } | { problem: Problem } | undefined;

export async function readFile(path: string, clues: FileClues): Promise<FileRead> {
  const read = await clues.folders.read(path);
  const problem = notRead(path, read);
  if (problem || !('text' in read)) {
    return problem && { problem };
  }
  return guarded(filePlace(path), async place => readText(read.text, path, place, clues));
}

/** Whatever is wrong with a document, the rest of the description stands. */
export async function guarded(
  place: Place,
  read: (place: Place) => Promise<Declared | undefined>
): Promise<FileRead> {
  try {
    const declared = await read(place);
    return declared && { declared };
  } catch (error) {
    const line = error instanceof SyntaxTrouble ? error.line : 1;
    const reason =
      error instanceof SyntaxTrouble
        ? error.reason
        : error instanceof Error
          ? error.message
          : String(error);
    return { problem: cannotBeRead(place, line, reason) };
  }
}

/** That a document is none, in that line. */
export function cannotBeRead(place: Place, line: number, reason: string): Problem {
  return {
    level: 'error',
    template: '{place}: this cannot be read ({reason}); the file is left out.',
    values: { place: place.words(line), reason: reason.slice(0, 200) },
    source: place.at(line)
  };
}

async function readText(
  text: string,
  path: string,
  place: Place,
  { folders, language, used }: FileClues
): Promise<Declared | undefined> {
  switch (nameOf(path)) {
    case 'pylock.toml':
      return readPylock(readToml(text), place, used);
    case 'uv.lock':
      return readUvLock(readToml(text), place, used);
    case 'poetry.lock':
      return readPoetryLock(readToml(text), place, await projectBeside(path, folders, used), used);
    case 'pixi.lock':
      return readPixiLock(await readYaml(text), place);
    case 'conda-lock.yml':
      return readCondaLock(await readYaml(text), place);
    case 'Pipfile.lock':
      return readPipfileLock(
        readJsonTree(text),
        place,
        await namesIn(path.replace(/\.lock$/, ''), 'packages', folders),
        used
      );
    case 'Dockerfile':
      return readDockerfile(text, place, language);
    case 'environment.yml':
    case 'environment.yaml':
      return readEnvironmentYml(await readYaml(text), place, language, folders);
    case 'Pipfile':
      return readPipfile(readToml(text), place);
    case 'setup.py':
      return readSetupPy(text, place);
    case 'pyproject.toml':
      return readPyproject(readToml(text), place, folders, used);
    case 'setup.cfg':
      return readSetupCfg(readIni(text), place, folders);
    case 'renv.lock':
      return readRenvLock(readJsonTree(text), place);
    case 'DESCRIPTION':
      return readDescription(text, place);
    case 'install.R':
      return readInstallR(text, place);
    case 'Project.toml':
    case 'JuliaProject.toml':
      return readJuliaProject(readToml(text), place);
    case 'Manifest.toml':
    case 'JuliaManifest.toml':
      return readJuliaManifest(
        readToml(text),
        place,
        await namesIn(path.replace(/Manifest\.toml$/, 'Project.toml'), 'deps', folders)
      );
    case 'REQUIRE':
      return readJuliaRequire(text, place);
    case 'default.nix':
      return nix(place);
    default:
      return readRequirements(path, text, folders);
  }
}

/** The names of the packages that were asked for, from the file that a lock was made of. */
async function namesIn(
  path: string,
  table: string,
  folders: Folders
): Promise<ReadonlySet<string> | undefined> {
  const read = await folders.read(path);
  try {
    const named = 'text' in read ? entriesOf(readToml(read.text), table) : [];
    // Julia's names are as they are; those of pip are compared in normal form.
    const names = named.flatMap(([name]) => [name, normalName(name)]);
    return names.length > 0 ? new Set(names) : undefined;
  } catch {
    // It is told of where the file itself is read.
    return undefined;
  }
}

/** What the project asks for of which this is a lock. */
async function projectBeside(
  path: string,
  folders: Folders,
  used: string | undefined
): Promise<Declared | undefined> {
  const beside = path.replace(/[^/]*$/, 'pyproject.toml');
  const read = await folders.read(beside);
  try {
    return 'text' in read
      ? await readPyproject(readToml(read.text), filePlace(beside), folders, used)
      : undefined;
  } catch {
    // It is told of where the file itself is read.
    return undefined;
  }
}

function nix(place: Place): Declared {
  return {
    kind: 'nix',
    name: place.name,
    source: place.at(),
    requirements: [],
    options: [],
    complete: false,
    evidence: { template: '{file}', values: { file: place.name }, source: place.at() },
    problems: [
      {
        level: 'warning',
        template: '{file} makes an environment with Nix; a plain pip environment will not have it.',
        values: { file: place.name },
        source: place.at()
      }
    ]
  };
}

/** The library is nearly as large as all readers together, and most folders have no YAML. */
async function readYaml(text: string): Promise<Located> {
  return (await import('./yaml')).readYaml(text);
}
