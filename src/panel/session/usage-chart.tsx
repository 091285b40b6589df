import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';

import { durationText, numberText } from '../../model/amount-text';
import type { ExecutionSession } from '../../model/session';
import { offerFacts } from '../offers/offer-facts';
import { timeText } from '../words/moment';
import { coresText, gibText } from './contract';
import type { UsagePoint } from './session-record';

const GIB = 2 ** 30;
/** The picture's own units; it is drawn as wide as there is room. */
const WIDE = 600;
const HIGH = 100;
/** Rows of the table. */
const ROWS = 24;

export interface UsageChartProps {
  session: ExecutionSession;
  points: readonly UsagePoint[];
  now: number;
  trans: TranslationBundle;
}

/** What a session uses over time, with what was promised as a line; and the same as a table. */
export function UsageChart({ session, points, now, trans }: UsageChartProps): ReactNode {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last) {
    return (
      <p className="jp-ExecutionBroker-hint">
        {trans.__('Nothing has been measured yet, or its platform does not measure.')}
      </p>
    );
  }
  const { memory, cores } = offerFacts(session);
  const rates = coresOf(points);
  const peak = session.usage?.peak ?? Math.max(...points.map(point => point.memory));
  const busiest = Math.max(...rates.map(({ cores }) => cores));
  return (
    <>
      <Line
        title={trans.__('Memory')}
        values={points.map(({ time, memory }) => ({ time, value: memory / GIB }))}
        limit={memory}
        limitText={memory === undefined ? '' : trans.__('%1 GiB promised', numberText(memory))}
        text={trans.__('%1 now, %2 at its peak', gibText(last.memory), gibText(peak))}
        trans={trans}
      />
      <Line
        title={trans.__('Processor')}
        values={rates.map(({ time, cores }) => ({ time, value: cores }))}
        limit={cores}
        limitText={
          cores === undefined ? '' : trans._n('%1 core promised', '%1 cores promised', cores)
        }
        text={trans.__(
          '%1 cores at most, %2 of processor time',
          coresText(busiest),
          durationText(last.cpu)
        )}
        trans={trans}
      />
      <details className="jp-ExecutionBroker-details">
        <summary>{trans.__('As a table')}</summary>
        <table className="jp-ExecutionBroker-table">
          <thead>
            <tr>
              <th scope="col">{trans.__('Time')}</th>
              <th scope="col">{trans.__('Memory')}</th>
              <th scope="col">{trans.__('Cores')}</th>
            </tr>
          </thead>
          <tbody>
            {someOf(points).map(i => (
              <tr key={i}>
                <th scope="row">{timeText(points[i]?.time ?? 0, now)}</th>
                <td>{gibText(points[i]?.memory ?? 0)}</td>
                <td>{coresText(rates[i]?.cores ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}

/** Cores in use between two points; processor time is counted from the start. */
export function coresOf(points: readonly UsagePoint[]): { time: number; cores: number }[] {
  return points.map(({ time, cpu }, i) => {
    const before = points[i - 1];
    const seconds = before ? (time - before.time) / 1000 : 0;
    // Two looks right after one another say little of what is between them.
    return { time, cores: before && seconds > 0.2 ? Math.max(0, (cpu - before.cpu) / seconds) : 0 };
  });
}

/** Some of many, evenly: the last among them. */
function someOf(points: readonly UsagePoint[]): number[] {
  const step = Math.max(1, Math.ceil(points.length / ROWS));
  return points.map((_, i) => i).filter(i => (points.length - 1 - i) % step === 0);
}

interface LineProps {
  title: string;
  values: readonly { time: number; value: number }[];
  limit: number | undefined;
  limitText: string;
  text: string;
  trans: TranslationBundle;
}

function Line({ title, values, limit, limitText, text, trans }: LineProps) {
  const from = values[0]?.time ?? 0;
  const span = Math.max(1, (values.at(-1)?.time ?? from) - from);
  const top = Math.max(limit ?? 0, ...values.map(({ value }) => value)) * 1.08 || 1;
  const y = (value: number) => HIGH - (value / top) * HIGH;
  const path = values
    .map(
      ({ time, value }) => `${(((time - from) / span) * WIDE).toFixed(1)},${y(value).toFixed(1)}`
    )
    .join(' ');
  return (
    <figure className="jp-ExecutionBroker-chart">
      <figcaption>
        <strong>{title}</strong> {text}
        {limit === undefined ? null : (
          <span className="jp-ExecutionBroker-limitKey">{limitText}</span>
        )}
      </figcaption>
      <svg
        role="img"
        aria-label={[title, text, limitText].filter(Boolean).join(', ')}
        viewBox={`0 0 ${WIDE} ${HIGH}`}
        preserveAspectRatio="none"
      >
        <polygon points={`0,${HIGH} ${path} ${WIDE},${HIGH}`} />
        <polyline points={values.length === 1 ? `${path} ${WIDE},${path.split(',')[1]}` : path} />
        {limit === undefined ? null : <line x1={0} x2={WIDE} y1={y(limit)} y2={y(limit)} />}
      </svg>
      <div className="jp-ExecutionBroker-dim jp-ExecutionBroker-axis" aria-hidden="true">
        <span>0</span>
        <span>{trans.__('%1 later', durationText(span / 1000))}</span>
      </div>
    </figure>
  );
}
