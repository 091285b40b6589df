import type { BrokerClient } from '../../client/broker-client';
import type { ExecutionSession } from '../../model/session';
import type { SessionFrontend } from '../../model/session-frontend';
import { canBeWorkedIn, sessionId } from './session-story';

/** Milliseconds until it is asked again what may have changed. */
const AGAIN = 30_000;

/** By the sessions' uuids; absent: not known yet. */
export type FrontendsBySession = Readonly<Record<string, SessionFrontend | undefined>>;

/** Finds out which sessions' Jupyter servers can be opened in a tab of their own. */
export class Frontends {
  constructor(
    private readonly _client: Pick<BrokerClient, 'frontend'>,
    private readonly _tell: (found: FrontendsBySession) => void
  ) {}

  /** Asks about those that can be worked in: once, and again where it could not be and now might. */
  look(sessions: readonly ExecutionSession[]): void {
    for (const session of sessions.filter(canBeWorkedIn)) {
      const uuid = sessionId(session);
      const { [uuid]: found } = this._found;
      const final = found?.frontend ?? found?.messages?.some(({ kind }) => kind === NEVER);
      if (!final && Date.now() - (this._asked.get(uuid) ?? -AGAIN) >= AGAIN) {
        this._asked.set(uuid, Date.now());
        void this._ask(uuid);
      }
    }
  }

  private async _ask(uuid: string): Promise<void> {
    const found = await this._client.frontend(uuid).catch((error: unknown): SessionFrontend => ({
      messages: [
        { level: 'ERROR', message: error instanceof Error ? error.message : String(error) }
      ]
    }));
    this._found = { ...this._found, [uuid]: found };
    this._tell(this._found);
  }

  private readonly _asked = new Map<string, number>();
  private _found: FrontendsBySession = {};
}

const NEVER = 'urn:execution-broker:not-direct';
