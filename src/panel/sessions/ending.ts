import type { TranslationBundle } from '@jupyterlab/translation';

import type { ExecutionSession } from '../../model/session';
import { sentence } from '../words/sentence';
import { lastWord, sessionName } from './session-story';

/** How a session ended, for a notification. */
export interface Ending {
  type: 'success' | 'error' | 'info';
  text: string;
}

/** Whether somebody worked in it. */
function wasInteractive({ executable }: ExecutionSession): boolean {
  return executable !== undefined && 'mode' in executable && executable.mode === 'interactive';
}

export function endingOf(session: ExecutionSession, trans: TranslationBundle): Ending {
  const name = sessionName(session);
  const platform = session.platform ?? trans.__('its platform');
  switch (session.phase) {
    case 'COMPLETED':
      if (wasInteractive(session)) {
        const word = lastWord(session);
        const how = word ? sentence(word, trans) : trans.__('Its files are kept.');
        return {
          type: 'info',
          text: trans.__('The session in %1 on %2 is over. %3', name, platform, how)
        };
      }
      return { type: 'success', text: trans.__('%1 has run on %2.', name, platform) };
    case 'FAILED': {
      const word = lastWord(session);
      const reason = word ? sentence(word, trans) : trans.__('no reason was given');
      return { type: 'error', text: trans.__('%1 failed on %2: %3', name, platform, reason) };
    }
    default:
      return { type: 'info', text: trans.__('%1 was cancelled on %2.', name, platform) };
  }
}
