import { findAccelerators } from './accelerators';
import { analyse, cellNumber, cellSource, type CellFacts } from './analysis';
import { findData } from './data-need';
import { languageName } from '../model/language-name';
import type { Description, NotebookInput } from './description';
import { Distributions } from './distribution';
import type { Declared } from './environment';
import { findFiles } from './file-need';
import { fittingLayer } from './fitting-layer';
import type { Finding, Problem, Source } from './finding';
import { Folders } from './folder';
import { findLayers } from './find-layers';
import { withKernelDevices } from './kernel-resources';
import { findLanguage } from './language';
import { withLayers } from './layer';
import { loadedDifferences } from './loaded';
import { sortImports } from './local-module';
import { Turns, type Pause } from './turns';
import { readLargeNotebook, type Notebook } from './notebook';
import { loadParameters } from './load-parameters';
import { PARAMETERS } from './parameters';
import { folderOf, nameOf, resolvePath } from './path';
import type { FileReader } from './reader';
import { findRequirements, type FoundRequirements } from './requirements';
import { findCores, findDuration, findMemory, type Measured } from './resources';

/** A finding tells of so many problems; of the rest, how many there are. */
export const MAX_PROBLEMS = 50;

/**
 * What a notebook needs to run, with the evidence for it.
 *
 * Takes whatever content there is, and never rejects: what is not understood becomes a problem. Looks
 * at no more than `MAX_ENTRIES` directory entries, reads no file above `MAX_FILE_SIZE`, and runs nothing.
 * `about`: what is known of it beforehand, where it is a program that is read as a notebook.
 */
export async function describe(
  input: NotebookInput,
  reader: FileReader,
  pause?: Pause,
  about: Pick<Description, 'program'> = {}
): Promise<Description> {
  const turns = new Turns(pause);
  const notebook = await readLargeNotebook(input.content, turns);
  const folders = new Folders(reader);
  const path = resolvePath('', input.path) ?? nameOf(input.path);
  const { layers, problems } = await findLayers(notebook, folderOf(path), folders);
  const stated = layers.flatMap(({ requirements }) => requirements ?? []).reverse();
  const found = await look(notebook, path, folders, { turns, stated }, input);
  // Values of parameters are for notebooks that have some.
  const { literalType } = found.parameters ? await loadParameters() : {};
  const fitting = layers.map(layer =>
    fittingLayer(layer, { ...found, ...about }, text => literalType?.(text) !== undefined)
  );
  const all = [...problems, ...fitting.flatMap(one => one.problems)];
  return {
    ...withLayers(
      { ...found, ...about },
      fitting.map(({ layer }) => layer)
    ),
    ...(all.length > 0 ? { problems: all } : {})
  };
}

/** What can be found out; `stated`: lists of packages that somebody wrote down, the strongest first. */
async function look(
  notebook: Notebook,
  path: string,
  folders: Folders,
  { turns, stated }: { turns: Turns; stated: Declared[] },
  measured: Measured
): Promise<Description> {
  const language = findLanguage(notebook);
  const common = {
    name: nameOf(path),
    cores: findCores(measured),
    memory: findMemory(measured),
    duration: findDuration(notebook.cells, measured),
    cells: notebook.cells.length
  };
  const name = language.value?.name ?? '';
  const folder = folderOf(path);
  const distributions = new Distributions(
    measured.kernel?.state === 'answered' ? measured.kernel.facts.modules : {}
  );
  const around = { notebook, folder, folders, language: name, distributions };
  const used = language.value?.version;
  if (name === 'r' || name === 'julia') {
    const found = await findRequirements({ ...around, used, imports: [], cells: [], turns });
    return {
      ...common,
      ...notLookedFor(name),
      language: found.settle(language),
      environment: withProblems(found.environment, []),
      requirements: withProblems(found.requirements, folders.problems)
    };
  }
  if (name !== 'python') {
    return { ...common, language, ...notLookedFor(name) };
  }
  const cells = await analyse(notebook, turns);
  await turns.next();
  const parameters = notebook.cells.some(({ role }) => role === PARAMETERS)
    ? (await loadParameters()).findParameters(notebook.cells)
    : undefined;
  const accelerators = withKernelDevices(findAccelerators(cells), measured.kernel);
  await turns.next();
  const { packages, modules } = await sortImports(cells, folder, folders, turns);
  const [{ requirements, options, environment, settle }, { files, elsewhere }] = await Promise.all([
    findRequirements({ ...around, used, imports: packages, cells, turns, stated }),
    findFiles(
      cells,
      modules,
      folder,
      folders,
      turns,
      measured.kernel?.state === 'answered' ? measured.kernel.facts.moved : undefined
    )
  ]);
  const data = await findData(cells, turns);
  await turns.next();
  const loaded = loadedDifferences(packages, requirements.value ?? [], measured.kernel);
  return {
    ...common,
    ...(loaded.length > 0 ? { loaded } : {}),
    ...(accelerators ? { accelerators } : {}),
    language: withProblems(settle(language), used?.startsWith('2') ? [] : syntaxErrors(cells)),
    environment: withProblems(environment, []),
    requirements: withProblems(requirements, []),
    ...(options.length > 0 ? { requirementOptions: options } : {}),
    files: withProblems(files, folders.problems),
    ...(elsewhere.length > 0 ? { elsewhere } : {}),
    data,
    ...(parameters ? { parameters } : {})
  };
}

/** Cells that cannot run as they are; one whose author expects a failure does not stop a run. */
function syntaxErrors(cells: CellFacts[]): Problem[] {
  return cells.flatMap((found): Problem[] => {
    const line = found.facts.errorLine;
    return line === undefined || found.cell.mayFail
      ? []
      : [
          {
            level: 'warning',
            template: 'Cell {cell} has a syntax error in line {line}; a run will stop there.',
            values: { cell: cellNumber(found.cell.index), line: String(line) },
            source: cellSource(found, line)
          }
        ];
  });
}

function withProblems<T>(finding: Finding<T>, more: Problem[]): Finding<T> {
  const all = [...finding.problems, ...more];
  const rest = all.length - MAX_PROBLEMS;
  if (rest <= 0) {
    return { ...finding, problems: all };
  }
  const last: Problem = {
    level: all.slice(MAX_PROBLEMS).some(({ level }) => level === 'error') ? 'error' : 'warning',
    template: '… and {count} more like these.',
    values: { count: String(rest) }
  };
  return { ...finding, problems: [...all.slice(0, MAX_PROBLEMS), last] };
}

/** Packages are looked for in Python, R and Julia, files and data in Python only. */
function notLookedFor(
  language: string
): Pick<Description, 'data' | 'files' | 'environment'> & Pick<FoundRequirements, 'requirements'> {
  const source: Source = { kind: 'metadata', key: 'kernelspec' };
  const unknown = (template: string): Finding<never> => ({
    state: 'unknown',
    evidence: [{ template, values: { language: languageName(language) }, source }],
    conflicts: [],
    problems: []
  });
  return {
    environment: unknown('The environment of a notebook of {language} is not looked for'),
    requirements: unknown('The packages of a notebook of {language} are not looked for'),
    files: unknown('The files that a notebook of {language} opens are not looked for'),
    data: unknown('The URLs that a notebook of {language} fetches are not looked for')
  };
}
