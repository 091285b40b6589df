import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';

import { durationText } from '../../model/amount-text';
import type { CellRun, SessionRecord } from './session-record';

export interface CellsViewProps {
  record: SessionRecord;
  /** Whether the last cell still runs. */
  running: boolean;
  now: number;
  trans: TranslationBundle;
}

/** How long each cell took, as bars beside one another. */
export function CellsView({ record, running, now, trans }: CellsViewProps): ReactNode {
  const { cells, total } = record;
  const secondsOf = ({ seconds, started }: CellRun) =>
    seconds ?? (running && started !== undefined ? Math.max(0, (now - started) / 1000) : 0);
  const longest = Math.max(0.001, ...cells.map(secondsOf));
  const rest = total - (cells.at(-1)?.cell ?? 0);
  if (cells.length === 0) {
    return <p className="jp-ExecutionBroker-hint">{trans.__('No cell has run yet.')}</p>;
  }
  return (
    <>
      <ol
        className="jp-ExecutionBroker-cells"
        tabIndex={0}
        aria-label={trans.__('Code cells and how long they took')}
      >
        {cells.map(cell => {
          const seconds = secondsOf(cell);
          const state =
            cell.seconds === undefined
              ? running
                ? 'running'
                : 'stopped'
              : cell.failed
                ? 'failed'
                : 'done';
          return (
            <li key={cell.cell} data-state={state}>
              <span>{cellName(cell, trans)}</span>
              <span className="jp-ExecutionBroker-cellBar" aria-hidden="true">
                <span style={{ width: `${(100 * seconds) / longest}%` }} />
              </span>
              <span>
                {secondsText(seconds)}
                {state === 'done' ? null : `, ${stateText(state, trans)}`}
              </span>
            </li>
          );
        })}
      </ol>
      {rest > 0 ? (
        <p className="jp-ExecutionBroker-dim">
          {trans._n('%1 more code cell', '%1 more code cells', rest)}
        </p>
      ) : null}
    </>
  );
}

/** As a person counts them, where that is known: among all cells. */
function cellName({ cell, index }: CellRun, trans: TranslationBundle): string {
  return index === undefined ? trans.__('Code cell %1', cell) : trans.__('Cell %1', index + 1);
}

function stateText(state: 'running' | 'stopped' | 'failed', trans: TranslationBundle): string {
  switch (state) {
    case 'running':
      return trans.__('running');
    case 'stopped':
      return trans.__('broken off');
    case 'failed':
      return trans.__('failed');
  }
}

/** Short ones to the hundredth: that is what one looks for. */
function secondsText(seconds: number): string {
  return seconds < 10 ? `${seconds.toFixed(seconds < 1 ? 2 : 1)} s` : durationText(seconds);
}
