import { isJupyter } from '../../model/connector';
import { isFinal } from '../../model/phase';
import type { ExecutionSession } from '../../model/session';
import type { JupyterDoor } from '../platforms/platform';
import type { Platforms } from '../platforms/platforms';
import { Problem, say } from '../problem';
import { isOpen } from '../sessions/connectors';
import { sessionRef } from '../sessions/document';
import type { SessionDriver } from '../sessions/session-driver';

/**
 * The way to the Jupyter server of a session.
 *
 * @throws Problem 404 where there is no such session; 409 where nobody can work in it, not yet or not
 * any more; 502 where its server is not there
 */
export async function sessionDoor(
  { driver, platforms }: { driver: SessionDriver; platforms: Platforms },
  uuid: string
): Promise<JupyterDoor> {
  const row = await driver.row(uuid);
  const { phase, mode, key, platform: name } = row;
  const { connectors = [] } = JSON.parse(row.document) as ExecutionSession;
  const connector = connectors.find(isJupyter);
  if (mode !== 'interactive' && !connector) {
    throw refusal('not-interactive', 'The session {uuid} runs alone (batch): nobody works in it', {
      uuid
    });
  }
  if (isFinal(phase)) {
    throw refusal('session-over', 'The session {uuid} has ended: it is {phase}', { uuid, phase });
  }
  const ready = key === null ? isOpen(phase) : connector && isOpen(phase);
  if (!ready || (connector?.status ?? 'AVAILABLE') !== 'AVAILABLE') {
    throw refusal('not-ready', 'The session {uuid} is not ready yet: it is {phase}', {
      uuid,
      phase
    });
  }
  const door = await platforms.get(name)?.jupyter?.(sessionRef(row), connector);
  if (!door) {
    throw new Problem(502, [
      say('ERROR', 'jupyter-gone', 'The Jupyter server of the session {uuid} is not there', {
        uuid
      })
    ]);
  }
  return door;
}

function refusal(kind: string, template: string, values: Record<string, string>): Problem {
  return new Problem(409, [say('ERROR', kind, template, values)]);
}
