import { randomUUID } from 'node:crypto';
import { once } from 'node:events';

import { WebSocket } from 'undici';

/** What a kernel says, as far as these tests look. */
interface Message {
  channel: string;
  msg_type: string;
  parent_header: { msg_id?: string };
  content: { text?: string; data?: Record<string, string>; status?: string };
}

const sockets: WebSocket[] = [];

afterEach(() => {
  sockets.splice(0).forEach(socket => socket.close());
});

/** A kernel by its WebSocket, with the messages of the default protocol: JSON texts. */
export class KernelSocket {
  private constructor(private readonly _socket: WebSocket) {}

  /** Starts a kernel at a Jupyter server, and connects to it. */
  static async start(jupyter: string, headers: Record<string, string>): Promise<KernelSocket> {
    const started = await fetch(`${jupyter}api/kernels`, { method: 'POST', headers, body: '{}' });
    expect([started.status, await started.clone().text()]).toEqual([201, expect.any(String)]);
    const { id } = (await started.json()) as { id: string };
    return KernelSocket.connect(`${jupyter}api/kernels/${id}`, headers);
  }

  /** @throws Error where the WebSocket is refused */
  static async connect(kernel: string, headers: Record<string, string>): Promise<KernelSocket> {
    const url = `${kernel.replace(/^http/, 'ws')}/channels`;
    const socket = new WebSocket(url, { headers });
    sockets.push(socket);
    const refused = once(socket, 'error').then(() => {
      throw new Error(`The WebSocket at ${url} was refused`);
    });
    await Promise.race([once(socket, 'open'), refused]);
    return new KernelSocket(socket);
  }

  /** Runs code; gives what it printed and its value, once the kernel is idle again. */
  async run(code: string): Promise<string> {
    const id = randomUUID();
    const said: string[] = [];
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const listen = ({ data }: { data: unknown }): void => {
      const {
        msg_type: type,
        parent_header: parent,
        content
      } = JSON.parse(String(data)) as Message;
      if (parent.msg_id !== id) {
        return;
      }
      if (type === 'stream' || type === 'execute_result') {
        said.push(content.text ?? content.data?.['text/plain'] ?? '');
      } else if (
        type === 'status' &&
        (content as { execution_state?: string }).execution_state === 'idle'
      ) {
        this._socket.removeEventListener('message', listen);
        resolve(said.join(''));
      }
    };
    this._socket.addEventListener('message', listen);
    this._socket.addEventListener('close', () => reject(new Error('The kernel has hung up')));
    const header = {
      msg_id: id,
      username: '',
      session: 'test',
      msg_type: 'execute_request',
      version: '5.3'
    };
    this._socket.send(
      JSON.stringify({
        channel: 'shell',
        header,
        parent_header: {},
        metadata: {},
        content: { code, silent: false, store_history: true, allow_stdin: false }
      })
    );
    return promise;
  }

  get closed(): Promise<unknown> {
    return once(this._socket, 'close');
  }
}
