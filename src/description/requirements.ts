import { cellNumber, cellSource, type CellFacts } from './analysis';
import type { Requirement, RequirementOption } from './description';
import { distributionsOf, isHostedModule, isKernelModule, isProvided } from './distribution';
import type { Evidence, Finding, Problem, Source } from './finding';
import type { Folders } from './folder';
import type { ImportSeen } from './local-module';
import { folderOf, resolvePath } from './path';
import { readRequirementsFile } from './requirements-file';
import { holdsSecret, readRequirementLine } from './requirement-line';

export const REQUIREMENTS_FILE = 'requirements.txt';

/** What is looked at to know the packages. */
export interface RequirementClues {
  /** The notebook's folder. */
  folder: string;
  folders: Folders;
  imports: ImportSeen[];
  cells: CellFacts[];
}

export interface FoundRequirements {
  requirements: Finding<Requirement[]>;
  options: RequirementOption[];
}

/** The packages: from the nearest requirements.txt, else from what the code imports and installs. */
export async function findRequirements(clues: RequirementClues): Promise<FoundRequirements> {
  const { folder, folders } = clues;
  const nearest = await nearestFile(folder, folders);
  const installs = findInstalls(clues.cells);
  const problems: Problem[] = [];
  if (nearest !== undefined) {
    const read = await folders.read(nearest);
    if ('text' in read && !read.text.includes('\u0000')) {
      return fromFile(nearest, read.text, installs, clues);
    }
    problems.push({
      level: 'error',
      template:
        'missing' in read && read.missing === 'large'
          ? '{file} is too large to be read; save one below 1 MiB.'
          : '{file} is not plain text (UTF-8) or cannot be read; save it as plain text.',
      values: { file: nearest },
      source: { kind: 'file', path: nearest }
    });
  } else {
    const conda = resolvePath(folder, 'environment.yml') ?? '';
    if ((await folders.find(conda))?.kind === 'file') {
      problems.push({
        level: 'warning',
        template:
          '{file} is not read; name the packages in a requirements.txt beside the notebook.',
        values: { file: conda },
        source: { kind: 'file', path: conda }
      });
    }
  }
  const made = fromCode(installs, clues.imports);
  return {
    requirements: { ...made, problems: [...problems, ...made.problems] },
    options: []
  };
}

async function nearestFile(folder: string, folders: Folders): Promise<string | undefined> {
  for (let here = folder; ; here = folderOf(here)) {
    const entry = (await folders.list(here))?.get(REQUIREMENTS_FILE);
    if (entry?.kind === 'file') {
      return resolvePath(here, REQUIREMENTS_FILE);
    }
    if (here === '') {
      return undefined;
    }
  }
}

async function fromFile(
  path: string,
  text: string,
  installs: Install[],
  { folders, imports }: RequirementClues
): Promise<FoundRequirements> {
  const { requirements, options, problems } = await readRequirementsFile(folders, path, text);
  const names = new Set(requirements.map(({ name }) => name));
  // Where a part of the list is not known, nothing can be said to be missing from it.
  const complete =
    !names.has('') &&
    !problems.some(({ level }) => level === 'error') &&
    !options.some(({ line }) => line.startsWith('-r'));
  const evidence: Evidence = {
    template: requirements.length > 0 ? '{file}' : '{file} names no package',
    values: { file: path },
    source: { kind: 'file', path }
  };
  return {
    requirements: {
      state: 'found',
      value: requirements,
      evidence: [evidence],
      conflicts: [],
      problems: [
        ...problems,
        ...(complete ? missingImports(path, imports, names) : []),
        ...missingInstalls(path, installs, names)
      ]
    },
    options
  };
}

/**
 * What is imported outright and brought by nothing on the list.
 *
 * A package that another one brings along (numpy with astropy) is warned of as well: nothing here
 * knows what a package needs, and the next version may need something else.
 */
function missingImports(
  path: string,
  imports: ImportSeen[],
  names: ReadonlySet<string>
): Problem[] {
  const told = new Set<string>();
  return imports.flatMap(({ module, full, within, cell, source }): Problem[] => {
    const [distribution] = distributionsOf(full);
    if (within !== 'plain' || isKernelModule(module) || told.has(distribution)) {
      return [];
    }
    if (isHostedModule(full)) {
      told.add(distribution);
      return [hosted(full, cell, source)];
    }
    if (isProvided(full, names)) {
      return [];
    }
    told.add(distribution);
    const top = distribution === module ? module : (module.split('.')[0] ?? module);
    return [
      {
        level: 'warning',
        template: 'Cell {cell} imports {module}, which {file} does not name (as {package}).',
        values: { cell: cellNumber(cell), module: top, file: path, package: distribution },
        source
      }
    ];
  });
}

function hosted(module: string, cell: number, source: Source): Problem {
  return {
    level: 'warning',
    template: 'Cell {cell} imports {module}, which only one hosted service has.',
    values: { cell: cellNumber(cell), module },
    source
  };
}

function missingInstalls(path: string, installs: Install[], names: ReadonlySet<string>): Problem[] {
  return installs.flatMap(({ text, requirement, problem, source, cell }): Problem[] => {
    if (problem) {
      return [problem];
    }
    return requirement === undefined || names.has(requirement.name)
      ? []
      : [
          {
            level: 'warning',
            template: 'Cell {cell} installs {package} while it runs; {file} does not name it.',
            values: { cell, package: text, file: path },
            source
          }
        ];
  });
}

/** A package that a line such as `%pip install x` names. */
interface Install {
  text: string;
  cell: string;
  source: Source;
  requirement?: { name: string; line: string };
  problem?: Problem;
}

function findInstalls(cells: CellFacts[]): Install[] {
  return cells.flatMap(cell =>
    cell.commands.flatMap(({ line, meaning }) =>
      meaning.packages.map((text): Install => {
        const values = { cell: cellNumber(cell.cell.index), package: text };
        const base = { text, cell: values.cell, source: cellSource(cell, line) };
        const found = readRequirementLine(text);
        if (found.kind === 'package' && !holdsSecret(found.line)) {
          return { ...base, requirement: { name: found.name, line: found.line } };
        }
        return found.kind === 'local'
          ? {
              ...base,
              problem: {
                level: 'warning',
                template: 'Cell {cell} installs {package}, a folder that no other machine has.',
                values,
                source: base.source
              }
            }
          : base;
      })
    )
  );
}

function fromCode(installs: Install[], imports: ImportSeen[]): Finding<Requirement[]> {
  const list = new Map<string, Requirement>();
  const problems: Problem[] = [];
  const add = (name: string, line: string, evidence: Evidence): void => {
    const known = list.get(name);
    if (known) {
      known.evidence.push(evidence);
      // What is installed by hand says more than an import: it may have a version.
      known.line = line === name ? known.line : line;
    } else {
      list.set(name, { name, line, evidence: [evidence] });
    }
  };
  for (const { module, full, within, cell, source } of imports) {
    const [distribution] = distributionsOf(full);
    if (isHostedModule(full)) {
      problems.push(...(within === 'plain' ? [hosted(full, cell, source)] : []));
    } else if (within !== 'except') {
      // The other way of a try is left out: the first one will be there, and the other may not exist.
      const values = { cell: cellNumber(cell), module, package: distribution };
      const template =
        within === 'try' ? 'Cell {cell} tries to import {module}' : 'Cell {cell} imports {module}';
      add(distribution, distribution, { template, values, source });
    }
  }
  for (const { requirement, problem, source, cell, text } of installs) {
    if (requirement && requirement.name !== '') {
      const values = { cell, package: text };
      const template = 'Cell {cell} installs {package}';
      add(requirement.name, requirement.line, { template, values, source });
    }
    problems.push(...(problem ? [problem] : []));
  }
  const value = [...list.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    state: value.length > 0 ? 'found' : 'default',
    value,
    evidence: [
      {
        template:
          value.length > 0
            ? 'No requirements.txt in this folder or above; taken from the imports, without versions'
            : 'No cell imports a package',
        source: { kind: 'default' }
      }
    ],
    conflicts: [],
    problems
  };
}
