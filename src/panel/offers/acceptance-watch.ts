import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';

import type { BrokerClient } from '../../client/broker-client';
import type { ExecutionSession } from '../../model/session';

/** Milliseconds between two looks; more where the broker does not answer. */
const INTERVAL = 1000;

/**
 * Looks at an offer whose acceptance got no answer until its broker knows what became of it. Nothing
 * is sent again.
 */
export class AcceptanceWatch implements IDisposable {
  constructor(
    private readonly _client: BrokerClient,
    private readonly _uuid: string,
    private readonly _known: (session: ExecutionSession) => void
  ) {
    this._poll = new Poll({
      name: 'jupyterlab-execution-broker:acceptance',
      standby: 'never',
      frequency: { interval: INTERVAL, backoff: true, max: 30 * INTERVAL },
      factory: () => this._look()
    });
  }

  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  dispose(): void {
    this._poll.dispose();
  }

  private async _look(): Promise<void> {
    const session = await this._client.session(this._uuid);
    if (!this.isDisposed && session.phase !== 'OFFERED' && session.phase !== 'INITIAL') {
      this.dispose();
      this._known(session);
    }
  }

  private readonly _poll: Poll;
}
