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
 */
export function connectorsOf(
  { key, mode, phase }: Pick<SessionRow, 'key' | 'mode' | 'phase'>,
  connectors: SessionConnector[] | undefined,
  url: string
): SessionConnector[] {
  const there = key === null && mode === 'interactive' ? [OWN] : (connectors ?? []);
  return there.flatMap(connector =>
    !isJupyter(connector)
      ? [connector]
      : isOpen(phase)
        ? [
            {
              kind: JUPYTER_CONNECTOR,
              status: connector.status ?? 'AVAILABLE',
              protocol: url.startsWith('https:') ? 'HTTPS' : 'HTTP',
              location: `${url}/jupyter/`
            }
          ]
        : []
  );
}

const OWN: SessionConnector = { kind: JUPYTER_CONNECTOR, status: 'AVAILABLE' };
