import type { TranslationBundle } from '@jupyterlab/translation';

import type { MessageItem } from '../model/message';
import type { RemarkLevel } from './remark';

/** How a message is shown; a broker's levels are the standard's. */
export function remarkLevel({ level }: MessageItem): RemarkLevel {
  switch (level) {
    case 'ERROR':
      return 'error';
    case 'WARN':
      return 'warning';
    default:
      return 'info';
  }
}

export function levelName(level: RemarkLevel, trans: TranslationBundle): string {
  switch (level) {
    case 'error':
      return trans.__('Error');
    case 'warning':
      return trans.__('Warning');
    case 'info':
      return trans.__('Note');
  }
}
