import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where a broker keeps its things and finds its tools, from the environment that the Python entry point sets. */
export interface Places {
  folder: string;
  environments: string;
  python: string;
  uv: string;
}

export function defaultPlaces(env: NodeJS.ProcessEnv = process.env): Places {
  const data = env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share');
  return {
    folder: env.EXECUTION_BROKER_DATA_DIR ?? join(data, 'jupyter', 'execution-broker'),
    environments: join(cacheOf(env), 'environments'),
    python: env.EXECUTION_BROKER_PYTHON ?? 'python3',
    uv: env.EXECUTION_BROKER_UV ?? 'uv'
  };
}

/** Where Node keeps what it has compiled of this program. */
export function codeFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(cacheOf(env), 'code');
}

function cacheOf(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'execution-broker');
}
