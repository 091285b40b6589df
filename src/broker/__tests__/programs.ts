import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import type { BrokerClient } from '../../client/broker-client';
import { SIMPLE_COMPUTE, SIMPLE_DATA, SIMPLE_VOLUME } from '../../model/kinds';
import { isFinal } from '../../model/phase';
import type { ExecutionRequest } from '../../model/request';
import type { ExecutionSession } from '../../model/session';
import type { SessionFileList } from '../../model/session-files';
import { messageText } from '../../model/template';
import { TOKEN, type Service } from './service';
import { until } from './test-broker';

/** Bytes as a location. */
export function inline(bytes: Buffer | string): string {
  return `data:application/octet-stream;base64,${Buffer.from(bytes).toString('base64')}`;
}

/** The question about an executable that is no notebook, with files where they are to lie. */
export function askFor(
  executable: ExecutionRequest['executable'],
  {
    files = {},
    readOnly = [],
    compute = {},
    duration
  }: {
    files?: Record<string, Buffer | string>;
    /** Those of the files that must not be written to. */
    readOnly?: string[];
    compute?: object;
    duration?: string;
  } = {}
): ExecutionRequest {
  return {
    executable,
    compute: {
      kind: SIMPLE_COMPUTE,
      volumes: Object.keys(files).map(path => ({
        kind: SIMPLE_VOLUME,
        path,
        resource: path,
        mode: readOnly.includes(path) ? ('READONLY' as const) : ('READWRITE' as const)
      })),
      ...compute
    },
    data: Object.entries(files).map(([path, bytes]) => ({
      kind: SIMPLE_DATA,
      meta: { name: path },
      location: inline(bytes)
    })),
    ...(duration === undefined ? {} : { schedule: { requested: { duration } } })
  };
}

/** Asks, and accepts the first offer; gives the session's uuid. */
export async function accept(client: BrokerClient, request: ExecutionRequest): Promise<string> {
  const set = await client.ask(request);
  expect((set.meta?.messages ?? []).map(messageText)).toEqual([]);
  const uuid = set.offers![0]!.meta!.uuid!;
  await client.accept(uuid);
  return uuid;
}

/** The session once it has ended. */
export async function end(client: BrokerClient, uuid: string): Promise<ExecutionSession> {
  return until(async () => {
    const session = await client.session(uuid);
    return isFinal(session.phase!) && session;
  }, 100);
}

/** All that was said of a session. */
export function said(session: ExecutionSession): string {
  return (session.meta?.messages ?? []).map(messageText).join('\n');
}

/** What a session has written so far. */
export function output({ folder }: Service, uuid: string, name = 'stdout'): string {
  const path = join(folder, 'sessions', uuid, `${name}.txt`);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** What became of each file of a session. */
export async function states({ url }: Service, uuid: string): Promise<Record<string, string>> {
  const response = await fetch(`${url}/sessions/${uuid}/files`, {
    headers: { Accept: 'application/json', Authorization: `Bearer ${TOKEN}` }
  });
  expect(response.status).toBe(200);
  const { files } = (await response.json()) as SessionFileList;
  return Object.fromEntries(files.map(({ path, state }) => [path, state]));
}

/** Those of some commands that are not on this computer. */
export function missingTools(...names: string[]): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.filter(name => !folders.some(folder => existsSync(join(folder, name))));
}
