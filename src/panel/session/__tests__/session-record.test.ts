import type { SessionEvent } from '../../../model/event';
import { formatInstant } from '../../../model/time';
import { NOW } from '../../__tests__/samples';
import { coresOf } from '../usage-chart';
import { enteredAt, NOTHING_YET, withEvents } from '../session-record';

/** An event so many seconds after NOW. */
function event(seq: number, at: number, more: Partial<SessionEvent>): SessionEvent {
  return { seq, time: formatInstant(NOW + at * 1000), type: 'progress', ...more };
}

const progress = (cell: number, done: number, seconds?: number) => ({
  progress: { cell, cells: 3, done, ...(seconds === undefined ? {} : { seconds, index: cell }) }
});

it('reads how long each cell took, which of them runs, and which failed', () => {
  const record = withEvents(NOTHING_YET, [
    event(1, 0, progress(0, 0)),
    event(2, 1, progress(1, 0)),
    event(3, 5, progress(1, 1, 4)),
    event(4, 5, progress(2, 1)),
    event(5, 7, progress(2, 1, 2)),
    event(6, 7, progress(3, 2))
  ]);
  expect(record.total).toBe(3);
  expect(record.last).toBe(6);
  expect(record.cells).toEqual([
    { cell: 1, index: 1, started: NOW + 1000, seconds: 4, failed: false },
    { cell: 2, index: 2, started: NOW + 5000, seconds: 2, failed: true },
    { cell: 3, started: NOW + 7000 }
  ]);
});

it('reads on where it had stopped, and takes what comes twice once', () => {
  const first = withEvents(NOTHING_YET, [event(1, 1, progress(1, 0))]);
  const second = withEvents(first, [
    event(2, 2, progress(1, 0)),
    event(3, 5, progress(1, 1, 4)),
    event(4, 6, progress(1, 1, 4))
  ]);
  expect(second.cells).toEqual([
    { cell: 1, index: 1, started: NOW + 1000, seconds: 4, failed: false }
  ]);
});

it('goes by when cells began where their broker does not say how long they took', () => {
  const { cells } = withEvents(NOTHING_YET, [
    event(1, 1, progress(1, 0)),
    event(2, 9, progress(2, 1))
  ]);
  expect(cells).toEqual([
    { cell: 1, started: NOW + 1000, seconds: 8 },
    { cell: 2, started: NOW + 9000 }
  ]);
});

it('knows when a phase was entered', () => {
  const record = withEvents(NOTHING_YET, [
    event(1, 1, { type: 'phase', phase: 'ACCEPTED' }),
    event(2, 3, { type: 'phase', phase: 'RUNNING' })
  ]);
  expect(enteredAt(record, 'AVAILABLE', 'RUNNING')).toBe(NOW + 3000);
  expect(enteredAt(record, 'FAILED')).toBeUndefined();
});

it('puts measurements of a long run together, without losing its peak or its end', () => {
  const usage = (i: number) => ({
    usage: { memory: i === 501 ? 9e9 : 1e9, peak: 9e9, cpu: i }
  });
  const { usage: points } = withEvents(
    NOTHING_YET,
    Array.from({ length: 5000 }, (_, i) => event(i + 1, 2 * i, { type: 'usage', ...usage(i) }))
  );
  expect(points.length).toBeLessThanOrEqual(2500);
  expect(Math.max(...points.map(({ memory }) => memory))).toBe(9e9);
  expect(points.at(-1)).toEqual({ time: NOW + 9_998_000, memory: 1e9, cpu: 4999 });
  const rates = coresOf(points);
  expect(rates[0]?.cores).toBe(0);
  expect(rates.at(-1)?.cores).toBeCloseTo(0.5);
});
