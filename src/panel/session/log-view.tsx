import type { TranslationBundle } from '@jupyterlab/translation';
import { useRef, useState, type ReactNode } from 'react';

import { bytesText } from '../../model/amount-text';
import { LOG_NAMES, type LogName } from '../../model/session-log';
import { Action } from '../action';
import { LogRows, type LogRowsHandle } from './log-rows';
import type { LogState } from './log-model';

export interface LogViewProps {
  state: LogState;
  trans: TranslationBundle;
  onSelect: (name: LogName) => void;
  onAll: () => void;
  onSearch: (query: string) => void;
  onCopy: (text: string) => void;
}

/** What a session writes: which of its logs, where a text stands in it, and its lines. */
export function LogView(props: LogViewProps): ReactNode {
  const { state, trans, onAll, onCopy, onSearch, onSelect } = props;
  const { before, loading, matches, name, query, remark, text, version } = state;
  const [follow, setFollow] = useState(true);
  const [at, setAt] = useState(0);
  const rows = useRef<LogRowsHandle>(null);
  const current = matches[Math.min(at, matches.length - 1)];
  const step = (by: number) => {
    if (matches.length) {
      const next = (Math.min(at, matches.length - 1) + by + matches.length) % matches.length;
      setAt(next);
      rows.current?.show(matches[next] ?? 0);
    }
  };
  return (
    <div className="jp-ExecutionBroker-log">
      <div className="jp-ExecutionBroker-logBar">
        <select
          className="jp-ExecutionBroker-select"
          aria-label={trans.__('Log')}
          value={name}
          onChange={({ target }) => {
            const chosen = LOG_NAMES.find(known => known === target.value);
            if (chosen) {
              setFollow(true);
              setAt(0);
              onSelect(chosen);
            }
          }}
        >
          {LOG_NAMES.map(known => (
            <option key={known} value={known}>
              {logTitle(known, trans)}
            </option>
          ))}
        </select>
        <input
          type="search"
          className="jp-ExecutionBroker-search"
          aria-label={trans.__('Find in the log')}
          placeholder={trans.__('Find')}
          value={query}
          onChange={({ target }) => {
            setAt(0);
            onSearch(target.value);
          }}
          onKeyDown={event => {
            if (event.key === 'Enter') {
              event.preventDefault();
              step(event.shiftKey ? -1 : query && matches.length && !at ? 0 : 1);
            }
          }}
        />
        {query ? (
          <>
            <span role="status" className="jp-ExecutionBroker-dim">
              {matches.length
                ? trans.__('%1 of %2 lines', Math.min(at, matches.length - 1) + 1, matches.length)
                : trans.__('not found')}
            </span>
            <Action
              look="link"
              inert={!matches.length}
              name={trans.__('Previous line found')}
              onClick={() => {
                step(-1);
              }}
            >
              {trans.__('Previous')}
            </Action>
            <Action
              look="link"
              inert={!matches.length}
              name={trans.__('Next line found')}
              onClick={() => {
                step(1);
              }}
            >
              {trans.__('Next')}
            </Action>
          </>
        ) : null}
        <span className="jp-ExecutionBroker-logEnd">
          <label>
            <input
              type="checkbox"
              checked={follow}
              onChange={({ target }) => {
                setFollow(target.checked);
              }}
            />{' '}
            {trans.__('Follow the end')}
          </label>
          <Action
            look="link"
            inert={!text.length}
            name={trans.__('Copy the log')}
            onClick={() => {
              onCopy(text.toString());
            }}
          >
            {trans.__('Copy')}
          </Action>
        </span>
      </div>
      {before > 0 ? (
        <p className="jp-ExecutionBroker-dim">
          {trans.__('%1 before this are not shown.', bytesText(before))}{' '}
          <Action look="link" onClick={onAll}>
            {trans.__('Show all')}
          </Action>
        </p>
      ) : null}
      {text.length ? (
        <LogRows
          ref={rows}
          text={text}
          version={version}
          name={trans._n('%2, %1 line', '%2, %1 lines', text.length, logTitle(name, trans))}
          query={query}
          current={current}
          follow={follow}
          onFollow={setFollow}
        />
      ) : (
        <p className="jp-ExecutionBroker-dim">
          {loading ? trans.__('Reading…') : (remark ?? trans.__('It is empty.'))}
        </p>
      )}
    </div>
  );
}

function logTitle(name: LogName, trans: TranslationBundle): string {
  switch (name) {
    case 'stdout':
      return trans.__('Standard output');
    case 'stderr':
      return trans.__('Standard error');
    case 'log':
      return trans.__('Kernel’s log');
  }
}
