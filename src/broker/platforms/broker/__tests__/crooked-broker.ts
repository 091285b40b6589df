import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { SIMPLE_COMPUTE, SIMPLE_SESSION } from '../../../../model/kinds';
import { temporaryFolder } from '../../../__tests__/test-broker';

/** What a broker does at one of its paths. */
export type Script = (
  response: ServerResponse,
  request: { body: string; headers: IncomingHttpHeaders; path: string }
) => void | Promise<void>;

/** By method and path, `{id}` for any name: `GET /sessions/{id}`. */
export type Scripts = Record<string, Script>;

export interface CrookedBroker {
  url: string;
  /** What it was asked: `POST /requests`. */
  asked: string[];
  /** The phase of its only session. */
  phase: string;
  scripts: Scripts;
}

export const SESSION = '11111111-2222-4333-8444-555555555555';
const SET = '99999999-2222-4333-8444-555555555555';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A session as a broker of July 2026 may have it. */
export function session(phase = 'OFFERED', more: object = {}): object {
  return {
    kind: SIMPLE_SESSION,
    meta: { uuid: SESSION, url: `http://other.example/sessions/${SESSION}` },
    phase,
    compute: { kind: SIMPLE_COMPUTE, cores: { min: 1, max: 1 } },
    ...more
  };
}

export function yes(...offers: object[]): object {
  return { kind: 'uri:offerset-response', meta: { uuid: SET }, result: 'YES', offers };
}

export function json(
  document: unknown,
  status = 200,
  headers: Record<string, string> = {}
): Script {
  return response => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(JSON.stringify(document));
  };
}

export function text(body: string, status = 200, headers: Record<string, string> = {}): Script {
  return response => {
    response.writeHead(status, headers);
    response.end(body);
  };
}

/**
 * A broker that is not one of ours and does what it is told to: a real HTTP server that offers one
 * session, by 303, unless a script says otherwise. It answers 404 to what nobody has scripted.
 */
export async function startCrooked(
  scripts: Scripts = {},
  tls?: { key: string; cert: string }
): Promise<CrookedBroker> {
  const broker: CrookedBroker = { url: '', asked: [], phase: 'OFFERED', scripts: {} };
  broker.scripts = {
    'POST /requests': text('', 303, { Location: `/offersets/${SET}` }),
    'GET /offersets/{id}': response => json(yes(session(broker.phase)))(response, never),
    'GET /sessions/{id}': response => json(session(broker.phase))(response, never),
    'POST /sessions/{id}': (response, { body }) => {
      broker.phase = (JSON.parse(body) as { value: string }).value;
      return json(session(broker.phase))(response, never);
    },
    ...scripts
  };
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? '';
    const key = `${request.method} ${path.replace(/^(.*\/(?:sessions|offersets)\/)[^/]+/, '$1{id}')}`;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      broker.asked.push(`${request.method} ${path}`);
      const script = broker.scripts[key] ?? broker.scripts['*'] ?? text('', 404);
      const body = Buffer.concat(chunks).toString();
      void script(response, { body, headers: request.headers, path });
    });
  };
  const server = tls ? createTlsServer(tls, serve) : createServer(serve);
  servers.push(server);
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  broker.url = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  return broker;
}

/** For a script that looks at no request. */
const never = { body: '', headers: {}, path: '' };

/** A certificate made for this test, for an address and a time. */
export function certificate(
  name: string,
  { expired = false } = {}
): { key: string; cert: string; file: string } {
  const folder = temporaryFolder();
  const [key, asked, file] = ['key.pem', 'asked.pem', 'cert.pem'].map(part => join(folder, part));
  const openssl = (...args: string[]): void =>
    void execFileSync('openssl', args, { stdio: 'ignore' });
  openssl(
    ...['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-keyout', key!, '-out', asked!, '-subj', '/CN=test', '-addext', `subjectAltName=${name}`]
  );
  openssl(
    ...['x509', '-req', '-in', asked!, '-signkey', key!, '-copy_extensions', 'copy'],
    // An expired one ended a day before it began.
    ...['-days', expired ? '-1' : '2', '-out', file!]
  );
  return { key: readFileSync(key!, 'utf8'), cert: readFileSync(file!, 'utf8'), file: file! };
}
