import { DOCKER_CONTAINER, JAVA_PROGRAM, PYTHON_PROGRAM } from '../../model/kinds';
import { describe } from '../describe';
import type { Description, NotebookInput } from '../description';
import { findLayers } from '../find-layers';
import { fittingLayer } from '../fitting-layer';
import { listFinding, type Evidence, type Finding, type Problem } from '../finding';
import { Folders } from '../folder';
import { withLayers } from '../layer';
import { readNotebook } from '../notebook';
import { folderOf, nameOf, resolvePath } from '../path';
import type { FileReader } from '../reader';
import { findCores, findDuration, findMemory } from '../resources';
import { notRead } from '../requirements-txt';
import { readDockerfile } from './dockerfile';
import type { Program, ProgramKind } from './program';
import { seenInFile } from './seen-in-file';

export interface ProgramInput extends Pick<NotebookInput, 'path' | 'runs'> {
  kind: ProgramKind;
}

/**
 * What a program needs: a Python file is read as a notebook's cells are; of archives and images only
 * what is written beside them is known. Never rejects: what is not understood becomes a problem.
 */
export async function describeProgram(
  input: ProgramInput,
  reader: FileReader
): Promise<Description> {
  const path = resolvePath('', input.path) ?? nameOf(input.path);
  const folders = new Folders(reader);
  const measured = input.runs ? { runs: input.runs } : {};
  if (input.kind === PYTHON_PROGRAM) {
    return describePython({ path, ...measured }, folders, reader);
  }
  const { layers, problems } = await findLayers(
    readNotebook({ cells: [] }),
    folderOf(path),
    folders
  );
  const known =
    input.kind === DOCKER_CONTAINER
      ? await lookAtDockerfile(path, folders)
      : await lookAtFile(path, input.kind, folders);
  const fitting = layers.map(layer => fittingLayer(layer, known, () => false));
  const all = [...known.problems, ...problems, ...fitting.flatMap(one => one.problems)];
  const description: Description = {
    name: nameOf(path),
    program: known.program,
    language: known.language,
    environment: unknown('What is in it is not looked at', path),
    requirements: unknown('What is in it is not looked at', path),
    cores: findCores(measured),
    memory: findMemory(measured),
    duration: findDuration([], measured),
    files: listFinding([], 'What it opens is not looked for'),
    data: listFinding([], 'What it fetches is not looked for'),
    cells: 0
  };
  return {
    ...withLayers(
      description,
      fitting.map(({ layer }) => layer)
    ),
    ...(all.length > 0 ? { problems: all } : {})
  };
}

async function describePython(
  { path, ...measured }: Omit<ProgramInput, 'kind'>,
  folders: Folders,
  reader: FileReader
): Promise<Description> {
  const read = await folders.read(path);
  const problem = notRead(path, read);
  const content = {
    metadata: { kernelspec: { name: 'python3', language: 'python' } },
    cells: [{ cell_type: 'code', source: 'text' in read ? read.text : '', metadata: {} }]
  };
  const found = seenInFile(
    await describe({ path, content, ...measured }, reader, undefined, {
      program: { kind: PYTHON_PROGRAM }
    }),
    path
  );
  const problems = [...(problem ? [problem] : []), ...(found.problems ?? [])];
  return {
    ...found,
    language: {
      ...found.language,
      // The metadata that it was given to be read is nothing that anybody wrote.
      evidence: found.language.evidence.map(seen =>
        seen.source.kind === 'metadata' ? byName(path) : seen
      )
    },
    ...(problems.length > 0 ? { problems } : {})
  };
}

interface Looked {
  program: Program;
  language: Description['language'];
  problems: Problem[];
}

async function lookAtFile(path: string, kind: ProgramKind, folders: Folders): Promise<Looked> {
  const there = (await folders.find(path))?.kind === 'file';
  return {
    program: { kind },
    language:
      kind === JAVA_PROGRAM
        ? {
            state: 'found',
            value: { name: 'java' },
            evidence: [byName(path)],
            conflicts: [],
            problems: []
          }
        : unknown('What is in it is not looked at', path),
    problems: there
      ? []
      : [
          {
            level: 'error',
            template: '{path} is not there; check the path.',
            values: { path },
            source: { kind: 'file', path }
          }
        ]
  };
}

async function lookAtDockerfile(path: string, folders: Folders): Promise<Looked> {
  const language = unknown<never>('What is in it is not looked at', path);
  const read = await folders.read(path);
  const problem = notRead(path, read);
  if (problem || !('text' in read)) {
    return { program: { kind: DOCKER_CONTAINER }, language, problems: problem ? [problem] : [] };
  }
  const { program, problems } = readDockerfile(path, read.text);
  return { program, language, problems };
}

function byName(path: string): Evidence {
  return {
    template: '{path} is named so',
    values: { path: nameOf(path) },
    source: { kind: 'file', path }
  };
}

function unknown<T>(template: string, path: string): Finding<T> {
  return {
    state: 'unknown',
    evidence: [{ template, source: { kind: 'file', path } }],
    conflicts: [],
    problems: []
  };
}
