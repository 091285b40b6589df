import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef, useState, type ReactNode } from 'react';

import type { Phase } from '../../model/phase';
import type { ExecutionSession } from '../../model/session';
import { Action } from '../action';
import type { Clock } from '../clock';
import { later } from '../later';
import { levelName, remarkLevel } from '../level';
import { Remark } from '../remark';
import type { ResultAct } from '../results/results';
import { Section } from '../section';
import { useNow } from '../use-now';
import { sentence } from '../words/sentence';
import { phaseText } from './phase-text';
import { sessionId, sessionName, sessionPhase } from './session-story';
import type { SessionsState } from './sessions-model';

const SessionRow = later(
  async () => (await import(/* webpackChunkName: "panel-rest" */ './session-row')).SessionRow
);

/** So many rows until the reader asks for the rest. */
const FIRST = 8;

export interface SessionsBodyProps {
  state: SessionsState;
  clock: Clock;
  trans: TranslationBundle;
  /** Shows the sessions of the past. */
  onHistory: () => void;
  /** Opens the page of a session. */
  onOpen: (uuid: string) => void;
  onCancel: (session: ExecutionSession) => void;
  onFinish: (session: ExecutionSession) => void;
  canCompare: boolean;
  onUse: (uuid: string, act: ResultAct) => void;
  onRefresh: () => void;
}

/** What runs and what ran. */
export function SessionsBody(props: SessionsBodyProps): ReactNode {
  const {
    state,
    clock,
    trans,
    canCompare,
    onHistory,
    onOpen,
    onCancel,
    onFinish,
    onUse,
    onRefresh
  } = props;
  const { busy, frontends, loaded, notices, remarks, sessions, trouble } = state;
  const now = useNow(clock);
  const [all, setAll] = useState(false);
  const shown = all ? sessions : sessions.slice(0, FIRST);
  const rest = sessions.length - shown.length;
  return (
    <Section
      title={trans.__('Sessions')}
      actions={
        <Action look="link" name={trans.__('History of all sessions')} onClick={onHistory}>
          {trans.__('History')}
        </Action>
      }
    >
      <PhaseNews sessions={sessions} trans={trans} />
      {notices.map((notice, i) => (
        <Remark
          key={i}
          level={remarkLevel(notice)}
          levelName={levelName(remarkLevel(notice), trans)}
        >
          {sentence(notice, trans)}
        </Remark>
      ))}
      {trouble ? (
        <Remark level="error" levelName={levelName('error', trans)}>
          {trouble.message}{' '}
          <Action look="link" onClick={onRefresh}>
            {trans.__('Try again')}
          </Action>
        </Remark>
      ) : null}
      {shown.length ? (
        <ul className="jp-ExecutionBroker-box">
          {shown.map(session => {
            const uuid = sessionId(session);
            return (
              <SessionRow
                key={uuid}
                session={session}
                busy={busy[uuid]}
                remark={remarks[uuid]}
                frontend={frontends[uuid]}
                now={now}
                trans={trans}
                onOpen={() => {
                  onOpen(uuid);
                }}
                onCancel={() => {
                  onCancel(session);
                }}
                onFinish={() => {
                  onFinish(session);
                }}
                canCompare={canCompare}
                onUse={act => {
                  onUse(uuid, act);
                }}
              />
            );
          })}
        </ul>
      ) : loaded ? (
        <p className="jp-ExecutionBroker-hint">
          {trans.__(
            'No sessions yet. Run an offer, and follow it here, even after you have closed this page.'
          )}
        </p>
      ) : null}
      {rest > 0 ? (
        <p className="jp-ExecutionBroker-hint">
          <Action
            look="link"
            onClick={() => {
              setAll(true);
            }}
          >
            {trans._n('%1 earlier session', '%1 earlier sessions', rest)}
          </Action>
        </p>
      ) : null}
    </Section>
  );
}

/** Says each change of phase to those who hear it. */
function PhaseNews({
  sessions,
  trans
}: {
  sessions: readonly ExecutionSession[];
  trans: TranslationBundle;
}) {
  const before = useRef<ReadonlyMap<string, Phase>>(new Map());
  const [news, setNews] = useState('');
  useEffect(() => {
    const changed = sessions.filter(session => {
      const earlier = before.current.get(sessionId(session));
      return earlier !== undefined && earlier !== sessionPhase(session);
    });
    before.current = new Map(sessions.map(session => [sessionId(session), sessionPhase(session)]));
    if (changed.length) {
      setNews(
        changed
          .map(session => `${sessionName(session)}: ${phaseText(sessionPhase(session), trans)}`)
          .join(', ')
      );
    }
  }, [sessions, trans]);
  return (
    <div role="status" className="jp-ExecutionBroker-unseen">
      {news}
    </div>
  );
}
