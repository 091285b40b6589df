import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');
export const SERVICE =
  process.env.BENCH_SERVICE ??
  join(ROOT, 'jupyterlab_execution_broker/service/execution-broker.mjs');
export const PYTHON = join(ROOT, '.venv/bin/python');
export const UV = join(ROOT, '.venv/bin/uv');
export const ENVIRONMENTS = join(homedir(), '.cache/execution-broker/environments');
