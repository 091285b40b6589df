// Brokers of other people, in a process of its own: started by startFakes() with what they are as JSON.
// They answer v1.0 YES documents after 20 to 100 ms, or take a question and say nothing.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const KINDS = 'https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds';
const OPENAPI = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'A broker', version: '1.0' },
  paths: { '/requests': {}, '/sessions/{uuid}': {} }
});

/**
 * Starts brokers on free loopback ports.
 *
 * @param shape `healthy` that answer and `hanging` that do not, of so many each; `offers` of each; how
 *   long they think, `least` to `most` milliseconds
 */
export async function startFakes(shape) {
  const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(shape)]);
  const ports = await new Promise(done => child.once('message', done));
  const urls = list => list.map(port => `http://127.0.0.1:${port}`);
  return {
    healthy: urls(ports.healthy),
    hanging: urls(ports.hanging),
    /** The most requests that one of them had at a time. */
    async busiest() {
      child.send('busiest');
      return new Promise(done => child.once('message', done));
    },
    async stop() {
      child.disconnect();
      await new Promise(done => child.once('exit', done));
    }
  };
}

async function listen(serve) {
  const server = createServer(serve);
  await new Promise(done => server.listen(0, '127.0.0.1', 511, done));
  return server.address().port;
}

function offerOf(i) {
  const start = new Date(Date.now() + i * 1000).toISOString().replace(/\.\d+/, '');
  return {
    kind: `${KINDS}/session/scheduled-execution-session.yaml`,
    meta: { uuid: randomUUID(), name: `offer ${i}` },
    phase: 'OFFERED',
    expires: new Date(Date.now() + 300_000).toISOString(),
    compute: {
      kind: `${KINDS}/resource/compute/simple-compute-resource.yaml`,
      cores: { min: 1 + (i % 8), max: 1 + (i % 8) },
      memory: { min: 4, max: 4 }
    },
    schedule: { available: { start: `${start}/PT0S`, duration: 'PT1H' } },
    costs: [{ type: 'money', currency: 'EUR', min: i % 10, max: i % 10 }]
  };
}

/** One broker: a request's answer after a while, a session with its ETag. */
function broker({ offers, least, most }, note) {
  const phases = new Map();
  const session = uuid => ({
    kind: `${KINDS}/session/scheduled-execution-session.yaml`,
    meta: { uuid },
    phase: phases.get(uuid) ?? 'OFFERED'
  });
  let busy = 0;
  return (request, response) => {
    note(++busy);
    const chunks = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      const send = (status, body, headers = {}) =>
        setTimeout(
          () => {
            busy -= 1;
            response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
            response.end(body);
          },
          least + Math.random() * (most - least)
        );
      const { method, url } = request;
      const uuid = url.startsWith('/sessions/') ? url.slice('/sessions/'.length) : undefined;
      if (url === '/openapi.json') {
        send(200, OPENAPI);
      } else if (method === 'POST' && url === '/requests') {
        const list = Array.from({ length: offers }, (_, i) => offerOf(i));
        const set = { kind: 'uri:offerset-response', result: 'YES', offers: list };
        send(200, JSON.stringify({ ...set, meta: { uuid: randomUUID() } }));
      } else if (uuid) {
        if (method === 'POST') {
          phases.set(uuid, JSON.parse(Buffer.concat(chunks).toString()).value);
        }
        const etag = `"${session(uuid).phase}"`;
        const isSame = request.headers['if-none-match'] === etag;
        send(isSame ? 304 : 200, isSame ? undefined : JSON.stringify(session(uuid)), {
          ETag: etag
        });
      } else {
        send(404, '{}');
      }
    });
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { healthy, hanging = 0, offers = 1, least = 20, most = 100 } = JSON.parse(process.argv[2]);
  let busiest = 0;
  const note = busy => (busiest = Math.max(busiest, busy));
  const many = async (count, make) =>
    Promise.all(Array.from({ length: count }, async () => listen(make())));
  process.on('message', () => {
    process.send(busiest);
    busiest = 0;
  });
  process.once('disconnect', () => process.exit(0));
  process.send({
    healthy: await many(healthy, () => broker({ offers, least, most }, note)),
    hanging: await many(hanging, () => () => undefined)
  });
}
