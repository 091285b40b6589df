import { nullTranslator } from '@jupyterlab/translation';

import { NOW } from '../../__tests__/samples';
import { NOTHING_YET, type CellRun, type SessionRecord } from '../session-record';
import { basisText, timeLeft, timeLeftText, type EarlierRun } from '../time-left';

const trans = nullTranslator.load('');

/** A run of `total` cells, of which those took so long and the next one began so many seconds ago. */
function run(total: number, took: number[], elapsed?: number): SessionRecord {
  const ended: CellRun[] = took.map((seconds, i) => ({ cell: i + 1, seconds }));
  const running =
    elapsed === undefined ? [] : [{ cell: took.length + 1, started: NOW - elapsed * 1000 }];
  return { ...NOTHING_YET, total, cells: [...ended, ...running] };
}

const earlier = (...seconds: number[]): EarlierRun => ({
  seconds: new Map(seconds.map((value, i) => [i + 1, value])),
  ended: NOW - 86_400_000,
  platform: 'Cluster'
});

it('goes by what the cells took the last time, at the pace of this run', () => {
  // Twice as fast as before: of 60 s and 100 s are left 30 - 10 and 50.
  const left = timeLeft(run(4, [10, 10], 10), NOW, earlier(20, 20, 60, 100));
  expect(left?.seconds).toBe(70);
  expect(left && timeLeftText(left, trans)).toBe('about 2 min left');
  expect(left && basisText(left, NOW, trans)).toMatch(/when this notebook last ran.*Cluster/);
});

it('takes no pace from cells that took no time', () => {
  expect(timeLeft(run(3, [0.1], 0), NOW, earlier(0.01, 50, 50))?.seconds).toBe(100);
});

it('does not count a cell twice that takes longer than the last time', () => {
  expect(timeLeft(run(3, [10], 500), NOW, earlier(10, 60, 30))?.seconds).toBe(30);
});

it('goes by the average of the cells so far where there was no last time', () => {
  const left = timeLeft(run(10, [3, 5], 1), NOW);
  expect(left?.seconds).toBe(3 + 7 * 4);
  expect(left && basisText(left, NOW, trans)).toMatch(
    /the 2 code cells that have run so far, in 8 s/
  );
});

it('or where the last time says nothing of a cell that comes', () => {
  expect(timeLeft(run(10, [3, 5], 1), NOW, earlier(1, 1, 1))?.earlier).toBeUndefined();
});

it.each([
  ['nothing has run', run(10, [])],
  ['one cell has run', run(10, [60], 1)],
  ['the cells so far took no time', run(10, [0.1, 0.2, 0.1], 1)],
  ['the number of cells is not known', run(0, [5, 5], 1)]
])('says nothing where %s', (_why, record) => {
  expect(timeLeft(record, NOW)).toBeUndefined();
});

it.each([
  [3, 'nearly done'],
  [42, 'about 45 s left'],
  [130, 'about 3 min left'],
  [4000, 'about 1 h 10 min left']
])('says of %i s: %s', (seconds, text) => {
  expect(timeLeftText({ seconds, done: 0, took: 0 }, trans)).toBe(text);
});
