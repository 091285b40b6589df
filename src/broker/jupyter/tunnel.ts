import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

import { returnedHeaders } from './forwarding';
import type { Upgrade } from './upgrades';

/** Milliseconds of silence after which the system asks whether the other end is still there. */
const ASK_AFTER = 60_000;

/** Joins a client with a server that has agreed to a WebSocket: what one sends, the other gets. */
export function tunnel(
  client: Upgrade,
  server: Upgrade,
  { statusMessage = '', headers }: IncomingMessage
): void {
  const lines = Object.entries({
    ...returnedHeaders(headers),
    Connection: 'Upgrade',
    Upgrade: 'websocket'
  }).map(([name, value]) => `${name}: ${String(value)}`);
  for (const { socket } of [client, server]) {
    // A keystroke goes at once, and a connection may be quiet for as long as it likes.
    socket.setNoDelay(true).setTimeout(0).setKeepAlive(true, ASK_AFTER);
  }
  client.socket.write(`HTTP/1.1 101 ${statusMessage}\r\n${lines.join('\r\n')}\r\n\r\n`);
  client.socket.write(server.head);
  server.socket.write(client.head);
  join(client.socket, server.socket);
  join(server.socket, client.socket);
}

/** Hands bytes on, no faster than they are taken; ends the other end when this one has. */
function join(from: Socket, to: Socket): void {
  from.pipe(to);
  from.on('error', () => to.destroy());
  from.once('close', () => {
    if (from.readableEnded) {
      to.end();
    } else {
      to.destroy();
    }
  });
}
