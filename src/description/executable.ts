import type {
  AbstractExecutable,
  DockerContainer,
  JavaProgram,
  JupyterNotebook,
  PythonProgram,
  SingularityContainer
} from '../model/executable';
import {
  DOCKER_CONTAINER,
  JAVA_PROGRAM,
  JUPYTER_NOTEBOOK,
  PYTHON_PROGRAM,
  SINGULARITY_CONTAINER
} from '../model/kinds';
import type { Description } from './description';
import { imageOf } from './programs/image';
import type { ImageProgram } from './programs/program';
import type { Materials, RequestEdits } from './request';
import { wanted } from './wanted';

/** What is to be executed, as a request has it. */
export function executable(
  description: Description,
  materials: Materials,
  edits: RequestEdits
): AbstractExecutable {
  const { program, name } = description;
  const { requirementsFile: file } = materials;
  const language = description.language.value;
  const common = { meta: { name }, ...(language ? { language } : {}) };
  const requirements = file === undefined ? {} : { requirements: { file } };
  const command = wanted(edits.command, program?.command);
  const given = command === undefined ? {} : { command };
  switch (program?.kind) {
    case undefined:
      return {
        kind: JUPYTER_NOTEBOOK,
        ...common,
        location: materials.notebook,
        ...requirements,
        ...(edits.mode ? { mode: edits.mode } : {})
      } satisfies JupyterNotebook;
    case PYTHON_PROGRAM:
      return {
        kind: PYTHON_PROGRAM,
        ...common,
        location: materials.notebook,
        ...requirements,
        ...given
      } satisfies PythonProgram;
    case JAVA_PROGRAM:
      return {
        kind: JAVA_PROGRAM,
        ...common,
        location: materials.notebook,
        ...given
      } satisfies JavaProgram;
    case SINGULARITY_CONTAINER:
      return {
        kind: SINGULARITY_CONTAINER,
        meta: { name },
        location: materials.notebook
      } satisfies SingularityContainer;
    case DOCKER_CONTAINER:
      return container(program, name, edits);
  }
}

function container(
  { image, entrypoint, command, environment }: ImageProgram,
  name: string,
  edits: RequestEdits
): DockerContainer {
  const reference = edits.image ?? image;
  const given = wanted(edits.command, command);
  return {
    kind: DOCKER_CONTAINER,
    meta: { name },
    ...(reference === undefined ? {} : { image: imageOf(reference) }),
    ...(entrypoint === undefined ? {} : { entrypoint }),
    ...(given === undefined ? {} : { command: given }),
    ...(environment === undefined ? {} : { environment })
  };
}
