import type { Deleted } from '../model/deleted';
import type { ExecutionRequest } from '../model/request';
import type { Provenance } from '../model/provenance';
import type { RunEvidence, RunList } from '../model/run-evidence';
import type { BrokerWire, CallOptions } from './broker-wire';

/** How many runs an estimate looks at, and milliseconds that it waits for them. */
const EVIDENCE = 20;
const PATIENCE = 3000;

/** What of the past is wanted; see docs/wire.md, "History". */
export interface RunQuery {
  fields: 'summary' | 'evidence';
  /** The contents path of the notebook or program. */
  notebook?: string;
  /** Of the notebook as it was sent; lower-case hex. */
  sha256?: string;
  search?: string;
  limit?: number;
  cursor?: string;
}

/** The sessions of the past (extensions of our broker). Every method rejects with a BrokerError. */
export class HistoryClient {
  constructor(private readonly _wire: BrokerWire) {}

  /** A page of them, the one that was accepted last first. */
  async runs(query: RunQuery, { signal }: CallOptions = {}): Promise<RunList> {
    const asked = new URLSearchParams(
      Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]))
    );
    const path = `/sessions?${asked.toString()}`;
    return this._wire.document('RunList', path, { signal: signal ?? null });
  }

  /**
   * What the last runs of a notebook, by its path or its content, say about the next one: those that have
   * ended, the newest first. None where the broker does not know, or says nothing within a moment: an estimate is not waited for.
   */
  async evidence(which: Pick<RunQuery, 'notebook' | 'sha256'>): Promise<readonly RunEvidence[]> {
    try {
      const { runs } = await this.runs(
        { fields: 'evidence', ...which, limit: EVIDENCE },
        { signal: AbortSignal.timeout(PATIENCE) }
      );
      return runs.filter(({ ended }) => ended !== undefined);
    } catch {
      return []; // a broker that is not ours has no such list
    }
  }

  /** One of them, with the times of its cells; `undefined` where there is none. */
  async run(uuid: string, options: CallOptions = {}): Promise<RunEvidence | undefined> {
    const { runs } = await this.runs({ fields: 'evidence', search: uuid, limit: 1 }, options);
    return runs[0];
  }

  /** What was asked for a session. */
  async request(uuid: string, { signal }: CallOptions = {}): Promise<ExecutionRequest> {
    const path = `/sessions/${uuid}/request`;
    return this._wire.document('ExecutionRequest', path, { signal: signal ?? null });
  }

  async provenance(uuid: string, { signal }: CallOptions = {}): Promise<Provenance> {
    const path = `/sessions/${uuid}/provenance`;
    return this._wire.document('Provenance', path, { signal: signal ?? null });
  }

  /** Deletes a session that has ended, with its files. */
  async remove(uuid: string, { signal }: CallOptions = {}): Promise<Deleted> {
    const path = `/sessions/${uuid}`;
    return this._wire.document('Deleted', path, { method: 'DELETE', signal: signal ?? null });
  }
}
