import { ServerResponse, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

import type { FastifyInstance } from 'fastify';

/** The connection that a client wants to use for something else than HTTP. */
export interface Upgrade {
  socket: Socket;
  /** What has come of it already. */
  head: Buffer;
}

/** Whether a request asks for a WebSocket. Others (h2c, say) go on as the HTTP that they are. */
export function isWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

/**
 * Requests for WebSockets. Node hands them out beside all others; here they go the way of all others,
 * so that nothing is open to them that is not open otherwise.
 */
export class Upgrades {
  private readonly _waiting = new WeakMap<IncomingMessage, Upgrade>();
  private readonly _sockets = new Set<Socket>();

  constructor(app: FastifyInstance) {
    app.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      this._sockets.add(socket);
      socket.once('close', () => this._sockets.delete(socket));
      // One that is dropped complains of it to nobody.
      socket.on('error', () => undefined);
      this._waiting.set(request, { socket, head });
      const response = new ServerResponse(request);
      response.shouldKeepAlive = false;
      response.assignSocket(socket);
      response.once('finish', () => socket.end());
      app.routing(request, response);
    });
    // A server waits for all its connections before it is closed, and these end by themselves only.
    app.addHook('preClose', done => {
      this._sockets.forEach(socket => socket.destroy());
      done();
    });
  }

  /** The connection of a request, where it asks for a WebSocket. */
  of(request: IncomingMessage): Upgrade | undefined {
    return this._waiting.get(request);
  }
}
