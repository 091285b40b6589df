import type { Language } from '../model/executable';
import type { CellFacts } from './analysis';
import { fromCode, fromOwn } from './code-requirements';
import type { Requirement, RequirementOption } from './description';
import type { Distributions } from './distribution';
import type { Declared, Environment, EnvironmentSource } from './environment';
import type { Finding, Problem } from './finding';
import type { Folders } from './folder';
import { findInstalls, missingInstalls, type Install } from './installs';
import { loadSources, type Sources } from './load-sources';
import type { ImportSeen } from './local-module';
import { missingImports } from './missing-imports';
import { OWN_KEY, type Notebook } from './notebook';
import { isAbsolutePath, resolvePath } from './path';
import { notRead, readRequirements } from './requirements-txt';
import type { Turns } from './turns';
import { lookAround, REQUIREMENTS_FILE, type Surroundings } from './surroundings';

/** What is looked at to know the packages. */
export interface RequirementClues {
  notebook: Notebook;
  /** The notebook's folder. */
  folder: string;
  folders: Folders;
  /** `python`, `r` or `julia`. */
  language: string;
  /** The `major.minor` of the language that the notebook was last saved with. */
  used?: string | undefined;
  /** Of Python. */
  imports: ImportSeen[];
  cells: CellFacts[];
  distributions: Distributions;
  turns: Turns;
  /** Lists of packages that description files hold, the strongest first; absent: none. */
  stated?: readonly Declared[];
}

/** Cells install from no more requirements files than this. */
const MAX_INCLUDED = 10;

export interface FoundRequirements {
  requirements: Finding<Requirement[]>;
  options: RequirementOption[];
  environment: Finding<Environment>;
  /** The language with the version that the environment asks for. */
  settle: (language: Finding<Language>) => Finding<Language>;
}

/**
 * The packages: from the first source that tells of them, in the order of docs/description.md, else
 * from what the code imports and installs.
 */
export async function findRequirements(clues: RequirementClues): Promise<FoundRequirements> {
  const { notebook, folder, folders, language } = clues;
  const around = await lookAround(folder, folders, language);
  const installs = findInstalls(clues.cells);
  if (isPlain(around, clues) && !needsComparing(around, clues)) {
    const plain = await readPlain(around, folders);
    await clues.turns.next();
    const made = withUnseen(await fromSources(plain, installs, clues), around);
    return { ...made, settle: found => found };
  }
  const code = await loadSources();
  const all = [...installs, ...code.condaInstalls(clues.cells)];
  const read = await code.readSources(
    notebook,
    around,
    { installs: all, files: includesOf(clues) },
    clues.stated ?? [],
    {
      ...clues,
      ...(clues.used === undefined ? {} : { used: clues.used })
    }
  );
  const own = language === 'python' ? undefined : code.codePackages(notebook, language);
  const made = withUnseen(await fromSources(read, all, clues, own), around);
  return { ...made, settle: found => code.withAskedVersion(found, read.asked) };
}

type Read = Pick<
  Awaited<ReturnType<Sources['readSources']>>,
  'chosen' | 'packages' | 'others' | 'contradictions' | 'problems'
>;

/** Whether there is nothing but, at most, requirements.txt files. */
function isPlain(
  around: Surroundings,
  { notebook, language, stated = [] }: RequirementClues
): boolean {
  return (
    language === 'python' &&
    stated.length === 0 &&
    !around.binder &&
    !around.locks &&
    around.pythonVersion === undefined &&
    around.folders.every(
      ({ files, beside }) => beside.length === 0 && files.every(name => name === REQUIREMENTS_FILE)
    ) &&
    !Object.hasOwn(notebook.metadata, OWN_KEY) &&
    !Object.hasOwn(notebook.metadata, 'uv.lock') &&
    !notebook.cells.some(({ source }) => source.includes('# /// script'))
  );
}

/** Whether cells install with conda, from a file, or a version that a requirements.txt may contradict. */
function needsComparing({ folders }: Surroundings, { cells }: RequirementClues): boolean {
  return cells.some(({ commands }) =>
    commands.some(
      ({ meaning: { packages, conda, includes } }) =>
        conda.length > 0 ||
        includes.length > 0 ||
        (folders.length > 0 && packages.some(text => /[<>=~]/.test(text)))
    )
  );
}

/** The requirements files that cells install from, as seen from the root. */
function includesOf({ cells, folder }: RequirementClues): string[] {
  const paths = cells.flatMap(({ commands }) =>
    commands.flatMap(({ meaning }) =>
      meaning.includes.map(path => (isAbsolutePath(path) ? undefined : resolvePath(folder, path)))
    )
  );
  return [...new Set(paths.filter(path => path !== undefined))].slice(0, MAX_INCLUDED);
}

async function readPlain(around: Surroundings, folders: Folders): Promise<Read> {
  const nothing: Read = { others: [], contradictions: [], problems: [...around.problems] };
  for (const { folder } of around.folders) {
    const path = resolvePath(folder, REQUIREMENTS_FILE) ?? REQUIREMENTS_FILE;
    const read = await folders.read(path);
    const problem = notRead(path, read);
    if ('text' in read && !problem) {
      const chosen = await readRequirements(path, read.text, folders);
      return { ...nothing, chosen, packages: chosen };
    }
    nothing.problems.push(...(problem ? [problem] : []));
  }
  return nothing;
}

async function fromSources(
  read: Read,
  installs: Install[],
  clues: RequirementClues,
  own?: Requirement[]
): Promise<Omit<FoundRequirements, 'settle'>> {
  const { chosen, packages, contradictions, problems } = read;
  const listed = packages
    ? fromList(packages, installs, clues, own)
    : own
      ? fromOwn(own, clues.language)
      : await fromCode(installs, clues);
  return {
    requirements: {
      ...listed,
      conflicts: contradictions.map(({ value, evidence }) => ({ value, evidence })),
      problems: [
        ...problems,
        ...contradictions.map(one => otherwise(one, packages?.name ?? '')),
        ...listed.problems
      ]
    },
    options: packages?.options ?? [],
    environment: chosen
      ? environmentOf(chosen, packages, read)
      : {
          state: listed.state,
          value: {
            kind: 'code',
            name: 'code',
            source: listed.value?.[0]?.evidence[0]?.source ?? { kind: 'default' },
            also: []
          },
          evidence: listed.evidence,
          conflicts: [],
          problems: []
        }
  };
}

function withUnseen<T extends Pick<FoundRequirements, 'environment'>>(
  made: T,
  { unseen }: Surroundings
): T {
  const { value } = made.environment;
  return value && unseen.length > 0
    ? { ...made, environment: { ...made.environment, value: { ...value, unseen } } }
    : made;
}

/** That another place says something else, for whoever keeps both. */
function otherwise(
  { other, value, evidence }: Read['contradictions'][number],
  file: string
): Problem {
  const lines = value.map(({ line }) => line);
  const more = lines.length > 3 ? ' …' : '';
  return {
    level: 'warning',
    template: '{other} asks for {packages} instead; {file} counts.',
    values: {
      other: other.kind === 'code' ? `cell ${evidence[0]?.values?.cell ?? '?'}` : other.name,
      packages: `${lines.slice(0, 3).join(', ')}${more}`,
      file
    },
    source: evidence[0]?.source ?? other.source
  };
}

/** Which place is taken, which others say the same, and which say something else. */
function environmentOf(
  chosen: Declared,
  packages: Declared | undefined,
  { others, contradictions }: Read
): Finding<Environment> {
  const against = new Set(contradictions.map(({ other }) => other));
  const version = chosen.version ?? packages?.version;
  return {
    state: 'found',
    value: {
      ...placeOf(chosen),
      ...(version ? { version: version.specifier } : {}),
      also: others.filter(other => !against.has(other)).map(placeOf)
    },
    evidence: [
      chosen.evidence,
      ...(packages && packages !== chosen ? [packages.evidence] : []),
      ...(version ? [version.evidence] : [])
    ],
    conflicts: contradictions.map(({ other, evidence }) => ({
      value: { ...placeOf(other), also: [] },
      evidence
    })),
    problems: []
  };
}

function placeOf({ kind, name, source }: Declared): EnvironmentSource {
  return { kind, name, source };
}

function fromList(
  list: Declared,
  installs: Install[],
  { imports, distributions }: RequirementClues,
  own: Requirement[] = []
): Finding<Requirement[]> {
  const names = new Set(list.requirements.map(({ name }) => name));
  const missing = list.complete
    ? [
        ...missingImports(list, imports, names, distributions),
        ...own.filter(({ name }) => !names.has(name)).map(one => notNamed(one, list))
      ]
    : [];
  return {
    state: 'found',
    value: list.requirements,
    evidence: [list.evidence],
    conflicts: [],
    problems: [...list.problems, ...missing, ...missingInstalls(list.name, installs, names)]
  };
}

/** A package that a cell of R or Julia loads, and that the list lacks. */
function notNamed({ name, evidence }: Requirement, { name: file }: Declared): Problem {
  const [first] = evidence;
  return {
    level: 'warning',
    template: 'Cell {cell} loads {package}, which {file} does not name.',
    values: { cell: first?.values?.cell ?? '?', package: name, file },
    ...(first ? { source: first.source } : {})
  };
}
