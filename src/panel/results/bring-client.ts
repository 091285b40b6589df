import type { BrokerWire } from '../../client/broker-wire';
import type { BringNews, FileLooks } from '../../model/session-files';

/** A file to bring home: under another name, or over what stands there. */
export interface Wanted {
  path: string;
  as?: string;
  over?: boolean;
}

/** Brings files of a session home by the Jupyter server: none of them passes the browser. */
export class BringClient {
  constructor(private readonly _wire: BrokerWire) {}

  /** Every file, beside what stands in the folder `to`. */
  async look(uuid: string, to: string): Promise<FileLooks> {
    return this._wire.document('FileLooks', `/sessions/${uuid}/bring`, post({ to, check: true }));
  }

  /** Brings them, and tells how it goes. Rejects with a 409 where one exists and differs. */
  async *bring(uuid: string, to: string, files: readonly Wanted[]): AsyncGenerator<BringNews> {
    const { body, status } = await this._wire.call(`/sessions/${uuid}/bring`, post({ to, files }));
    const decoder = new TextDecoder();
    const reader = body?.getReader();
    let rest = '';
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
      const lines = (rest + decoder.decode(read.value, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        yield this._wire.checked('BringNews', JSON.parse(line), status);
      }
    }
  }
}

function post(body: object) {
  return {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body)
  };
}
