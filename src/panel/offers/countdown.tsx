import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';

import { countdownText } from '../words/duration';
import { timeText } from '../words/moment';

const RADIUS = 5.5;
const AROUND = 2 * Math.PI * RADIUS;

export interface CountdownProps {
  /** Milliseconds since 1970, as the other two. */
  expires: number;
  since: number;
  now: number;
  trans: TranslationBundle;
}

/** The time until an offer expires: a ring that empties, and minutes and seconds. */
export function Countdown({ expires, since, now, trans }: CountdownProps): ReactNode {
  const left = Math.max(0, expires - now);
  const whole = Math.max(1, expires - since, left);
  return (
    <span
      className="jp-ExecutionBroker-countdown"
      role="timer"
      title={trans.__('Held for you until %1', timeText(expires, now))}
    >
      {countdownText(left)}
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        <circle cx="7" cy="7" r={RADIUS} />
        <circle
          cx="7"
          cy="7"
          r={RADIUS}
          className="jp-mod-left"
          strokeDasharray={`${(AROUND * left) / whole} ${AROUND}`}
          transform="rotate(-90 7 7)"
        />
      </svg>
    </span>
  );
}
