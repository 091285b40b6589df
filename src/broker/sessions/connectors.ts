import { isJupyter, type SessionConnector } from '../../model/connector';
import { JUPYTER_CONNECTOR } from '../../model/kinds';
import type { Phase } from '../../model/phase';
import type { SessionRow } from './document';

/** The phases in which a session can be worked in. */
export function isOpen(phase: Phase): boolean {
  return phase === 'AVAILABLE' || phase === 'RUNNING';
}

/**
 * The connectors of a session as a client sees them. To a Jupyter server there is one way, through
 * this broker (`url`: the session's): where the server really is, and what opens it, is not told.
 * What a session here has opened is open as long as it runs.
 */
export function connectorsOf(
  { key, mode, phase }: Pick<SessionRow, 'key' | 'mode' | 'phase'>,
  known: SessionConnector[] | undefined,
  url: string
): SessionConnector[] {
  const isOurs = key === null;
  const connectors = known ?? [];
  const there = isOurs && mode === 'interactive' ? [OWN, ...connectors] : connectors;
  return there.flatMap(connector => {
    if (!isJupyter(connector)) {
      return isOurs && !isOpen(phase) ? [] : [connector];
    }
    return isOpen(phase)
      ? [
          {
            kind: JUPYTER_CONNECTOR,
            status: connector.status ?? 'AVAILABLE',
            protocol: url.startsWith('https:') ? 'HTTPS' : 'HTTP',
            location: `${url}/jupyter/`
          }
        ]
      : [];
  });
}

const OWN: SessionConnector = { kind: JUPYTER_CONNECTOR, status: 'AVAILABLE' };
