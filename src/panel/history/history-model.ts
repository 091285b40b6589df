import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { HistoryClient } from '../../client/history-client';
import type { RunEvidence } from '../../model/run-evidence';
import { messageText } from '../../model/template';
import { isFinal } from '../../model/phase';
import { Snapshot } from '../snapshot';
import { trouble, type Trouble } from '../trouble';
import { inTurns } from './in-turns';

/** How many come at a time, and how many are shown at most. */
const PAGE = 1000;
export const MOST_RUNS = 20_000;

/** Something that takes a while with many sessions. */
export interface Work {
  what: 'delete' | 'export' | 'run';
  done: number;
  of: number;
}

export interface HistoryState {
  /** The first of them have come. */
  loaded: boolean;
  runs: readonly RunEvidence[];
  /** There are more than can be shown. */
  cut: boolean;
  trouble?: Trouble | undefined;
  work?: Work | undefined;
  /** What to know of a session, by its uuid: why it could not be deleted, or run again. */
  remarks: Readonly<Record<string, string | undefined>>;
}

/** The sessions of the past, as far back as the broker knows them. */
export class HistoryModel implements IDisposable {
  constructor(private readonly _client: HistoryClient) {}

  readonly state = new Snapshot<HistoryState>({
    loaded: false,
    runs: [],
    cut: false,
    remarks: {}
  });

  /** These are no longer there. */
  get removed(): ISignal<this, readonly string[]> {
    return this._removed;
  }

  get isDisposed(): boolean {
    return this.state.isDisposed;
  }

  /** Looks anew, page by page; the last look of several is the one that is shown. */
  async refresh(): Promise<void> {
    this._looking.abort();
    const looking = new AbortController();
    this._looking = looking;
    const { signal } = looking;
    const runs: RunEvidence[] = [];
    try {
      let cursor: string | undefined;
      do {
        const page = await this._client.runs(
          { fields: 'summary', limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
          { signal }
        );
        signal.throwIfAborted();
        runs.push(...page.runs);
        cursor = page.next;
        // At the first look the reader has something to read as soon as there is anything.
        if (cursor === undefined || runs.length >= this.state.value.runs.length) {
          const cut = cursor !== undefined && runs.length >= MOST_RUNS;
          this.state.patch({ loaded: true, runs: [...runs], cut, trouble: undefined });
        }
      } while (cursor !== undefined && runs.length < MOST_RUNS);
    } catch (error) {
      if (!signal.aborted) {
        this.state.patch({ trouble: trouble(error) });
      }
    }
  }

  /** Deletes sessions with their files, one after the other; what could not be deleted stays, and says why. */
  async remove(uuids: readonly string[]): Promise<void> {
    const gone: string[] = [];
    await this._during('delete', uuids, async uuid => {
      try {
        const { messages } = await this._client.remove(uuid);
        gone.push(uuid);
        const text = messages.map(messageText).join(' ');
        return text || undefined;
      } catch (error) {
        const found = trouble(error);
        if (found.gone && (await this._isGone(uuid))) {
          gone.push(uuid);
          return undefined;
        }
        return found.message;
      }
    });
    const without = new Set(gone);
    this.state.patch({ runs: this.state.value.runs.filter(run => !without.has(run.session)) });
    this._removed.emit(gone);
  }

  /** Sessions with all that is known of them, as a document in JSON. */
  async exported(uuids: readonly string[], now: number): Promise<string> {
    const sessions = new Map<string, object>();
    await this._during('export', uuids, async uuid => {
      try {
        const [run, request, provenance] = await Promise.all([
          this._client.run(uuid),
          this._client.request(uuid),
          this._client.provenance(uuid)
        ]);
        sessions.set(uuid, { run, request, provenance });
        return undefined;
      } catch (error) {
        const { message } = trouble(error);
        // A document that lacks something says so.
        sessions.set(uuid, {
          run: this.state.value.runs.find(({ session }) => session === uuid),
          trouble: message
        });
        return message;
      }
    });
    const document = {
      kind: 'urn:execution-broker:history',
      exported: new Date(now).toISOString(),
      sessions: uuids.map(uuid => sessions.get(uuid))
    };
    return `${JSON.stringify(document, null, 2)}\n`;
  }

  /** Does something about one session, and keeps what is to be known of it. */
  async about(uuid: string, act: () => Promise<string | undefined>): Promise<void> {
    await this._during('run', [uuid], async () => {
      try {
        return await act();
      } catch (error) {
        return trouble(error).message;
      }
    });
  }

  dispose(): void {
    this._looking.abort();
    this.state.dispose();
    Signal.clearData(this);
  }

  private async _isGone(uuid: string): Promise<boolean> {
    const run = await this._client.run(uuid).catch(() => null);
    return run === undefined;
  }

  private async _during(
    what: Work['what'],
    uuids: readonly string[],
    act: (uuid: string) => Promise<string | undefined>
  ): Promise<void> {
    if (this.state.value.work) {
      return;
    }
    let done = 0;
    const of = uuids.length;
    const remarks = { ...this.state.value.remarks };
    this.state.patch({ work: { what, done, of } });
    await inTurns(uuids, what === 'export' ? 4 : 1, async uuid => {
      remarks[uuid] = await act(uuid);
      done += 1;
      this.state.patch({ work: { what, done, of }, remarks: { ...remarks } });
    });
    this.state.patch({ work: undefined });
  }

  private _looking = new AbortController();
  private readonly _removed = new Signal<this, readonly string[]>(this);
}

/** Whether a run has come to its end, and so can be deleted. */
export function hasEnded({ phase }: RunEvidence): boolean {
  return isFinal(phase);
}
