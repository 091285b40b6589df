import type { TranslationBundle } from '@jupyterlab/translation';
import { useMemo, useState, type ReactNode } from 'react';

import type { RunEvidence } from '../../model/run-evidence';
import { Action } from '../action';
import { levelName } from '../level';
import { Remark } from '../remark';
import { CompareView } from './compare-view';
import type { WholeRun } from './comparison';
import { Filters } from './filters';
import { hasEnded, MOST_RUNS, type HistoryState } from './history-model';
import { RunGrid } from './run-grid';
import { runName, shownRuns, type RunFilter, type RunOrder } from './shown-runs';
import { WorkLine } from './work-line';

/** How many remarks are shown one by one. */
const REMARKS = 5;

/** What can be done with runs. */
export interface HistoryActions {
  refresh: () => void;
  /** Shows all of a session. */
  open: (run: RunEvidence) => void;
  openResult: (run: RunEvidence) => void;
  /** Runs the same again on the same platform. */
  runThere: (run: RunEvidence) => void;
  /** Opens the panel with the notebook and what it was asked with. */
  askAgain: (run: RunEvidence) => void;
  exportRuns: (runs: readonly RunEvidence[]) => void;
  /** Asks whether that is meant, and deletes. */
  remove: (runs: readonly RunEvidence[]) => void;
  load: (uuid: string) => Promise<WholeRun>;
}

export interface HistoryBodyProps {
  state: HistoryState;
  now: number;
  trans: TranslationBundle;
  actions: HistoryActions;
}

/** All sessions of the past: to find one, look at it, compare two, run one again, take them along or away. */
export function HistoryBody({ state, now, trans, actions }: HistoryBodyProps): ReactNode {
  const { runs, loaded, cut, trouble, work, remarks } = state;
  const [filter, setFilter] = useState<RunFilter>({ text: '' });
  const [order, setOrder] = useState<RunOrder>({ by: 'when', up: false });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [compared, setCompared] = useState<readonly [string, string]>();
  // A filter by time moves on with the list, not with each second.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const shown = useMemo(() => shownRuns(runs, filter, order, now), [runs, filter, order]);
  const chosen = shown.filter(({ session }) => selected.has(session));
  if (compared) {
    return (
      <CompareView
        uuids={compared}
        now={now}
        trans={trans}
        load={actions.load}
        onBack={() => {
          setCompared(undefined);
        }}
      />
    );
  }
  return (
    <div className="jp-ExecutionBroker-history">
      <Filters runs={runs} filter={filter} trans={trans} onFilter={setFilter} />
      <Acts
        chosen={chosen}
        shown={shown}
        busy={work !== undefined}
        trans={trans}
        actions={actions}
        onCompare={setCompared}
      />
      <p role="status" className="jp-ExecutionBroker-dim">
        {loaded
          ? trans._n('%2 of %1 session', '%2 of %1 sessions', runs.length, shown.length) +
            (chosen.length ? ` · ${trans._n('%1 chosen', '%1 chosen', chosen.length)}` : '')
          : trouble
            ? ''
            : trans.__('Looking …')}
      </p>
      {cut ? (
        <Remark level="info" levelName={levelName('info', trans)}>
          {trans.__('Only the newest %1 are shown.', MOST_RUNS)}
        </Remark>
      ) : null}
      {trouble ? (
        <Remark level="error" levelName={levelName('error', trans)}>
          {trouble.message}{' '}
          <Action look="link" onClick={actions.refresh}>
            {trans.__('Try again')}
          </Action>
        </Remark>
      ) : null}
      <WorkLine work={work} trans={trans} />
      <Remarks runs={runs} remarks={remarks} trans={trans} />
      {loaded && runs.length === 0 ? (
        <p className="jp-ExecutionBroker-hint">
          {trans.__(
            'No sessions yet. Open a notebook, ask where it can run, and run an offer: what it took is then kept here, to be compared, run again, and to tell how much the next run needs.'
          )}
        </p>
      ) : loaded && shown.length === 0 ? (
        <p className="jp-ExecutionBroker-hint">
          {trans.__('None of the sessions fits.')}{' '}
          <Action
            look="link"
            onClick={() => {
              setFilter({ text: '' });
            }}
          >
            {trans.__('Show all')}
          </Action>
        </p>
      ) : null}
      {shown.length ? (
        <RunGrid
          runs={shown}
          order={order}
          selected={selected}
          now={now}
          trans={trans}
          onOrder={setOrder}
          onSelect={setSelected}
          onOpen={actions.open}
          onDelete={() => {
            const ended = chosen.filter(hasEnded);
            if (ended.length && !work) {
              actions.remove(ended);
            }
          }}
        />
      ) : null}
    </div>
  );
}

function Acts({
  chosen,
  shown,
  busy,
  trans,
  actions,
  onCompare
}: Pick<HistoryBodyProps, 'trans' | 'actions'> & {
  chosen: readonly RunEvidence[];
  shown: readonly RunEvidence[];
  busy: boolean;
  onCompare: (pair: readonly [string, string]) => void;
}) {
  const [first, second] = chosen;
  const one = chosen.length === 1 ? first : undefined;
  const ended = chosen.filter(hasEnded);
  const act = (label: string, can: boolean, onClick: () => void) => (
    <Action inert={!can} onClick={onClick}>
      {label}
    </Action>
  );
  return (
    <div
      className="jp-ExecutionBroker-acts"
      role="group"
      aria-label={trans.__('With the chosen sessions')}
    >
      {act(trans.__('Open'), one !== undefined, () => {
        if (one) {
          actions.open(one);
        }
      })}
      {act(trans.__('Open result'), one?.result === true, () => {
        if (one) {
          actions.openResult(one);
        }
      })}
      {act(trans.__('Run again there'), one !== undefined && !busy, () => {
        if (one) {
          actions.runThere(one);
        }
      })}
      {act(trans.__('Ask again'), one?.notebook !== undefined && !busy, () => {
        if (one) {
          actions.askAgain(one);
        }
      })}
      {act(trans.__('Compare two'), chosen.length === 2, () => {
        if (first && second) {
          // The earlier one stands first.
          const [a, b] = first.accepted < second.accepted ? [first, second] : [second, first];
          onCompare([a.session, b.session]);
        }
      })}
      {act(
        chosen.length
          ? trans._n('Export %1 as JSON', 'Export %1 as JSON', chosen.length)
          : trans.__('Export all shown as JSON'),
        shown.length > 0 && !busy,
        () => {
          actions.exportRuns(chosen.length ? chosen : shown);
        }
      )}
      {act(
        ended.length ? trans._n('Delete %1…', 'Delete %1…', ended.length) : trans.__('Delete…'),
        ended.length > 0 && !busy,
        () => {
          actions.remove(ended);
        }
      )}
      {act(trans.__('Look again'), true, actions.refresh)}
    </div>
  );
}

function Remarks({
  runs,
  remarks,
  trans
}: Pick<HistoryState, 'runs' | 'remarks'> & { trans: TranslationBundle }) {
  const names = new Map(runs.map(run => [run.session, runName(run)]));
  const said = Object.entries(remarks).filter(([, text]) => text);
  return (
    <div role="alert">
      {said.slice(0, REMARKS).map(([uuid, text]) => (
        <Remark key={uuid} level="warning" levelName={levelName('warning', trans)}>
          {names.get(uuid) ?? uuid.slice(0, 8)}: {text}
        </Remark>
      ))}
      {said.length > REMARKS
        ? trans._n('… and %1 more', '… and %1 more', said.length - REMARKS)
        : null}
    </div>
  );
}
