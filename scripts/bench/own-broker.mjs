import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { EventSourceParserStream } from 'eventsource-parser/stream';

import { ENVIRONMENTS, PYTHON, SERVICE, UV } from './places.mjs';

const NOTEBOOK =
  'https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/jupyter-notebook.yaml';

export const notebook = JSON.stringify({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { language_info: { name: 'python' } },
  cells: Array.from({ length: 10 }, (_, i) => ({
    id: `c${i}`,
    cell_type: 'code',
    execution_count: null,
    metadata: {},
    outputs: [],
    source: `print(sum(range(${i} * 1000)))`
  }))
});

export const question = {
  executable: {
    kind: NOTEBOOK,
    meta: { name: 'bench.ipynb' },
    location: `data:application/x-ipynb+json;base64,${Buffer.from(notebook).toString('base64')}`,
    language: { name: 'python' }
  },
  question: 'bench'
};

/** Our broker in a process of its own, as the Jupyter server starts it. Set BENCH_PROFILE to a folder for CPU profiles. */
export async function startBroker(folder, name) {
  const start = performance.now();
  const { BENCH_PROFILE: profile } = process.env;
  const child = spawn(
    process.execPath,
    [
      ...['--max-semi-space-size=16', '--optimize-for-size', '--no-maglev'],
      '--invocation-count-for-turbofan=100000',
      ...(profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []),
      ...[SERVICE, 'serve', '--child', '--port', '0', '--data-dir', join(folder, name)],
      ...['--environments', ENVIRONMENTS, '--python', PYTHON, '--uv', UV]
    ],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        ...process.env,
        MALLOC_ARENA_MAX: '1',
        MALLOC_TRIM_THRESHOLD_: '131072',
        MALLOC_MMAP_THRESHOLD_: '131072'
      }
    }
  );
  child.stdin.write('token\n');
  const line = await new Promise(done =>
    createInterface({ input: child.stdout }).once('line', done)
  );
  return new OwnBroker(child, JSON.parse(line).url, start);
}

class OwnBroker {
  constructor(child, url, start) {
    Object.assign(this, { child, url, start });
  }

  /** Sends and reads a document; POST where there is a body and nothing else is said. */
  async call(path, body, { method = body ? 'POST' : 'GET', prefer = [] } = {}) {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        Authorization: 'Bearer token',
        Accept: 'application/json',
        'Content-Type': 'application/json',
        Prefer: ['return=representation', ...prefer].join(', ')
      },
      ...(body ? { body: JSON.stringify(body) } : {})
    });
    const document = await response.json();
    if (!response.ok) {
      throw new Error(`${path}: ${response.status} ${JSON.stringify(document).slice(0, 300)}`);
    }
    return document;
  }

  /** The documents of an event stream, as they come. */
  async *events(path) {
    const stop = new AbortController();
    const response = await fetch(this.url + path, {
      headers: { Authorization: 'Bearer token', Accept: 'text/event-stream' },
      signal: stop.signal
    });
    try {
      yield* response.body
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(new EventSourceParserStream());
    } finally {
      stop.abort();
    }
  }

  /** Seconds of processor time so far (Linux). */
  get processorTime() {
    const fields = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  /** Bytes in memory (Linux). */
  get resident() {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)[1]) * 1024;
  }

  async stop() {
    const ended = new Promise(done => this.child.once('exit', done));
    this.child.kill();
    await ended;
  }
}
