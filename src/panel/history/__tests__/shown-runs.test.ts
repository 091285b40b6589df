import { NOW } from '../../__tests__/samples';
import { shownRuns, type RunFilter, type RunOrder } from '../shown-runs';
import { run } from './samples';

const RUNS = [
  run('a', 1, { seconds: 20, peak: 5 }),
  run('b', 30, { phase: 'FAILED', platform: 'Slurm', message: 'Killed at 31.8 GiB', seconds: 3 }),
  run('c', 200, { phase: 'RUNNING', name: 'Sudoku.ipynb', notebook: 'Sudoku.ipynb' }),
  run('d', 900, { name: 'run10.ipynb', notebook: 'run10.ipynb', seconds: 100, peak: 4 }),
  run('e', 901, { name: 'run9.ipynb', notebook: 'run9.ipynb' })
];

function shown(filter: Partial<RunFilter>, order: RunOrder = { by: 'when', up: false }): string {
  return shownRuns(RUNS, { text: '', ...filter }, order, NOW)
    .map(({ session }) => session)
    .join('');
}

describe('the sessions that are shown', () => {
  it('have all words somewhere, in capitals or not', () => {
    expect(shown({ text: 'sudoku' })).toBe('c');
    expect(shown({ text: 'KILLED slurm' })).toBe('b');
    expect(shown({ text: 'work/ computer' })).toBe('a');
    expect(shown({ text: 'nowhere' })).toBe('');
    // A digit is not looked for in uuids; their beginning is.
    const of = (text: string) =>
      shownRuns([run('7f3c2a10-0000', 1)], { text }, { by: 'when', up: false }, NOW).length;
    expect([of('7'), of('2a10-0000'), of('7f3c2a'), of('7f3c2a10-0000')]).toEqual([0, 0, 1, 1]);
  });

  it('ended as wanted, where, of which notebook, and within the time', () => {
    expect(shown({ outcome: 'FAILED' })).toBe('b');
    expect(shown({ outcome: 'running' })).toBe('c');
    expect(shown({ platform: 'Slurm' })).toBe('b');
    expect(shown({ notebook: 'work/plot.ipynb' })).toBe('ab');
    expect(shown({ days: 1 })).toBe('a');
    expect(shown({ days: 30, outcome: 'COMPLETED' })).toBe('a');
  });

  it('are in the order of the reader, with what is not known last in both directions', () => {
    expect(shown({}, { by: 'when', up: true })).toBe('edcba');
    expect(shown({}, { by: 'took', up: true })).toBe('badce');
    expect(shown({}, { by: 'took', up: false })).toBe('dabce');
    expect(shown({}, { by: 'memory', up: false })).toBe('adbce');
    // 9 comes before 10.
    expect(shown({}, { by: 'notebook', up: true })).toBe('edcab');
    expect(shown({}, { by: 'platform', up: true })[0]).toBe('b');
  });
});
