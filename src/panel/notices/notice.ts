import type { TranslationBundle } from '@jupyterlab/translation';

import { durationText } from '../../model/amount-text';
import { endingOf, type Ending } from '../sessions/ending';
import { moreSeconds, sessionName } from '../sessions/session-story';
import { timeText } from '../words/moment';
import type { News } from './news';
import { timeLimit } from './time-limit';

/** More time that can be asked for with one click, in seconds. */
const MORE = [30 * 60, 60 * 60];

/** What a reader is told. */
export interface Notice {
  type: Ending['type'] | 'warning';
  text: string;
  /** Seconds, each a button. */
  more: readonly number[];
}

/** `now`: by the broker's clock. */
export function noticeOf({ kind, session }: News, now: number, trans: TranslationBundle): Notice {
  const name = sessionName(session);
  const platform = session.platform ?? trans.__('its platform');
  switch (kind) {
    case 'ready':
      return {
        type: 'success',
        text: trans.__('%1 is ready on %2: you can work in it.', name, platform),
        more: []
      };
    case 'limit': {
      const { end } = timeLimit(session) ?? { end: now };
      const most = moreSeconds(session);
      const some = MORE.filter(seconds => seconds <= most);
      const left = durationText((end - now) / 1000);
      const text = trans.__(
        'The time of %1 on %2 is over in %3, at %4.',
        name,
        platform,
        left,
        timeText(end, now)
      );
      return {
        type: 'warning',
        text: most < 1 ? `${text} ${trans.__('It cannot be given more.')}` : text,
        // Less than half an hour, and all that there is.
        more: some.length || most < 1 ? some : [most]
      };
    }
    case 'ended':
      return { ...endingOf(session, trans), more: [] };
  }
}
