import type { Mode } from '../../../model/executable';

/** What holds for every session that a runner is told to run. */
export interface SessionOrder {
  session: string;
  mode: Mode;
  limits: {
    cores: number;
    cpus: number[] | null;
    /** Bytes */
    memory: number;
    seconds: number;
    kept_by: 'rlimits' | 'cgroup';
  };
}

/** What a runner is told of the thing that it runs; paths are relative to the session's folder. */
export type ExecutableOrder =
  | { notebook: string; environment: EnvironmentOrder }
  | { program: ProgramOrder; environment: EnvironmentOrder | null }
  | { container: ContainerOrder; environment: null }
  | { apptainer: ApptainerOrder; environment: null };

/** The environment of Python to use or to build; its paths are absolute, but for the requirements. */
export interface EnvironmentOrder {
  path: string;
  python: string;
  requirements: string | null;
  uv: string;
  /** What is installed beside the requirements. */
  packages: readonly string[];
}

export interface ProgramOrder {
  path: string;
  arguments: readonly string[];
  /** The Java that runs it; `null` for a program in Python. */
  java: string | null;
}

/** What appears in a container: `source` in the session's folder, `target` an absolute path. */
export interface MountOrder {
  source: string;
  target: string;
  readonly: boolean;
}

export interface ContainerOrder {
  /** podman or docker, and the options of every call. */
  engine: readonly string[];
  /** Names of one image, of which any will do. */
  images: readonly string[];
  pull: boolean;
  /** An administrator's own, for `create`. */
  options: readonly string[];
  command: readonly string[];
  entrypoint: string | null;
  environment: Record<string, string>;
  user: string | null;
  /** Whether it starts in the working directory, or where its image says. */
  in_work: boolean;
  ports: { number: number; protocol: 'tcp' | 'udp'; scheme: string; path: string }[];
  mounts: MountOrder[];
}

export interface ApptainerOrder {
  /** apptainer or singularity. */
  program: string;
  /** A file in the session's folder; `remote`: an address that it fetches the image from. */
  image: string;
  remote: boolean;
  mounts: MountOrder[];
}

/** What the runner is told (run.json). */
export type RunOrder = SessionOrder & ExecutableOrder & { workdir: string };
