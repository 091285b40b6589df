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
export interface ExecutableOrder {
  notebook: string;
  environment: { path: string; python: string; requirements: string | null; uv: string };
}

/** What the runner is told (run.json). */
export type RunOrder = SessionOrder & ExecutableOrder & { workdir: string };
