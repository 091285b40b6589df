import { createServer, connect, type Server, type Socket } from 'node:net';

import { freePort } from './server';

/** FakeNetwork: a port before another of this machine, that can be cut off. It has no delays. */
export class Wire {
  private constructor(
    private readonly _server: Server,
    readonly port: number
  ) {}

  static async to(target: number): Promise<Wire> {
    const port = await freePort();
    const wire = new Wire(
      createServer(socket => {
        wire._join(socket, target);
      }),
      port
    );
    await new Promise<void>(done => wire._server.listen(port, '127.0.0.1', done));
    return wire;
  }

  /** Ends all connections without a word, and refuses new ones. */
  cut(): void {
    this._isCut = true;
    this._sockets.forEach(socket => socket.resetAndDestroy());
  }

  mend(): void {
    this._isCut = false;
  }

  close(): void {
    this.cut();
    this._server.close();
  }

  private _join(socket: Socket, target: number): void {
    if (this._isCut) {
      socket.resetAndDestroy();
      return;
    }
    const other = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [socket, other],
      [other, socket]
    ] as const) {
      this._sockets.add(from);
      from.setNoDelay(true).pipe(to);
      from.on('error', () => undefined);
      from.once('close', () => {
        this._sockets.delete(from);
        to.destroy();
      });
    }
  }

  private _isCut = false;
  private readonly _sockets = new Set<Socket>();
}
