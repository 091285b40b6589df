import { request as plainRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as safeRequest } from 'node:https';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';

import type { FastifyReply, FastifyRequest } from 'fastify';

import type { JupyterDoor } from '../platforms/platform';
import { returnedHeaders, seenLocation, sentHeaders } from './forwarding';
import { targetOf, unreachable } from './target';
import { tunnel } from './tunnel';
import type { Upgrade } from './upgrades';

/** Milliseconds to connect. */
const PATIENCE = 5000;

export interface Passage {
  door: JupyterDoor;
  /** Below the server's folder: path and query, as the client has written them. */
  path: string;
  /** Where the client sees that folder; with a slash at the end. */
  prefix: string;
  /** The connection, where a WebSocket is asked for. */
  upgrade: Upgrade | undefined;
}

/** An answer, or the connection that has become a WebSocket. */
type Answer = { response: IncomingMessage } & (
  { socket?: undefined } | { socket: Socket; head: Buffer }
);

/**
 * Hands a request on to a Jupyter server, and its answer back: bodies as they come and no faster than
 * they are taken, WebSockets as the bytes that they are.
 *
 * @throws Problem 502 where there is no answer
 */
export async function pass(
  request: FastifyRequest,
  reply: FastifyReply,
  passage: Passage
): Promise<FastifyReply> {
  const { upgrade, prefix } = passage;
  const { folder, target, options } = targetOf(passage.door, passage.path);
  const gone = new AbortController();
  const onGone = (): void => gone.abort();
  reply.raw.once('close', onGone);
  const answer = await answered(request.raw, { options, target, upgrade, signal: gone.signal });
  const { response } = answer;
  reply.hijack();
  if (answer.socket && upgrade) {
    reply.raw.off('close', onGone);
    reply.raw.detachSocket(upgrade.socket);
    tunnel(upgrade, answer, response);
    return reply;
  }
  const { location } = response.headers;
  const seen =
    location === undefined ? undefined : seenLocation(location, { target, folder, prefix });
  reply.raw.writeHead(response.statusCode ?? 502, response.statusMessage, {
    ...returnedHeaders(response.headers),
    ...(seen === undefined ? {} : { location: seen })
  });
  // Half an answer must not pass for a whole: the client is cut off where the other end breaks.
  await pipeline(response, reply.raw).catch(() => undefined);
  return reply;
}

interface Outgoing {
  options: RequestOptions;
  target: URL;
  upgrade: Upgrade | undefined;
  /** Aborted when the client has gone. */
  signal: AbortSignal;
}

async function answered(
  request: IncomingMessage,
  { options, target, upgrade, signal }: Outgoing
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const send = target.protocol === 'https:' ? safeRequest : plainRequest;
  const outgoing = send({
    ...options,
    method: request.method,
    // No connection is used twice: none can then have ended just before.
    agent: false,
    signal,
    headers: {
      ...sentHeaders(request.headers),
      ...(request.headers['transfer-encoding'] ? { 'transfer-encoding': 'chunked' } : {}),
      ...(upgrade ? { connection: 'Upgrade', upgrade: 'websocket' } : {}),
      host: target.host,
      ...(options.headers as Record<string, string>)
    }
  });
  outgoing.once('response', response => resolve({ response }));
  outgoing.once('upgrade', (response, socket, head) => resolve({ response, socket, head }));
  outgoing.on('error', error => reject(unreachable(error)));
  outgoing.once('socket', socket => {
    const late = setTimeout(() => {
      outgoing.destroy(Object.assign(new Error('no connection'), { code: 'ETIMEDOUT' }));
    }, PATIENCE);
    const settled = (): void => clearTimeout(late);
    socket.once('connect', settled).once('close', settled);
  });
  if (upgrade) {
    outgoing.end();
  } else {
    // Not pipeline(): the answer tells what became of a body that was not taken.
    request.pipe(outgoing);
  }
  return promise;
}
