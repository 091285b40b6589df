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
  const cache = env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return {
    folder: env.EXECUTION_BROKER_DATA_DIR ?? join(data, 'jupyter', 'execution-broker'),
    environments: join(cache, 'execution-broker', 'environments'),
    python: env.EXECUTION_BROKER_PYTHON ?? 'python3',
    uv: env.EXECUTION_BROKER_UV ?? 'uv'
  };
}
