import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';

import { durationText } from '../../model/amount-text';
import { isFinal, type Phase } from '../../model/phase';
import type { ExecutionSession } from '../../model/session';
import { parseInstant } from '../../model/time';
import { offerFacts } from '../offers/offer-facts';
import { phaseIcon } from '../sessions/phase-icon';
import { phaseText } from '../sessions/phase-text';
import { secondsText } from '../words/moment';
import { promisedStart } from './contract';
import type { SessionRecord } from './session-record';

export interface PhasesViewProps {
  session: ExecutionSession;
  record: SessionRecord;
  now: number;
  trans: TranslationBundle;
}

/** A phase that a session went through, or is promised to. */
interface PhaseLine {
  phase: Phase;
  promised?: number | undefined;
  happened?: number | undefined;
  /** Milliseconds until the next phase, or until now. */
  took?: number | undefined;
}

/** The phases of a session, with when each was promised and when it came. */
export function PhasesView({ session, record, now, trans }: PhasesViewProps): ReactNode {
  const time = (moment: number | undefined) =>
    moment === undefined ? (
      '–'
    ) : (
      <time dateTime={new Date(moment).toISOString()} title={new Date(moment).toLocaleString()}>
        {secondsText(moment, now)}
      </time>
    );
  return (
    <table className="jp-ExecutionBroker-table">
      <thead>
        <tr>
          <th scope="col">{trans.__('Phase')}</th>
          <th scope="col">{trans.__('Promised')}</th>
          <th scope="col">{trans.__('Happened')}</th>
          <th scope="col">{trans.__('Took')}</th>
        </tr>
      </thead>
      <tbody>
        {phaseLines(session, record, now).map(({ phase, promised, happened, took }) => {
          const Icon = phaseIcon(phase);
          return (
            <tr key={phase} data-phase={phase} data-ahead={happened === undefined || undefined}>
              <th scope="row">
                <Icon.react
                  tag="span"
                  className="jp-ExecutionBroker-phaseIcon"
                  aria-hidden="true"
                />
                {phaseText(phase, trans)}
              </th>
              <td>
                {phase === 'COMPLETED' && promised !== undefined ? trans.__('at the latest') : null}{' '}
                {time(promised)}
              </td>
              <td>{time(happened)}</td>
              <td>{took === undefined ? '–' : durationText(took / 1000)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

export function phaseLines(
  session: ExecutionSession,
  { steps }: SessionRecord,
  now: number
): PhaseLine[] {
  const { upTo } = offerFacts(session);
  const ready = promisedStart(session);
  const promises: Partial<Record<Phase, number | undefined>> = {
    PREPARING: parseInstant(session.schedule?.preparing?.start ?? ''),
    [session.executable && 'mode' in session.executable && session.executable.mode === 'interactive'
      ? 'AVAILABLE'
      : 'RUNNING']: ready,
    COMPLETED: ready === undefined || upTo === undefined ? undefined : ready + upTo * 1000
  };
  const passed = steps.filter(({ phase }) => phase !== 'INITIAL' && phase !== 'OFFERED');
  const lines: PhaseLine[] = passed.map(({ phase, time }, i) => ({
    phase,
    promised: promises[phase],
    happened: time,
    took: isFinal(phase) ? undefined : (passed[i + 1]?.time ?? now) - time
  }));
  const last = passed.at(-1)?.phase;
  const order: Phase[] = ['PREPARING', 'AVAILABLE', 'RUNNING', 'COMPLETED'];
  // What is promised and has not come yet; of a session that has ended nothing more comes.
  const ahead = last && isFinal(last) ? [] : order.slice(last ? order.indexOf(last) + 1 : 0);
  return [
    ...lines,
    ...ahead
      .filter(phase => promises[phase] !== undefined && !passed.some(step => step.phase === phase))
      .map(phase => ({ phase, promised: promises[phase] }))
  ];
}
