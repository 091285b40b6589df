import type { TranslationBundle } from '@jupyterlab/translation';
import { Fragment, type ReactNode } from 'react';

import { JUPYTER_CONNECTOR } from '../../model/kinds';
import type { ExecutionSession } from '../../model/session';
import { isRunning } from '../sessions/session-story';
import { WebLink } from '../web-link';

/** Where else a session that runs can be reached: the ports of its container, or what its broker names. */
export function WaysIn({
  session,
  trans
}: {
  session: ExecutionSession;
  trans: TranslationBundle;
}): ReactNode {
  const ways = (session.connectors ?? []).filter(
    // What can be worked in has buttons of its own.
    ({ kind, status = 'AVAILABLE' }) => kind !== JUPYTER_CONNECTOR && status === 'AVAILABLE'
  );
  const places = [...new Set(ways.flatMap(({ location }) => location ?? []))];
  return isRunning(session) && places.length ? (
    <p>
      {trans.__('It can be reached at')}{' '}
      {places.map((place, i) => (
        <Fragment key={place}>
          {i ? ', ' : ''}
          <WebLink url={place}>{place}</WebLink>
        </Fragment>
      ))}
    </p>
  ) : null;
}
