import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { JUPYTER_NOTEBOOK, SIMPLE_COMPUTE, SIMPLE_DATA, SIMPLE_VOLUME } from '../../model/kinds';
import type { ExecutionRequest } from '../../model/request';

/** A notebook of these code cells. */
export function notebook(...cells: string[]): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { language_info: { name: 'python' } },
    cells: cells.map((source, i) => ({
      id: `cell-${i}`,
      cell_type: 'code',
      execution_count: null,
      metadata: {},
      outputs: [],
      source
    }))
  });
}

/** The question about a notebook's text, with its requirements and the files beside it. */
export function ask(
  content: string,
  {
    name = 'test.ipynb',
    requirements,
    files = {},
    compute = {},
    duration
  }: {
    name?: string;
    requirements?: string;
    files?: Record<string, Buffer>;
    compute?: object;
    duration?: string;
  } = {}
): ExecutionRequest {
  const url = (bytes: Buffer | string): string =>
    `data:application/octet-stream;base64,${Buffer.from(bytes).toString('base64')}`;
  return {
    executable: {
      kind: JUPYTER_NOTEBOOK,
      meta: { name },
      location: url(content),
      language: { name: 'python' },
      ...(requirements === undefined ? {} : { requirements: { file: url(requirements) } })
    },
    compute: {
      kind: SIMPLE_COMPUTE,
      volumes: Object.keys(files).map(path => ({ kind: SIMPLE_VOLUME, path, resource: path })),
      ...compute
    },
    data: Object.entries(files).map(([path, bytes]) => ({
      kind: SIMPLE_DATA,
      meta: { name: path },
      location: url(bytes)
    })),
    ...(duration === undefined ? {} : { schedule: { requested: { duration } } })
  };
}

/** The question about a notebook in a folder, with its requirements.txt some of its files,
 * and packages that its authors forgot. */
export function askFolder(
  folder: string,
  name: string,
  { files = [], packages = '' }: { files?: string[]; packages?: string } = {}
): ExecutionRequest {
  const read = (file: string): Buffer => readFileSync(join(folder, file));
  return ask(read(name).toString(), {
    name,
    requirements: read('requirements.txt').toString() + packages,
    files: Object.fromEntries(files.map(file => [basename(file), read(file)]))
  });
}
