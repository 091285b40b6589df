import { nullTranslator } from '@jupyterlab/translation';

import { COST_MONEY, JUPYTER_NOTEBOOK, MINMAX_COST, SIMPLE_COMPUTE } from '../../../model/kinds';
import type { Provenance } from '../../../model/provenance';
import { NOW } from '../../__tests__/samples';
import {
  changeText,
  comparedCells,
  comparedGroups,
  packageDifferences,
  type WholeRun
} from '../comparison';
import { run } from './samples';

const trans = nullTranslator.load('');
const GIB = 2 ** 30;

function provenance(packages?: string[]): Provenance {
  return {
    session: 'x',
    broker: 'b',
    version: '1',
    promised: {},
    phases: [],
    outcome: 'COMPLETED',
    ...(packages ? { environment: { sha256: 'a'.repeat(64), packages } } : {})
  };
}

function whole(more: Parameters<typeof run>[2], memory: number): WholeRun {
  return {
    run: run('x', 1, more),
    request: {
      executable: { kind: JUPYTER_NOTEBOOK },
      compute: { kind: SIMPLE_COMPUTE, memory: { min: memory } },
      schedule: { requested: { duration: 'PT2H' } }
    },
    provenance: provenance()
  };
}

describe('two runs beside each other', () => {
  const groups = comparedGroups(
    [
      whole(
        {
          seconds: 100,
          peak: 2 * GIB,
          promised: {
            cores: 2,
            memory: 4,
            costs: [{ kind: MINMAX_COST, type: COST_MONEY, min: 0, max: 0 }]
          }
        },
        4
      ),
      whole({ seconds: 50, peak: 5 * GIB, phase: 'FAILED', message: 'Killed' }, 8)
    ],
    NOW,
    trans
  );
  const line = (title: string, what: string) =>
    groups.find(group => group.title === title)?.lines.find(found => found.what === what);

  it('show what was asked, offered and taken, and by how much it changed', () => {
    expect(line('Asked', 'Memory')?.values).toEqual(['4 GiB', '8 GiB']);
    expect(line('Asked', 'Time')?.values).toEqual(['2 h', '2 h']);
    expect(line('Offered', 'Cost')?.values).toEqual(['free', '–']);
    expect(line('Offered', 'Cores')?.values).toEqual(['2', '–']);
    expect(line('What happened', 'Outcome')?.values).toEqual(['done', 'failed']);
    expect(line('What happened', 'Why')?.values).toEqual(['–', 'Killed']);
    expect(line('What happened', 'Run time')?.change).toBe('−50 %');
    expect(line('What happened', 'Peak memory')).toMatchObject({
      values: ['2.1 GB', '5.4 GB'],
      change: '2.5 ×'
    });
    expect(line('What happened', 'Processor time')).toMatchObject({
      values: ['–', '–'],
      change: undefined
    });
  });

  it('differ in packages by name and version, and are told apart from what is not known', () => {
    const a = provenance(['numpy==2.1.0', 'Pandas==2.2', 'same==1']);
    const b = provenance(['numpy==2.2.0', 'same==1', 'local @ file:///x']);
    expect(packageDifferences(a, b)).toEqual([
      { name: 'local', versions: [undefined, 'file:///x'] },
      { name: 'numpy', versions: ['2.1.0', '2.2.0'] },
      { name: 'pandas', versions: ['2.2', undefined] }
    ]);
    expect(packageDifferences(a, a)).toEqual([]);
    expect(packageDifferences(a, provenance())).toBeUndefined();
  });

  it('have their cells side by side, also those that one of them did not reach', () => {
    const first = run('a', 1, { cells: [0, 2, 4].map(index => ({ index, seconds: index + 1 })) });
    const second = run('b', 1, { cells: [{ index: 2, seconds: 9 }] });
    expect(comparedCells(first, second)).toEqual([
      { index: 0, seconds: [1, undefined] },
      { index: 2, seconds: [3, 9] },
      { index: 4, seconds: [5, undefined] }
    ]);
  });

  it('say nothing of a change that nobody could see', () => {
    expect(changeText(100, 100.2)).toBe('');
    expect(changeText(0, 5)).toBe('');
    expect(changeText(100, 112)).toBe('+12 %');
  });
});
