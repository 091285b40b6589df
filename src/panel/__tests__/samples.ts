import type { Description } from '../../description/description';
import type { Finding } from '../../description/finding';
import { COST_MONEY, JUPYTER_NOTEBOOK, MINMAX_COST, SIMPLE_COMPUTE } from '../../model/kinds';
import type { OfferSetResponse } from '../../model/offer-set';
import type { ExecutionSession } from '../../model/session';
import { formatInstant } from '../../model/time';

export const NOW = Date.parse('2026-11-24T10:02:00Z');

const found = <T>(value: T, evidence: Finding<T>['evidence'] = []): Finding<T> => ({
  state: 'found',
  value,
  evidence,
  conflicts: [],
  problems: []
});

export function description(more: Partial<Description> = {}): Description {
  return {
    name: 'plot.ipynb',
    cells: 3,
    language: found({ name: 'python', version: '3.11' }),
    environment: found({
      kind: 'code',
      name: 'code',
      source: { kind: 'cell', cell: 2 },
      also: []
    }),
    requirements: found(
      [
        {
          name: 'numpy',
          line: 'numpy>=1.26',
          evidence: [{ template: 'Imported', source: { kind: 'cell', cell: 2 } }]
        }
      ],
      [{ template: 'Imports', source: { kind: 'cell', cell: 2 } }]
    ),
    cores: found({ min: 1 }),
    memory: found({ min: 4 }, [
      {
        template: 'The last run peaked at {peak} GiB',
        values: { peak: '2.9' },
        source: { kind: 'metadata', key: 'execution' }
      }
    ]),
    duration: found({ low: 20, likely: 40, high: 120 }),
    files: found([{ path: 'data.csv', exists: true, size: 85_000, evidence: [] }]),
    data: found([]),
    ...more
  };
}

export function offer(uuid: string, more: Partial<ExecutionSession> = {}): ExecutionSession {
  return {
    kind: 'session',
    meta: { uuid, created: formatInstant(NOW) },
    phase: 'OFFERED',
    platform: `Platform ${uuid}`,
    expires: formatInstant(NOW + 300_000),
    compute: { kind: SIMPLE_COMPUTE, cores: { min: 2, max: 2 }, memory: { min: 4, max: 4 } },
    costs: [{ kind: MINMAX_COST, type: COST_MONEY, min: 0, max: 0 }],
    schedule: {
      available: { start: `${formatInstant(NOW)}/${formatInstant(NOW)}`, duration: 'PT1H' }
    },
    ...more
  };
}

export function answer(more: Partial<OfferSetResponse> = {}): OfferSetResponse {
  return { kind: 'offers', meta: { uuid: 'set' }, result: 'YES', offers: [offer('a')], ...more };
}

export function session(uuid: string, more: Partial<ExecutionSession> = {}): ExecutionSession {
  const executable = {
    kind: JUPYTER_NOTEBOOK,
    meta: { name: 'plot.ipynb', description: 'work/plot.ipynb' }
  };
  return {
    kind: 'session',
    executable,
    phase: 'RUNNING',
    platform: 'This computer',
    ...more,
    meta: {
      uuid,
      created: formatInstant(NOW),
      modified: formatInstant(NOW + 31_000),
      ...more.meta
    }
  };
}
