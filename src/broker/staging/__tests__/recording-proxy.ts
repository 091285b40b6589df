import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const proxies: Server[] = [];

afterEach(async () => {
  await Promise.all(
    proxies.splice(0).map(
      async server =>
        new Promise<void>(done => {
          server.close(() => done());
          server.closeAllConnections();
        })
    )
  );
});

export interface RecordingProxy {
  url: string;
  /** `HEAD /files/…`, in the order in which they came. */
  seen: string[];
  headers: IncomingMessage['headers'][];
}

/** What happens instead of passing a request on: an answer, or the line is cut after so many bytes. */
export type Mischief =
  | { status: number; headers?: Record<string, string>; body?: string }
  | {
      cutAfter: number;
    };

/** Passes requests on as they are, and writes them down. */
export async function startProxy(
  target: string,
  mischief: (method: string, path: string) => Mischief | undefined = () => undefined
): Promise<RecordingProxy> {
  const seen: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const { port, hostname } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '' } = incoming;
    seen.push(`${method} ${url.split('?')[0] ?? ''}`);
    headers.push(incoming.headers);
    const planned = mischief(method, url);
    if (planned && 'status' in planned) {
      // Says so before it has read the file, as a server does that knows from the headers.
      outgoing.writeHead(planned.status, planned.headers).end(planned.body);
      return;
    }
    const onward = request(
      { host: hostname, port, method, path: url, headers: incoming.headers, agent: false },
      answer => {
        outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(outgoing);
      }
    );
    onward.on('error', () => incoming.destroy());
    if (!planned) {
      incoming.pipe(onward);
      return;
    }
    let left = planned.cutAfter;
    incoming.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      onward.write(chunk, () => {
        if (left <= 0) {
          onward.destroy();
          incoming.destroy();
        }
      });
    });
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  proxies.push(server);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, headers };
}
