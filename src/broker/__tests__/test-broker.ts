import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { FastifyInstance } from 'fastify';

import { BrokerClient } from '../../client/broker-client';
import { COST_MONEY, JUPYTER_NOTEBOOK, MINMAX_COST, SIMPLE_COMPUTE } from '../../model/kinds';
import type { ExecutionRequest } from '../../model/request';
import { checkDocument } from '../../model/validate';
import { buildApp, type AppOptions } from '../app';
import type { Answer, Assignment, Platform, Report, SessionRef } from '../platforms/platform';
import { openStore } from '../store/store';

/** A folder of its own for one test, gone after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'broker-test-'));
  folders.push(folder);
  return folder;
}

const folders: string[] = [];
const apps: FastifyInstance[] = [];

afterEach(async () => {
  await Promise.all(apps.splice(0).map(async app => app.close()));
  folders.splice(0).forEach(folder => rmSync(folder, { recursive: true, force: true }));
});

export interface TestBroker {
  app: FastifyInstance;
  url: string;
  client: BrokerClient;
  folder: string;
}

/** A real broker on a real port, with a real database. */
export async function startBroker(
  options: Omit<AppOptions, 'store' | 'log'> & { folder?: string }
): Promise<TestBroker> {
  const folder = options.folder ?? temporaryFolder();
  const app = await buildApp({ ...options, store: openStore(folder), log: false });
  apps.push(app);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { app, url, folder, client: clientOf(url, options.token) };
}

export function clientOf(url: string, token?: string): BrokerClient {
  return new BrokerClient({
    baseUrl: url,
    check: checkDocument,
    ...(token === undefined
      ? {}
      : {
          fetch: async (target: string, init: RequestInit) =>
            fetch(target, {
              ...init,
              headers: { ...(init.headers as object), Authorization: `Bearer ${token}` }
            })
        })
  });
}

/** Says YES within its capacity. Leaves out: running anything; a session stays where `report` puts it. */
export class FakePlatform implements Platform {
  readonly started: Assignment[] = [];
  readonly cancelled: string[] = [];

  constructor(
    readonly report: Report,
    readonly name = 'Fake',
    private readonly _limits = { cores: 4, memory: 16 },
    private readonly _answer: () => Promise<Answer | undefined> = async () =>
      Promise.resolve(undefined)
  ) {}

  async ask(request: ExecutionRequest): Promise<Answer> {
    const cores = request.compute?.cores?.min ?? 1;
    const memory = request.compute?.memory?.min ?? 1;
    return (
      (await this._answer()) ?? {
        limits: this._limits,
        propose: free =>
          cores > free.cores || memory > free.memory
            ? { reasons: [{ level: 'ERROR', message: `${cores} cores asked, ${free.cores} free` }] }
            : [1, 2].map(() => ({
                cores,
                memory,
                starts: Date.now(),
                seconds: 60,
                costs: [{ kind: MINMAX_COST, type: COST_MONEY, min: 0, max: 0 }],
                messages: []
              }))
      }
    );
  }

  async run(assignment: Assignment): Promise<void> {
    this.started.push(assignment);
    return Promise.resolve();
  }

  async cancel({ uuid }: SessionRef): Promise<void> {
    this.cancelled.push(uuid);
    return Promise.resolve();
  }

  async file(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async remnants(): Promise<[]> {
    return Promise.resolve([]);
  }

  async close(): Promise<void> {
    return Promise.resolve();
  }
}

/** A question about a notebook; the content is not looked at by a FakePlatform. */
export function question(cores = 1, more: Partial<ExecutionRequest> = {}): ExecutionRequest {
  return {
    executable: {
      kind: JUPYTER_NOTEBOOK,
      meta: { name: 'a.ipynb' },
      location: 'data:application/x-ipynb+json,{}'
    },
    compute: { kind: SIMPLE_COMPUTE, cores: { min: cores } },
    ...more
  };
}

/** Waits until something holds; fails after `seconds`. */
export async function until<T>(
  look: () => Promise<T | undefined | false>,
  seconds = 10
): Promise<T> {
  for (const deadline = Date.now() + seconds * 1000; ;) {
    const found = await look();
    if (found !== undefined && found !== false) {
      return found;
    }
    if (Date.now() > deadline) {
      throw new Error(`Not within ${seconds} s`);
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
