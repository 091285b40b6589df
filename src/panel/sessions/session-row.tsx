import '../../../style/sessions.css';

import type { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import { useId, useState, type ReactNode } from 'react';

import { durationText } from '../../model/amount-text';
import type { ExecutionSession } from '../../model/session';
import type { SessionFrontend } from '../../model/session-frontend';
import { Action } from '../action';
import type { ResultAct } from '../results/results';
import { sentence } from '../words/sentence';
import { OpenThere } from './open-there';
import { phaseIcon } from './phase-icon';
import { phaseText } from './phase-text';
import {
  canBeWorkedIn,
  canFinish,
  hasEnded,
  isRunning,
  lastWord,
  sessionName,
  sessionPhase,
  sessionTimes
} from './session-story';
import type { SessionAct } from './sessions-model';
import { Timeline } from './timeline';

export interface SessionRowProps {
  session: ExecutionSession;
  busy?: SessionAct | undefined;
  remark?: string | undefined;
  /** Whether its Jupyter server can be opened there; absent: not known yet. */
  frontend?: SessionFrontend | undefined;
  now: number;
  trans: TranslationBundle;
  /** Whether something here can show how two notebooks differ. */
  canCompare: boolean;
  onOpen: () => void;
  onCancel: () => void;
  onFinish: () => void;
  onUse: (act: ResultAct) => void;
}

/** One session: how far it is, or how it ended, and its story on demand. */
export function SessionRow({
  session,
  busy,
  remark,
  frontend,
  now,
  trans,
  canCompare,
  onOpen,
  onCancel,
  onFinish,
  onUse
}: SessionRowProps): ReactNode {
  const [open, setOpen] = useState(false);
  const id = useId();
  const phase = sessionPhase(session);
  const name = sessionName(session);
  const Icon = phaseIcon(phase);
  const Caret = open ? caretDownIcon : caretRightIcon;
  const { start, end = now } = sessionTimes(session);
  const elapsed = start === undefined ? undefined : durationText((end - start) / 1000);
  const use = (act: ResultAct, label: string, told: string) => (
    <Action
      look="link"
      busy={busy === act}
      name={told}
      onClick={() => {
        onUse(act);
      }}
    >
      {label}
    </Action>
  );
  const opener = session.result
    ? use(
        'open',
        hasEnded(session) ? trans.__('Open') : trans.__('Open so far'),
        trans.__('Open the result of %1', name)
      )
    : null;
  const files =
    session.result || hasEnded(session)
      ? use('files', trans.__('Files'), trans.__('Files of %1', name))
      : null;
  const worker = canBeWorkedIn(session) ? (
    <>
      {use('work', trans.__('Work in it'), trans.__('Work in %1', name))}
      <OpenThere
        look="link"
        session={session}
        frontend={frontend}
        busy={busy === 'there'}
        trans={trans}
        onClick={() => {
          onUse('there');
        }}
      />
    </>
  ) : null;
  return (
    <li className="jp-ExecutionBroker-session" data-phase={phase}>
      <Icon.react tag="span" className="jp-ExecutionBroker-phaseIcon" aria-hidden="true" />
      <div className="jp-ExecutionBroker-sessionName">
        <Action look="link" name={trans.__('Follow %1', name)} onClick={onOpen}>
          <strong>{name.replace(/\.ipynb$/, '')}</strong>
        </Action>{' '}
        <span className="jp-ExecutionBroker-dim">
          {session.platform}
          <Detail session={session} trans={trans} />
        </span>
      </div>
      <div className="jp-ExecutionBroker-sessionEnd">
        {isRunning(session) ? null : opener}
        {isRunning(session) ? null : files}
        <button
          type="button"
          className="jp-ExecutionBroker-why"
          aria-expanded={open}
          aria-controls={id}
          aria-label={trans.__('What happened to %1', name)}
          title={trans.__('What happened')}
          onClick={() => {
            setOpen(!open);
          }}
        >
          <span>{elapsed}</span>
          <Caret.react tag="span" aria-hidden="true" />
        </button>
      </div>
      <Failure session={session} trans={trans} />
      <ProgressBar session={session} name={name} trans={trans} />
      {isRunning(session) ? (
        <div className="jp-ExecutionBroker-sessionActions">
          {worker}
          {opener}
          {files}
          {canFinish(session) ? (
            <Action
              look="link"
              busy={busy === 'finish'}
              name={trans.__('Finish %1', name)}
              onClick={onFinish}
            >
              {trans.__('Finish')}
            </Action>
          ) : null}
          <Action
            look="link"
            busy={busy === 'cancel'}
            name={trans.__('Cancel %1', name)}
            onClick={onCancel}
          >
            {trans.__('Cancel')}
          </Action>
        </div>
      ) : null}
      {remark ? (
        <div className="jp-ExecutionBroker-sessionMore" role="alert">
          {remark}
        </div>
      ) : null}
      <div id={id} className="jp-ExecutionBroker-sessionMore" hidden={!open}>
        {open ? <Timeline session={session} now={now} trans={trans} /> : null}
        {open && session.result ? (
          <div className="jp-ExecutionBroker-sessionActions">
            {use(
              'replace',
              trans.__('Replace the original’s outputs'),
              trans.__('Replace the outputs of the original by those of %1', name)
            )}
            {canCompare
              ? use(
                  'compare',
                  trans.__('Compare with the original'),
                  trans.__('Compare the result of %1 with the original', name)
                )
              : null}
          </div>
        ) : null}
      </div>
    </li>
  );
}

/** Why it failed: what to read first, so it has the whole width. */
function Failure({ session, trans }: Pick<SessionRowProps, 'session' | 'trans'>): ReactNode {
  const word = session.phase === 'FAILED' ? lastWord(session) : undefined;
  const text = word ? sentence(word, trans) : undefined;
  return text ? (
    <p className="jp-ExecutionBroker-sessionMore" title={text}>
      {text}
    </p>
  ) : null;
}

/** How far it is. That all went well is seen by its icon. */
function Detail({ session, trans }: Pick<SessionRowProps, 'session' | 'trans'>): ReactNode {
  const phase = sessionPhase(session);
  const { progress } = session;
  const text =
    phase === 'RUNNING' && progress?.cells
      ? trans.__('code cell %1 of %2', progress.cell, progress.cells)
      : phaseText(phase, trans);
  return (
    <span className={phase === 'COMPLETED' ? 'jp-ExecutionBroker-unseen' : undefined}>
      {session.platform ? ', ' : ''}
      {text}
    </span>
  );
}

function ProgressBar({
  session: { phase, progress },
  name,
  trans
}: Pick<SessionRowProps, 'session' | 'trans'> & { name: string }) {
  if (phase !== 'RUNNING' || !progress?.cells) {
    return null;
  }
  return (
    <div
      className="jp-ExecutionBroker-progress"
      role="progressbar"
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={progress.cells}
      aria-valuenow={progress.done}
      aria-valuetext={trans.__('code cell %1 of %2', progress.cell, progress.cells)}
    >
      <div style={{ width: `${(100 * progress.done) / progress.cells}%` }} />
    </div>
  );
}
