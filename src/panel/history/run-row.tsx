import type { TranslationBundle } from '@jupyterlab/translation';
import type { HTMLAttributes, ReactNode, Ref } from 'react';

import { bytesText } from '../../model/amount-text';
import type { RunEvidence } from '../../model/run-evidence';
import { phaseIcon } from '../sessions/phase-icon';
import { phaseText } from '../sessions/phase-text';
import { timeText } from '../words/moment';
import { costText, preciseSeconds } from './comparison';
import { runName } from './shown-runs';

const NONE = '–';

export interface RunRowProps {
  run: RunEvidence;
  now: number;
  selected: boolean;
  trans: TranslationBundle;
  /** What places the row, and what hears of its keys and clicks. */
  place: HTMLAttributes<HTMLDivElement> & { ref?: Ref<HTMLDivElement>; 'data-index': number };
  onToggle: () => void;
}

/** A run in one line. */
export function RunRow({ run, now, selected, trans, place, onToggle }: RunRowProps): ReactNode {
  const { phase, platform, notebook, accepted, seconds, peak, message } = run;
  const Icon = phaseIcon(phase);
  const name = runName(run);
  const outcome = phaseText(phase, trans);
  const at = Date.parse(accepted);
  const cost = costText(run, trans) ?? NONE;
  return (
    <div
      role="row"
      aria-selected={selected}
      className="jp-ExecutionBroker-run jp-ExecutionBroker-session"
      data-phase={phase}
      {...place}
    >
      <span role="gridcell">
        <input
          type="checkbox"
          tabIndex={-1}
          checked={selected}
          aria-label={trans.__('Choose %1 of %2', name, timeText(at, now))}
          onClick={event => {
            event.stopPropagation();
          }}
          onChange={onToggle}
        />
      </span>
      <span role="gridcell" title={notebook ?? name}>
        {name}
      </span>
      <span role="gridcell" title={message}>
        <Icon.react tag="span" className="jp-ExecutionBroker-phaseIcon" aria-hidden="true" />
        {outcome}
      </span>
      <span role="gridcell" title={platform}>
        {platform}
      </span>
      <span role="gridcell" title={new Date(at).toLocaleString()}>
        {timeText(at, now)}
      </span>
      <span role="gridcell">{seconds === undefined ? NONE : preciseSeconds(seconds)}</span>
      <span role="gridcell">{peak === undefined ? NONE : bytesText(peak)}</span>
      <span role="gridcell" title={cost}>
        {cost}
      </span>
    </div>
  );
}
