import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { clientOf, temporaryFolder } from '../../broker/__tests__/test-broker';
import { SIMPLE_SESSION } from '../../model/kinds';
import { HomeFolder } from '../home-folder';

const UUID = '11111111-2222-4333-8444-555555555555';
const servers: Server[] = [];

afterEach(() => {
  servers.splice(0).forEach(server => server.close());
});

/** FakeFileBroker: it has the files of one session, and nothing else. */
async function brokerWith(files: Record<string, string>): Promise<string> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').replace(`/sessions/${UUID}/files`, '');
    const found = files[path.slice(1)];
    response.writeHead(path === '' || found !== undefined ? 200 : 404, {
      'Content-Type': 'application/json'
    });
    response.end(
      path === ''
        ? JSON.stringify({
            files: Object.entries(files).map(([name, text]) => ({
              path: name,
              bytes: text.length,
              modified: '2026-01-02T03:04:05Z',
              state: 'new'
            }))
          })
        : found
    );
  });
  servers.push(server);
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function bring(folder: string, files: Record<string, string>) {
  const client = clientOf(await brokerWith(files));
  return new HomeFolder(folder).bring(client, { kind: SIMPLE_SESSION, meta: { uuid: UUID } });
}

it('brings files to where the run had them, and writes none of ours over', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'mine.txt'), 'mine');
  writeFileSync(join(folder, 'same.txt'), 'the same');
  const files = { 'out/new one.csv': '1,2', 'mine.txt': 'theirs', 'same.txt': 'the same' };
  const first = await bring(folder, files);
  expect(first.troubles).toEqual([]);
  expect(first.files).toEqual([
    'out/new one.csv',
    expect.stringMatching(/^mine\.run-\d{8}-\d{6}\.txt$/)
  ]);
  expect(readFileSync(join(folder, 'out/new one.csv'), 'utf8')).toBe('1,2');
  expect(readFileSync(join(folder, 'mine.txt'), 'utf8')).toBe('mine');
  expect(readFileSync(join(folder, first.files[1] ?? ''), 'utf8')).toBe('theirs');
  // Nothing half-written is left.
  expect(readdirSync(folder)).toHaveLength(4);
});

it('takes the next free name where that beside is taken by another', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'mine.txt'), 'mine');
  const [, ...before] = ['', ...(await bring(folder, { 'mine.txt': 'first' })).files];
  const after = await bring(folder, { 'mine.txt': 'second' });
  expect(after.files).toEqual([before[0]?.replace('.txt', '-2.txt')]);
  expect(readFileSync(join(folder, before[0] ?? ''), 'utf8')).toBe('first');
});

it.each(['../out.txt', '/etc/out.txt', '.hidden', 'a/.git/hooks/run', 'a//b', 'elsewhere/out.txt'])(
  'does not bring %s, and says so',
  async path => {
    const [folder, elsewhere] = [temporaryFolder(), temporaryFolder()];
    symlinkSync(elsewhere, join(folder, 'elsewhere'));
    mkdirSync(join(folder, 'a'));
    const { files, troubles } = await bring(folder, { [path]: 'x' });
    expect(files).toEqual([]);
    expect(troubles).toEqual([expect.stringContaining(`${path} did not come: `)]);
    expect(readdirSync(elsewhere)).toEqual([]);
    expect(existsSync(join(folder, '..', 'out.txt'))).toBe(false);
    expect(readdirSync(join(folder, 'a'))).toEqual([]);
  }
);

it('of a broker that lists no files there are none', async () => {
  const server = createServer((_, response) => response.writeHead(404).end());
  servers.push(server);
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const client = clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const session = { kind: SIMPLE_SESSION, meta: { uuid: UUID } } as const;
  expect(await new HomeFolder(temporaryFolder()).bring(client, session)).toEqual({
    files: [],
    troubles: []
  });
});
