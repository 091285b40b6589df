import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';

import type { ExecutionSession } from '../../model/session';
import type { SessionFrontend } from '../../model/session-frontend';
import { Action, type ActionProps } from '../action';
import { sentence } from '../words/sentence';
import { sessionName } from './session-story';

export interface OpenThereProps extends Pick<ActionProps, 'look' | 'busy' | 'onClick'> {
  session: ExecutionSession;
  /** Absent: not known yet. */
  frontend: SessionFrontend | undefined;
  trans: TranslationBundle;
}

/** Opens the Jupyter server of a session in a tab of its own; says why where that cannot be. */
export function OpenThere({ session, frontend, trans, ...rest }: OpenThereProps): ReactNode {
  const open = frontend?.frontend !== undefined;
  return (
    <Action
      {...rest}
      inert={!open}
      name={trans.__('Open %1 there', sessionName(session))}
      reason={open ? opened(frontend, trans) : closed(frontend, trans)}
    >
      {trans.__('Open it there')}
    </Action>
  );
}

function opened({ frontend }: SessionFrontend, trans: TranslationBundle): string {
  return frontend === 'lab'
    ? trans.__('Puts the notebook and its files there, and opens its JupyterLab in a new tab')
    : trans.__(
        'Puts the notebook and its files there, and opens its Jupyter Notebook in a new tab'
      );
}

function closed(frontend: SessionFrontend | undefined, trans: TranslationBundle): string {
  return frontend
    ? (frontend.messages ?? []).map(message => sentence(message, trans)).join(' ')
    : trans.__('Looking whether it can be opened there…');
}
