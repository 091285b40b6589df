import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The Python that has JupyterLab and the extension: `$PYTHON`, the one of `make`, or the first found. */
export function python(): string {
  const own = resolve(__dirname, '../../.venv/bin/python');
  return process.env.PYTHON ?? (existsSync(own) ? own : 'python');
}
