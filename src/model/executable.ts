import { Type, type Static, type TSchema } from 'typebox';

import { componentProperties } from './component';
import {
  DOCKER_CONTAINER,
  JAVA_PROGRAM,
  JUPYTER_NOTEBOOK,
  PYTHON_PROGRAM,
  SINGULARITY_CONTAINER
} from './kinds';
import { NameValueMap } from './message';
import { lifecycleProperties } from './schedule';

const common = { ...componentProperties, ...lifecycleProperties };
const text = Type.Optional(Type.String());
const location = Type.Optional(Type.String({ minLength: 1 }));

/** The packages that a program needs (our extension, after the seed's `requirements.file`). */
export const Requirements = Type.Object({
  /** A URL of a file in pip's requirements format: `data:`, our store's, http(s). */
  file: Type.String({ minLength: 1 })
});
export type Requirements = Static<typeof Requirements>;

/** The language that a program is written in (our extension). */
export const Language = Type.Object({
  /** Lower case: `python`, `r`, `julia`. */
  name: Type.String({ minLength: 1 }),
  /** Such as `3.11`; absent: any. */
  version: text
});
export type Language = Static<typeof Language>;

/** Whether it runs to its end alone, or somebody works in it (our extension). */
export const Mode = Type.Enum(['batch', 'interactive']);
export type Mode = Static<typeof Mode>;

export const JupyterNotebook = Type.Object({
  ...common,
  /** `data:`, our store's `/files/sha256/…`, http(s). */
  location,
  requirements: Type.Optional(Requirements),
  language: Type.Optional(Language),
  mode: Type.Optional(Mode)
});
export type JupyterNotebook = Static<typeof JupyterNotebook>;

export const DockerContainer = Type.Object({
  ...common,
  image: Type.Optional(
    Type.Object({
      locations: Type.Optional(Type.Array(Type.String())),
      digest: text,
      platform: Type.Optional(Type.Object({ architecture: text, os: text }))
    })
  ),
  privileged: Type.Optional(Type.Boolean()),
  command: Type.Optional(Type.Array(Type.String())),
  entrypoint: text,
  environment: Type.Optional(NameValueMap),
  network: Type.Optional(
    Type.Object({
      ports: Type.Optional(
        Type.Array(
          Type.Object({
            access: Type.Optional(Type.Boolean()),
            internal: Type.Optional(Type.Object({ port: Type.Optional(Type.Integer()) })),
            external: Type.Optional(
              Type.Object({
                port: Type.Optional(Type.Integer()),
                addresses: Type.Optional(Type.Array(Type.String()))
              })
            ),
            protocol: text,
            path: text
          })
        )
      )
    })
  )
});
export type DockerContainer = Static<typeof DockerContainer>;

export const SingularityContainer = Type.Object({ ...common, location });
export type SingularityContainer = Static<typeof SingularityContainer>;

export const PythonProgram = Type.Object({
  ...common,
  location,
  requirements: Type.Optional(Requirements),
  language: Type.Optional(Language),
  command: Type.Optional(Type.Array(Type.String()))
});
export type PythonProgram = Static<typeof PythonProgram>;

export const JavaProgram = Type.Object({
  ...common,
  location,
  language: Type.Optional(Language),
  command: Type.Optional(Type.Array(Type.String()))
});
export type JavaProgram = Static<typeof JavaProgram>;

/** Any executable, before its kind is looked at. */
export const AbstractExecutable = Type.Object(common);
export type AbstractExecutable =
  JupyterNotebook | DockerContainer | SingularityContainer | PythonProgram | JavaProgram;

/** The schema of each kind. */
export const EXECUTABLE_KINDS: Readonly<Record<string, TSchema>> = {
  [JUPYTER_NOTEBOOK]: JupyterNotebook,
  [DOCKER_CONTAINER]: DockerContainer,
  [SINGULARITY_CONTAINER]: SingularityContainer,
  [PYTHON_PROGRAM]: PythonProgram,
  [JAVA_PROGRAM]: JavaProgram
};
