import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';

import type { ExecutionSession } from '../../model/session';
import { Action } from '../action';
import type { Clock } from '../clock';
import { levelName } from '../level';
import { Remark } from '../remark';
import { hasEnded, isRunning } from '../sessions/session-story';
import { Timeline } from '../sessions/timeline';
import type { Trouble } from '../trouble';
import { useNow } from '../use-now';
import { CellsView } from './cells-view';
import { contractLines } from './contract';
import { EndingView, type EndingViewProps } from './ending-view';
import { HeadView, type HeadViewProps } from './head-view';
import { LogView, type LogViewProps } from './log-view';
import { PhasesView } from './phases-view';
import type { SessionState } from './session-model';
import { UsageChart } from './usage-chart';

export interface BodyProps
  extends
    Omit<HeadViewProps, 'session' | 'record' | 'earlier' | 'now'>,
    Pick<EndingViewProps, 'onAsk'>,
    Pick<LogViewProps, 'onSelect' | 'onAll' | 'onSearch' | 'onCopy'> {
  state: SessionState;
  log: LogViewProps['state'];
  clock: Clock;
  onRefresh: () => void;
}

/** A session from top to bottom: how it is, why it ended, its cells, logs, resources, and its contract. */
export function Body(props: BodyProps): ReactNode {
  const { state, clock, trans } = props;
  const { session, record, earlier, trouble } = state;
  const now = useNow(clock);
  if (!session) {
    return trouble ? (
      <TroubleLine trouble={trouble} trans={trans} onRefresh={props.onRefresh} />
    ) : (
      <p className="jp-ExecutionBroker-hint">{trans.__('Reading…')}</p>
    );
  }
  const seen = { session, record, now, trans };
  return (
    <>
      {trouble ? <TroubleLine trouble={trouble} trans={trans} onRefresh={props.onRefresh} /> : null}
      <HeadView {...props} {...seen} earlier={earlier} />
      <EndingView session={session} trans={trans} onAsk={props.onAsk} />
      <div className="jp-ExecutionBroker-pageParts">
        <Part title={trans.__('Phases')}>
          <PhasesView {...seen} />
        </Part>
        <Part title={trans.__('Promised and happened')}>
          <ContractTable {...seen} />
        </Part>
        <Part title={trans.__('Cells')}>
          <CellsView record={record} running={isRunning(session)} now={now} trans={trans} />
        </Part>
        <Part title={trans.__('Resources')}>
          <UsageChart session={session} points={record.usage} now={now} trans={trans} />
        </Part>
        <Part title={trans.__('Logs')} wide>
          <LogView {...props} state={props.log} />
        </Part>
        <Part title={trans.__('Messages')} wide>
          <Timeline session={withoutTraceback(session)} now={now} trans={trans} />
        </Part>
      </div>
    </>
  );
}

function Part({ title, wide, children }: { title: string; wide?: boolean; children: ReactNode }) {
  return (
    <section className="jp-ExecutionBroker-part" data-wide={wide} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function ContractTable({
  session,
  record,
  now,
  trans
}: Pick<HeadViewProps, 'session' | 'record' | 'now' | 'trans'>) {
  return (
    <table className="jp-ExecutionBroker-table">
      <thead>
        <tr>
          <th scope="col">{trans.__('What')}</th>
          <th scope="col">{trans.__('Offered')}</th>
          <th scope="col">{hasEnded(session) ? trans.__('Happened') : trans.__('So far')}</th>
        </tr>
      </thead>
      <tbody>
        {contractLines(session, record, now, trans).map(({ what, offered, happened, broken }) => (
          <tr key={what}>
            <th scope="row">{what}</th>
            <td>{offered}</td>
            <td data-broken={broken ? true : undefined}>
              {happened}
              {broken ? <strong> · {broken}</strong> : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function TroubleLine({
  trouble,
  trans,
  onRefresh
}: {
  trouble: Trouble;
  trans: TranslationBundle;
  onRefresh: () => void;
}) {
  return (
    <Remark level="error" levelName={levelName('error', trans)}>
      {trouble.message}{' '}
      {trouble.gone ? null : (
        <Action look="link" onClick={onRefresh}>
          {trans.__('Try again')}
        </Action>
      )}
    </Remark>
  );
}

/** What stands at the top of the page, in full, is not told again. */
function withoutTraceback(session: ExecutionSession): ExecutionSession {
  const { meta } = session;
  const messages = meta?.messages?.map(message => {
    const { traceback: _, ...values } = message.values ?? {};
    return message.values ? { ...message, values } : message;
  });
  return messages ? { ...session, meta: { ...meta, messages } } : session;
}
