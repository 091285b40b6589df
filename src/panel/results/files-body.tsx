import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, type ReactNode } from 'react';

import { bytesText } from '../../model/amount-text';
import type { MessageItem } from '../../model/message';
import type { FileLook } from '../../model/session-files';
import { levelName, remarkLevel } from '../level';
import { Remark } from '../remark';
import { timeText } from '../words/moment';
import { sentence } from '../words/sentence';
import { besideName, conflicts, type Choice } from './choice';

export interface FilesBodyProps {
  /** Where they come to; empty: the topmost folder. */
  folder: string;
  files: readonly FileLook[];
  choices: ReadonlyMap<string, Choice>;
  messages: readonly MessageItem[];
  /** Also those that are as they were sent. */
  all: boolean;
  now: number;
  trans: TranslationBundle;
  onChoose: (file: FileLook, choice: Choice) => void;
  onAll: () => void;
}

/** The files of a session, and what is to become of each. */
export function FilesBody(props: FilesBodyProps): ReactNode {
  const { all, choices, files, folder, messages, now, onAll, onChoose, trans } = props;
  const shown = files.filter(({ state }) => all || state !== 'same');
  const others = files.length - shown.length;
  const coming = files.filter(({ path }) => (choices.get(path) ?? 'leave') !== 'leave');
  const bytes = coming.reduce((sum, file) => sum + file.bytes, 0);
  return (
    <div style={{ width: 'min(560px, 80vw)' }}>
      {messages.map((message, i) => (
        <Remark
          key={i}
          level={remarkLevel(message)}
          levelName={levelName(remarkLevel(message), trans)}
        >
          {sentence(message, trans)}
        </Remark>
      ))}
      {shown.length ? (
        <ul
          className="jp-ExecutionBroker-box"
          style={{ margin: '8px 0', maxHeight: '50vh', overflow: 'auto' }}
        >
          {shown.map(file => (
            <FileRow
              key={file.path}
              file={file}
              choice={choices.get(file.path) ?? 'leave'}
              now={now}
              trans={trans}
              onChoose={choice => {
                onChoose(file, choice);
              }}
            />
          ))}
        </ul>
      ) : (
        <p>{trans.__('It has made no new files, and changed none.')}</p>
      )}
      {others ? (
        <button type="button" className="jp-ExecutionBroker-action jp-mod-link" onClick={onAll}>
          {trans._n('%1 file did not change', '%1 files did not change', others)}
        </button>
      ) : null}
      <p role="status">
        {trans._n(
          '%1 file, %2, to %3',
          '%1 files, %2, to %3',
          coming.length,
          bytesText(bytes),
          folder || '/'
        )}
      </p>
    </div>
  );
}

function FileRow({
  file,
  choice,
  now,
  trans,
  onChoose
}: Pick<FilesBodyProps, 'now' | 'trans'> & {
  file: FileLook;
  choice: Choice;
  onChoose: (choice: Choice) => void;
}) {
  const { bytes, here, message, modified, path, same, state } = file;
  const at = (size: number, time: string) =>
    `${bytesText(size)}, ${timeText(Date.parse(time), now)}`;
  const mine = here && conflicts(file) ? here : undefined;
  const id = useId();
  return (
    <li className="jp-ExecutionBroker-session">
      <input
        id={id}
        type="checkbox"
        checked={choice !== 'leave'}
        disabled={message !== undefined || same}
        onChange={({ target }) => {
          onChoose(target.checked ? (mine ? 'beside' : 'bring') : 'leave');
        }}
      />
      <label htmlFor={id} className="jp-ExecutionBroker-sessionName">
        {path}
      </label>
      <span className="jp-ExecutionBroker-dim">
        {same ? trans.__('here already') : `${stateText(state, trans)}, ${bytesText(bytes)}`}
      </span>
      {message ? <span className="jp-ExecutionBroker-sessionMore">{message}</span> : null}
      {mine ? (
        <span className="jp-ExecutionBroker-sessionMore">
          {trans.__('Yours: %1. Theirs: %2.', at(mine.bytes, mine.modified), at(bytes, modified))}{' '}
          <select
            className="jp-ExecutionBroker-select"
            aria-label={trans.__('%1 is here already, and differs', path)}
            value={choice}
            onChange={({ target }) => {
              onChoose(CHOICES.find(one => one === target.value) ?? 'leave');
            }}
          >
            <option value="leave">{trans.__('Keep mine')}</option>
            <option value="over">{trans.__('Take theirs')}</option>
            <option value="beside">
              {trans.__('Save beside, as %1', besideName(file).replace(/^.*\//, ''))}
            </option>
          </select>
        </span>
      ) : null}
    </li>
  );
}

const CHOICES = ['leave', 'over', 'beside'] as const;

function stateText(state: string, trans: TranslationBundle): string {
  switch (state) {
    case 'new':
      return trans.__('new');
    case 'changed':
      return trans.__('changed');
    default:
      return trans.__('as it was sent');
  }
}
