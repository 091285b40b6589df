import {
  DOCKER_CONTAINER,
  JAVA_PROGRAM,
  PYTHON_PROGRAM,
  SINGULARITY_CONTAINER
} from '../../model/kinds';
import { nameOf } from '../path';

/** What is to be executed, where it is not a notebook. */
export type Program =
  | {
      kind: typeof PYTHON_PROGRAM | typeof JAVA_PROGRAM | typeof SINGULARITY_CONTAINER;
      /** Arguments, where they are known. */
      command?: string[];
    }
  | ImageProgram;

export interface ImageProgram {
  kind: typeof DOCKER_CONTAINER;
  /** `registry/name:tag`, perhaps with `@sha256:…`; absent: it has to be built and named. */
  image?: string;
  entrypoint?: string;
  command?: string[];
  environment?: Record<string, string>;
}

export type ProgramKind = Program['kind'];

/** The kind of executable that a file is, by its name; `undefined`: none but perhaps a notebook. */
export function programKind(path: string): ProgramKind | undefined {
  const name = nameOf(path);
  if (/^(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$|\.(?:Dockerfile|Containerfile)$/.test(name)) {
    return DOCKER_CONTAINER;
  }
  switch (/\.(\w+)$/.exec(name)?.[1]?.toLowerCase()) {
    case 'py':
      return PYTHON_PROGRAM;
    case 'jar':
      return JAVA_PROGRAM;
    case 'sif':
      return SINGULARITY_CONTAINER;
    default:
      return undefined;
  }
}

/** Whether the file itself is what travels; of a Dockerfile only the name of an image does. */
export function isSent({ kind }: Program): boolean {
  return kind !== DOCKER_CONTAINER;
}

/** A container brings its environment along. */
export function isContainer(program: Program | undefined): boolean {
  return program?.kind === DOCKER_CONTAINER || program?.kind === SINGULARITY_CONTAINER;
}
