import type { Requirement } from '../description';
import type { Declared, VersionAsked } from '../environment';
import type { Evidence, Problem } from '../finding';
import type { Notebook } from '../notebook';
import type { Install } from '../installs';
import { resolvePath } from '../path';
import { ON_TOP, type Spot, type Surroundings } from '../surroundings';
import { readVersionFile } from './asked-version';
import { differences } from './differences';
import { readNotebookSources } from './notebook-sources';
import { merged, tells, together } from './together';
import { readFile, type FileClues, type FileRead } from './read-file';

/** What an other source says differently. */
export interface Contradiction {
  other: Declared;
  value: Requirement[];
  evidence: Evidence[];
}

/** What the cells install as they run. */
export interface InstalledByCells {
  installs: readonly Install[];
  /** Requirements files, as seen from the root. */
  files: readonly string[];
}

export interface ChosenSources {
  /** The first of all. */
  chosen?: Declared;
  /** The first whose packages pip can have: the chosen one, where that is possible. */
  packages?: Declared;
  /** All that lost, in the order of precedence. */
  others: Declared[];
  contradictions: Contradiction[];
  /** What asks for a version of the language, the strongest first. */
  asked: VersionAsked[];
  problems: Problem[];
}

/**
 * Reads all sources, in the order in which they count; `stated`: what description files list, the
 * strongest first.
 */
export async function readSources(
  notebook: Notebook,
  around: Surroundings,
  cells: InstalledByCells,
  stated: readonly Declared[],
  clues: FileClues
): Promise<ChosenSources> {
  const problems = [...around.problems];
  const declared: Declared[] = [];
  const spots = new Map<Declared, Spot[]>();
  const take = (read: FileRead, from: Spot[] = []): void => {
    if (read && 'problem' in read) {
      problems.push(read.problem);
    } else if (read) {
      declared.push(read.declared);
      spots.set(read.declared, from);
    }
  };
  if (clues.language === 'python') {
    const [own, ...others] = await readNotebookSources(notebook, clues);
    const written = [...(own && 'declared' in own ? [own.declared] : []), ...stated];
    const [strongest, ...weaker] = written;
    take(own && 'problem' in own ? own : undefined);
    take(strongest && { declared: together(strongest, weaker) });
    for (const read of [...weaker.map((one): FileRead => ({ declared: one })), ...others]) {
      take(read);
    }
  }
  for (const spot of [around.binder, around.locks]) {
    for (const read of spot ? await readSpot(spot, clues) : []) {
      take(read, spot && [spot]);
    }
  }
  // The nearest folder that says anything counts; what lies above it belongs to something else.
  for (let i = 0, before = declared.length; i < around.folders.length; i++) {
    const spot = around.folders[i];
    for (const read of spot ? await readSpot(spot, clues) : []) {
      take(read, around.folders.slice(0, i + 1));
    }
    if (declared.length > before) {
      break;
    }
  }
  for (const path of cells.files) {
    const there = (await clues.folders.find(path))?.kind === 'file';
    if (there && !declared.some(({ name }) => name === path)) {
      take(await readFile(path, clues));
    }
  }
  return choose(declared, spots, problems, around, cells.installs, clues);
}

async function choose(
  declared: Declared[],
  spots: ReadonlyMap<Declared, Spot[]>,
  problems: Problem[],
  around: Surroundings,
  installs: readonly Install[],
  clues: FileClues
): Promise<ChosenSources> {
  const [chosen] = declared;
  const packages = declared.find(tells);
  const others = declared.filter(one => one !== chosen);
  const contradictions = packages
    ? [...declared, ...fromCells(installs)].flatMap((other): Contradiction[] => {
        const value =
          other === packages ? [] : differences(packages.requirements, other.requirements);
        const evidence = value.flatMap(one => one.evidence.slice(0, 1));
        return value.length > 0 ? [{ other, value, evidence }] : [];
      })
    : [];
  const beside = (chosen ? spots.get(chosen) : around.folders) ?? [];
  const asked: (VersionAsked | undefined)[] = [packages?.version, chosen?.version];
  for (const { folder, beside: names } of beside) {
    for (const name of names) {
      const path = resolvePath(folder, name) ?? name;
      if (ON_TOP.includes(name)) {
        problems.push(await onTop(path, name, clues));
      } else if (name === 'runtime.txt') {
        asked.push(await readVersionFile(path, clues.folders, clues.language));
      }
    }
  }
  if (around.pythonVersion !== undefined) {
    asked.push(await readVersionFile(around.pythonVersion, clues.folders, clues.language));
  }
  asked.push(...others.map(({ version }) => version));
  return {
    ...(chosen ? { chosen } : {}),
    ...(packages ? { packages } : {}),
    others,
    contradictions,
    asked: [...new Set(asked.filter(one => one !== undefined))],
    problems: [...(chosen && chosen !== packages ? chosen.problems : []), ...problems]
  };
}

/** All files of a folder that tell of packages, in their order. */
async function readSpot({ folder, files }: Spot, clues: FileClues): Promise<FileRead[]> {
  const found: FileRead[] = [];
  const known = files.filter(name => clues.language === 'python' || FOR_OTHERS.test(name));
  for (const name of known) {
    const read = await readFile(resolvePath(folder, name) ?? name, clues);
    found.push(read);
  }
  return merged(found);
}

/** What tells of R's and Julia's packages, beside their own files. */
const FOR_OTHERS =
  /^(?:Dockerfile|default\.nix|environment\.ya?ml|renv\.lock|install\.R|DESCRIPTION|REQUIRE|(?:Julia)?(?:Project|Manifest)\.toml)$/;

async function onTop(path: string, name: string, { folders }: FileClues): Promise<Problem> {
  const read = await folders.read(path);
  const packages = ('text' in read ? read.text : '')
    .split('\n')
    .map(line => line.replace(/#.*/, '').trim())
    .filter(line => line !== '');
  const shown = packages.slice(0, 5).join(', ');
  return {
    level: 'warning',
    template:
      name === 'apt.txt'
        ? '{file} names packages of the system, which a plain pip environment will not have: {packages}'
        : '{file} runs when the environment is made or started; with a plain pip environment it does not.',
    values: { file: path, packages: packages.length > 5 ? `${shown} …` : shown },
    source: { kind: 'file', path }
  };
}

/** What cells install as they run, as one more place that tells of packages: the weakest. */
function fromCells(installs: readonly Install[]): Declared[] {
  const requirements = installs.flatMap(({ requirement, cell, text, source }): Requirement[] => {
    const values = { cell, package: text };
    const template = 'Cell {cell} installs {package}';
    return requirement ? [{ ...requirement, evidence: [{ template, values, source }] }] : [];
  });
  const [first] = requirements.flatMap(({ evidence }) => evidence);
  return first
    ? [
        {
          kind: 'code',
          name: 'code',
          source: first.source,
          requirements,
          options: [],
          evidence: first,
          problems: [],
          complete: false
        }
      ]
    : [];
}
