import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';

import { temporaryFolder } from '../../__tests__/test-broker';
import { FileServer, withoutQueries } from '../file-server';
import { complaint } from './some-file';

/** Writes a key and its certificate for 127.0.0.1. */
function makeCertificate(folder: string): boolean {
  try {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
        ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'],
        ...['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')]
      ],
      { stdio: 'ignore' }
    );
    return true;
  } catch {
    return false;
  }
}
const withOpenssl = makeCertificate(temporaryFolder()) ? it : it.skip;

describe('a server that files are put on', () => {
  withOpenssl('is trusted by a certificate of its own (skipped where openssl is not)', async () => {
    const folder = temporaryFolder();
    makeCertificate(folder);
    const cert = join(folder, 'cert.pem');
    const server = createServer(
      { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(cert) },
      (_request, answer) => answer.end('welcome')
    );
    try {
      await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
      const url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const ask = async (caFile?: string): Promise<unknown> =>
        new FileServer(url, caFile).ask({ method: 'GET', url });
      expect(await complaint(ask())).toContain(`${url.host} does not answer: self-signed`);
      expect(await ask(cert)).toMatchObject({ status: 200, text: 'welcome' });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('is read for 64 KiB of an answer that never ends', async () => {
    const endless = createHttpServer((_request, answer) => {
      answer.writeHead(500);
      const source = new Readable({ read: () => source.push('x'.repeat(4096)) });
      pipeline(source, answer, () => endless.close());
    });
    await new Promise<void>(done => endless.listen(0, '127.0.0.1', done));
    const url = new URL(`http://127.0.0.1:${(endless.address() as AddressInfo).port}/`);
    const server = new FileServer(url);
    const answer = await server.ask({ method: 'GET', url });
    expect(answer.text).toHaveLength(64 * 1024);
    expect(server.refusal('take a file', answer).message).toBe(
      `${url.host} refused to take a file: 500 Internal Server Error`
    );
  });

  it('keeps the queries of URLs out of its words', () => {
    expect(withoutQueries('no https://a.example.org/b?X-Amz-Signature=1&b=2 here, really?')).toBe(
      'no https://a.example.org/b here, really?'
    );
  });
});
