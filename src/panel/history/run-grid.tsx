import type { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon, caretUpIcon } from '@jupyterlab/ui-components';
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

import type { RunEvidence } from '../../model/run-evidence';
import { useVirtualRows } from '../offers/use-virtual-rows';
import { RunRow } from './run-row';
import type { RunOrder, RunSort } from './shown-runs';

/** Pixels of a row, as in style/history.css. */
const ROW = 30;
const SCROLLER = 'jp-ExecutionBroker-runs';
/** Rows that Page Up and Page Down pass. */
const LEAP = 10;

export interface RunGridProps {
  runs: readonly RunEvidence[];
  order: RunOrder;
  selected: ReadonlySet<string>;
  now: number;
  trans: TranslationBundle;
  onOrder: (order: RunOrder) => void;
  onSelect: (selected: ReadonlySet<string>) => void;
  onOpen: (run: RunEvidence) => void;
  onDelete: () => void;
}

/** The runs as rows that can be chosen, by pointer and by keys; only those in sight are drawn. */
export function RunGrid(props: RunGridProps): ReactNode {
  const { runs, order, selected, now, trans, onOrder, onSelect, onOpen, onDelete } = props;
  const list = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string>();
  const [moved, setMoved] = useState(0);
  const keys = runs.map(({ session }) => session);
  const at = Math.max(0, active === undefined ? 0 : keys.indexOf(active));
  const { virtual, rows, height, measure } = useVirtualRows({
    keys,
    estimate: () => ROW,
    list,
    kept: keys[at],
    gap: 0,
    within: `.${SCROLLER}`
  });
  useLayoutEffect(() => {
    if (moved > 0) {
      list.current?.querySelector<HTMLElement>('[role=row][tabindex="0"]')?.focus();
    }
  }, [moved]);

  const toggle = (uuid: string) => {
    const next = new Set(selected);
    if (!next.delete(uuid)) {
      next.add(uuid);
    }
    onSelect(next);
  };
  /** All from the active row to another. */
  const range = (index: number) => keys.slice(Math.min(at, index), Math.max(at, index) + 1);
  const go = (index: number, extend: boolean) => {
    const to = Math.min(Math.max(index, 0), keys.length - 1);
    if (extend) {
      onSelect(new Set([...selected, ...range(to)]));
    }
    setActive(keys[to]);
    setMoved(moved + 1);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, shiftKey, ctrlKey, metaKey } = event;
    const run = runs[at];
    const acts: Record<string, () => void> = {
      ArrowDown: () => go(at + 1, shiftKey),
      ArrowUp: () => go(at - 1, shiftKey),
      PageDown: () => go(at + LEAP, shiftKey),
      PageUp: () => go(at - LEAP, shiftKey),
      Home: () => go(0, shiftKey),
      End: () => go(keys.length - 1, shiftKey),
      ' ': () => run && toggle(run.session),
      Enter: () => run && onOpen(run),
      Delete: onDelete,
      Escape: () => onSelect(new Set())
    };
    const act = (ctrlKey || metaKey) && key === 'a' ? () => onSelect(new Set(keys)) : acts[key];
    if (act) {
      event.preventDefault();
      event.stopPropagation();
      act();
    }
  };
  const sorted = (by: RunSort, label: string) => (
    <SortHeader by={by} label={label} order={order} onOrder={onOrder} />
  );
  const all = keys.length > 0 && keys.every(uuid => selected.has(uuid));
  return (
    <div className={SCROLLER}>
      <div
        role="grid"
        aria-label={trans.__('Sessions')}
        aria-multiselectable="true"
        aria-rowcount={runs.length + 1}
      >
        <div role="rowgroup" className="jp-ExecutionBroker-runsHead">
          <div role="row" aria-rowindex={1} className="jp-ExecutionBroker-run">
            <span role="columnheader">
              <input
                type="checkbox"
                checked={all}
                aria-label={trans.__('Choose all that are shown')}
                onChange={() => {
                  onSelect(new Set(all ? [] : keys));
                }}
              />
            </span>
            {sorted('notebook', trans.__('Notebook'))}
            <span role="columnheader">{trans.__('Outcome')}</span>
            {sorted('platform', trans.__('Platform'))}
            {sorted('when', trans.__('When'))}
            {sorted('took', trans.__('Run time'))}
            {sorted('memory', trans.__('Peak memory'))}
            <span role="columnheader">{trans.__('Cost')}</span>
          </div>
        </div>
        <div
          ref={list}
          role="rowgroup"
          data-virtual={virtual || undefined}
          style={height === undefined ? undefined : { height }}
          onKeyDown={onKeyDown}
        >
          {rows.map(({ index, top }) => {
            const run = runs[index];
            return run ? (
              <RunRow
                key={run.session}
                run={run}
                now={now}
                selected={selected.has(run.session)}
                trans={trans}
                onToggle={() => {
                  setActive(run.session);
                  toggle(run.session);
                }}
                place={{
                  ...(virtual ? { ref: measure, style: { top } } : {}),
                  'data-index': index,
                  'aria-rowindex': index + 2,
                  tabIndex: index === at ? 0 : -1,
                  onFocus: () => {
                    setActive(run.session);
                  },
                  onClick: ({ shiftKey, ctrlKey, metaKey }) => {
                    if (shiftKey) {
                      onSelect(new Set([...selected, ...range(index)]));
                    } else if (ctrlKey || metaKey) {
                      toggle(run.session);
                    } else {
                      onSelect(new Set([run.session]));
                    }
                    setActive(run.session);
                  },
                  onDoubleClick: () => {
                    onOpen(run);
                  }
                }}
              />
            ) : null;
          })}
        </div>
      </div>
    </div>
  );
}

function SortHeader({
  by,
  label,
  order,
  onOrder
}: Pick<RunGridProps, 'order' | 'onOrder'> & { by: RunSort; label: string }) {
  const on = order.by === by;
  const Icon = order.up ? caretUpIcon : caretDownIcon;
  return (
    <span role="columnheader" aria-sort={on ? (order.up ? 'ascending' : 'descending') : 'none'}>
      <button
        type="button"
        onClick={() => {
          // Texts begin with A, numbers and times with what is largest and newest.
          onOrder({ by, up: on ? !order.up : by === 'notebook' || by === 'platform' });
        }}
      >
        {label}
        {on ? <Icon.react tag="span" aria-hidden="true" /> : null}
      </button>
    </span>
  );
}
