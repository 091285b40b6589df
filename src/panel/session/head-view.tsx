import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type ReactNode } from 'react';

import { durationText } from '../../model/amount-text';
import type { ExecutionSession } from '../../model/session';
import type { SessionFrontend } from '../../model/session-frontend';
import { Action } from '../action';
import type { ResultAct } from '../results/results';
import { OpenThere } from '../sessions/open-there';
import { phaseIcon } from '../sessions/phase-icon';
import { phaseText } from '../sessions/phase-text';
import {
  canBeWorkedIn,
  canFinish,
  hasEnded,
  isRunning,
  moreSeconds,
  notebookPath,
  sessionName,
  sessionPhase,
  sessionTimes
} from '../sessions/session-story';
import type { SessionAct } from '../sessions/sessions-model';
import { timeText } from '../words/moment';
import { promisedEnd } from './contract';
import type { SessionRecord } from './session-record';
import { basisText, timeLeft, timeLeftText, type EarlierRun } from './time-left';
import { WaysIn } from './ways-in';

export interface HeadViewProps {
  session: ExecutionSession;
  record: SessionRecord;
  earlier: EarlierRun | undefined;
  busy: SessionAct | undefined;
  remark: string | undefined;
  /** Whether its Jupyter server can be opened there; absent: not known yet. */
  frontend: SessionFrontend | undefined;
  now: number;
  trans: TranslationBundle;
  /** Whether something here can show how two notebooks differ. */
  canCompare: boolean;
  onCancel: () => void;
  onFinish: () => void;
  onExtend: (seconds: number) => void;
  onUse: (act: ResultAct) => void;
  onNotebook: (path: string) => void;
}

/** What it is, how far it is, and what can be done with it. */
export function HeadView(props: HeadViewProps): ReactNode {
  const { session, record, remark, now, trans, onNotebook } = props;
  const phase = sessionPhase(session);
  const path = notebookPath(session);
  const Icon = phaseIcon(phase);
  const { start, end = now } = sessionTimes(session);
  const elapsed = start === undefined ? undefined : durationText((end - start) / 1000);
  return (
    <div className="jp-ExecutionBroker-pageHead" data-phase={phase}>
      <h1>
        <Icon.react tag="span" className="jp-ExecutionBroker-phaseIcon" aria-hidden="true" />
        {sessionName(session).replace(/\.ipynb$/, '')}
      </h1>
      <p>
        <strong role="status">{phaseText(phase, trans)}</strong>
        {[session.platform, ...(session.below ?? []), elapsed].filter(Boolean).map(text => (
          <span key={text}> · {text}</span>
        ))}
        {path === undefined ? null : (
          <>
            {' · '}
            <Action
              look="link"
              name={trans.__('Open the notebook %1', path)}
              onClick={() => {
                onNotebook(path);
              }}
            >
              {path}
            </Action>
          </>
        )}
      </p>
      {phase === 'RUNNING' && record.total ? <Progress {...props} /> : null}
      <Buttons {...props} />
      <WaysIn session={session} trans={trans} />
      {isRunning(session) ? <Limit {...props} /> : null}
      {remark ? <p role="alert">{remark}</p> : null}
    </div>
  );
}

/** How many cells have run, and how long the others may take, with what that goes by. */
function Progress({ record, earlier, now, trans }: HeadViewProps) {
  const [open, setOpen] = useState(false);
  const left = timeLeft(record, now, earlier);
  const done = record.cells.filter(
    ({ seconds, failed }) => seconds !== undefined && !failed
  ).length;
  const text = trans.__('%1 of %2 code cells', done, record.total);
  return (
    <div>
      <div
        className="jp-ExecutionBroker-progress"
        role="progressbar"
        aria-label={trans.__('Progress')}
        aria-valuemin={0}
        aria-valuemax={record.total}
        aria-valuenow={done}
        aria-valuetext={text}
      >
        <div style={{ width: `${(100 * done) / record.total}%` }} />
      </div>
      <p className="jp-ExecutionBroker-dim">
        {text}
        {left ? (
          <>
            {' · '}
            <button
              type="button"
              className="jp-ExecutionBroker-action jp-mod-link"
              aria-label={trans.__('%1: why', timeLeftText(left, trans))}
              aria-expanded={open}
              onClick={() => {
                setOpen(!open);
              }}
            >
              {timeLeftText(left, trans)}
            </button>
            {open ? <span> {basisText(left, now, trans)}</span> : null}
          </>
        ) : null}
      </p>
    </div>
  );
}

function Buttons(props: HeadViewProps) {
  const { session, busy, canCompare, frontend, trans, onCancel, onFinish, onUse } = props;
  const button = (act: SessionAct, label: string, onClick: () => void, primary = false) => (
    <Action look={primary ? 'primary' : 'plain'} busy={busy === act} onClick={onClick}>
      {label}
    </Action>
  );
  const use = (act: ResultAct, label: string, primary = false) =>
    button(
      act,
      label,
      () => {
        onUse(act);
      },
      primary
    );
  const ended = hasEnded(session);
  const result = session.result !== undefined;
  return (
    <div className="jp-ExecutionBroker-pageButtons">
      {canBeWorkedIn(session) ? (
        <>
          {use('work', trans.__('Work in it'), true)}
          <OpenThere
            session={session}
            frontend={frontend}
            busy={busy === 'there'}
            trans={trans}
            onClick={() => {
              onUse('there');
            }}
          />
        </>
      ) : null}
      {result
        ? use('open', ended ? trans.__('Open the result') : trans.__('Open it so far'), ended)
        : null}
      {result || ended ? use('files', trans.__('Bring files home')) : null}
      {result && ended ? use('replace', trans.__('Replace the original’s outputs')) : null}
      {result && canCompare ? use('compare', trans.__('Compare with the original')) : null}
      {canFinish(session) ? button('finish', trans.__('Finish'), onFinish) : null}
      {isRunning(session) ? button('cancel', trans.__('Cancel'), onCancel) : null}
    </div>
  );
}

/** Until when it may run, and more time where its platform gives that. */
function Limit({ session, record, busy, now, trans, onExtend }: HeadViewProps) {
  const [minutes, setMinutes] = useState('30');
  const end = promisedEnd(session, record);
  const most = Math.floor(moreSeconds(session) / 60);
  const wanted = Number(minutes);
  const good = Number.isInteger(wanted) && wanted >= 1 && wanted <= most;
  return (
    <form
      className="jp-ExecutionBroker-limit"
      onSubmit={event => {
        event.preventDefault();
        if (good) {
          onExtend(wanted * 60);
        }
      }}
    >
      {end === undefined ? null : (
        <span>
          {end > now
            ? trans.__(
                'It may run until %1, %2 from now.',
                timeText(end, now),
                durationText((end - now) / 1000)
              )
            : trans.__('Its time was over at %1.', timeText(end, now))}
        </span>
      )}
      {most < 1 ? null : (
        <>
          <label>
            <span>{trans.__('Minutes more')}</span>{' '}
            <input
              type="number"
              min={1}
              max={most}
              value={minutes}
              aria-invalid={!good}
              onChange={({ target }) => {
                setMinutes(target.value);
              }}
            />
          </label>
          <Action
            submits
            busy={busy === 'extend'}
            inert={!good}
            onClick={() => {
              onExtend(wanted * 60);
            }}
          >
            {trans.__('Give it more time')}
          </Action>
          {good ? null : (
            <span role="status">{trans.__('From 1 to %1 minutes can be given.', most)}</span>
          )}
        </>
      )}
    </form>
  );
}
