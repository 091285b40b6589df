import type { IDisposable } from '@lumino/disposable';

import type { BrokerClient } from '../../client/broker-client';
import { BrokerError } from '../../client/broker-error';
import type { LogName } from '../../model/session-log';
import { Snapshot } from '../snapshot';
import { trouble } from '../trouble';
import { LogText } from './log-text';

/** Bytes of its end that are read at first, and of all of it when asked for. */
const FIRST = 2 ** 20;
const ALL = 24 * 2 ** 20;
/** Looks that are passed over after one that brought nothing. */
const REST = 5;

export interface LogState {
  name: LogName;
  text: LogText;
  /** Goes up with each change of the text, which grows in place. */
  version: number;
  /** Bytes before what is shown. */
  before: number;
  loading: boolean;
  /** Why there is nothing, or no more. */
  remark?: string | undefined;
  query: string;
  /** The rows in which that was found. */
  matches: readonly number[];
}

/** What a session writes: one of its three logs at a time, read on as it grows. */
export class LogModel implements IDisposable {
  constructor(
    private readonly _client: Pick<BrokerClient, 'wire'>,
    private readonly _uuid: string
  ) {}

  readonly state = new Snapshot<LogState>(this._blank('stdout'));

  /** Whether its end has been read, after the session's. */
  get isComplete(): boolean {
    return this._complete;
  }

  get isDisposed(): boolean {
    return this.state.isDisposed;
  }

  /** Turns to another of the logs. */
  async select(name: LogName): Promise<void> {
    if (name !== this.state.value.name) {
      await this._begin(name, FIRST);
    }
  }

  /** Reads what was left out before. */
  async showAll(): Promise<void> {
    await this._begin(this.state.value.name, ALL);
  }

  search(query: string): void {
    this.state.patch({ query, matches: this.state.value.text.find(query) });
  }

  /** Reads what has come since; never fails. `ended`: nothing more will come. */
  async look(ended: boolean): Promise<void> {
    const last = ended && !this._ended;
    this._ended = ended;
    this._resting -= 1;
    if (last || this._resting <= 0) {
      await this._read();
    }
  }

  dispose(): void {
    this._turn += 1;
    this.state.dispose();
  }

  private async _begin(name: LogName, bytes: number): Promise<void> {
    this._turn += 1;
    this._next = undefined;
    this._first = bytes;
    this._reading = undefined;
    this._complete = false;
    const { query } = this.state.value;
    this.state.patch({ ...this._blank(name), query });
    await this._read();
  }

  /** One reading at a time. */
  private async _read(): Promise<void> {
    this._reading ??= this._readOn(this._turn).finally(() => {
      this._reading = undefined;
    });
    return this._reading;
  }

  private async _readOn(turn: number): Promise<void> {
    const ended = this._ended;
    try {
      let more = true;
      while (more && turn === this._turn) {
        more = await this._readPart(turn);
      }
      if (turn === this._turn) {
        this._complete = ended;
        this.state.patch({ loading: false });
      }
    } catch (error) {
      if (turn === this._turn) {
        // Nothing was written yet, say: no reason to ask again and again.
        this._resting = REST;
        this._complete = ended && error instanceof BrokerError && error.status === 404;
        const empty = error instanceof BrokerError && error.status === 416;
        this.state.patch({ loading: false, remark: empty ? undefined : trouble(error).message });
      }
    }
  }

  /** Reads from where the last part ended; says whether there may be more at once. */
  private async _readPart(turn: number): Promise<boolean> {
    const { name, text, version } = this.state.value;
    // From the last byte that is known on: so there is something to be had, always.
    const range = this._next === undefined ? `-${this._first}` : `${this._next - 1}-`;
    const response = await this._client.wire
      .call(`/sessions/${this._uuid}/logs/${name}`, {
        headers: { Accept: 'text/plain, application/json', Range: `bytes=${range}` },
        cache: 'no-store'
      })
      .catch((error: unknown) => {
        if (this._next !== undefined && error instanceof BrokerError && error.status === 416) {
          return undefined;
        }
        throw error;
      });
    if (turn !== this._turn) {
      return false;
    }
    const edition = response?.headers.get('ETag') ?? '';
    if (!response || (this._next !== undefined && edition !== this._edition)) {
      // Another file took its place: what is shown is not what stands before these bytes.
      this._next = undefined;
      this.state.patch({ ...this._blank(name), query: this.state.value.query });
      return true;
    }
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (turn !== this._turn) {
      return false;
    }
    const start = startOf(response.headers.get('Content-Range'));
    const fresh = this._next === undefined;
    const news = fresh ? bytes : bytes.subarray(1);
    this._edition = edition;
    this._next = start + bytes.length;
    if (fresh) {
      this._decoder = new TextDecoder();
    }
    let decoded = this._decoder.decode(news, { stream: true });
    if (fresh && start > 0) {
      // It begins somewhere in a line.
      decoded = decoded.slice(decoded.indexOf('\n') + 1);
    }
    if (decoded) {
      const { query, matches } = this.state.value;
      const [length, dropped] = [text.length, text.dropped];
      text.append(decoded);
      // The last line may have grown.
      const from = text.dropped === dropped ? Math.max(0, length - 1) : 0;
      this.state.patch({
        version: version + 1,
        remark: undefined,
        ...(fresh ? { before: start } : {}),
        ...(query ? { matches: [...matches.filter(i => i < from), ...text.find(query, from)] } : {})
      });
    }
    return false;
  }

  private _blank(name: LogName): LogState {
    return {
      name,
      text: new LogText(),
      version: 0,
      before: 0,
      loading: true,
      remark: undefined,
      query: '',
      matches: []
    };
  }

  private _complete = false;
  private _decoder = new TextDecoder();
  private _edition = '';
  private _ended = false;
  private _first = FIRST;
  private _next: number | undefined;
  private _reading: Promise<void> | undefined;
  private _resting = 0;
  private _turn = 0;
}

function startOf(contentRange: string | null): number {
  return Number(/^bytes (\d+)-/.exec(contentRange ?? '')?.[1] ?? 0);
}
