import {
  COST_MONEY,
  DOCKER_CONTAINER,
  JUPYTER_NOTEBOOK,
  MINMAX_COST,
  SIMPLE_COMPUTE,
  SIMPLE_SESSION
} from '../../../../model/kinds';
import type { ExecutionRequest } from '../../../../model/request';
import type { ExecutionSession } from '../../../../model/session';
import { differences } from '../offer-check';

const ASKED: ExecutionRequest = {
  executable: { kind: JUPYTER_NOTEBOOK, location: 'https://example.org/a.ipynb' },
  compute: {
    kind: SIMPLE_COMPUTE,
    cores: { min: 2, max: 4 },
    memory: { min: 8 },
    accelerators: { min: 1 }
  },
  schedule: {
    requested: { start: '2026-11-24T10:00:00Z/PT1H', duration: 'PT2H' }
  },
  costs: [{ kind: MINMAX_COST, type: COST_MONEY, max: 5, currency: 'EUR' }]
};
const EXACT: ExecutionSession = {
  kind: SIMPLE_SESSION,
  executable: ASKED.executable,
  compute: {
    kind: SIMPLE_COMPUTE,
    cores: { min: 2, max: 2 },
    memory: { min: 8, max: 8 },
    accelerators: { min: 1, max: 1 }
  },
  schedule: { available: { start: '2026-11-24T10:30:00Z/PT0S', duration: 'PT2H' } },
  costs: [{ kind: MINMAX_COST, type: COST_MONEY, max: 5, currency: 'EUR' }]
};

const found = (offer: Partial<ExecutionSession>): string[] =>
  differences(ASKED, { ...EXACT, ...offer }).map(
    ({ kind, values, level }) =>
      `${level} ${kind?.split(':').pop()} ${values?.path}: ${values?.offered} for ${values?.asked}`
  );

describe('an offer', () => {
  it('as it was asked for has no remarks, nor has one that tells nothing', () => {
    expect(found({})).toEqual([]);
    expect(differences(ASKED, { kind: SIMPLE_SESSION })).toEqual([]);
  });

  it.each<[string, Partial<ExecutionSession>, string]>([
    [
      'fewer cores',
      { compute: { ...EXACT.compute!, cores: { min: 1, max: 4 } } },
      'less-than-asked compute.cores.min: 1 cores for 2 cores'
    ],
    [
      'more cores',
      { compute: { ...EXACT.compute!, cores: { min: 8, max: 8 } } },
      'more-than-asked compute.cores.max: 8 cores for 4 cores'
    ],
    [
      'less memory',
      { compute: { ...EXACT.compute!, memory: { max: 4 } } },
      'less-than-asked compute.memory.min: 4 GiB for 8 GiB'
    ],
    [
      'no accelerator',
      { compute: { kind: SIMPLE_COMPUTE, cores: { min: 2 } } },
      'less-than-asked compute.accelerators.min: 0 accelerators for 1 accelerators'
    ],
    [
      'another kind of executable',
      { executable: { kind: DOCKER_CONTAINER } },
      'other-executable executable.kind: docker-container for jupyter-notebook'
    ],
    [
      'another notebook',
      { executable: { kind: JUPYTER_NOTEBOOK, location: 'https://example.org/b.ipynb' } },
      'other-executable executable.location: https://example.org/b.ipynb for https://example.org/a.ipynb'
    ],
    [
      'a later start',
      { schedule: { available: { start: '2026-11-24T12:00:00Z/PT0S', duration: 'PT2H' } } },
      'more-than-asked schedule.requested.start: one at 2026-11-24T12:00:00.000Z for a start by 2026-11-24T11:00:00.000Z'
    ],
    [
      'less time',
      { schedule: { available: { duration: 'PT30M' } } },
      'less-than-asked schedule.requested.duration: PT30M for PT2H'
    ],
    [
      'a higher cost',
      { costs: [{ kind: MINMAX_COST, type: COST_MONEY, min: 1, max: 9, currency: 'EUR' }] },
      'more-than-asked costs[0].max: up to 9 EUR for 5 EUR'
    ]
  ])('with %s says so', (_name, offer, words) => expect(found(offer)).toEqual([`WARN ${words}`]));

  it('in another currency is not compared', () => {
    expect(
      found({ costs: [{ kind: MINMAX_COST, type: COST_MONEY, max: 900, currency: 'JPY' }] })
    ).toEqual([]);
  });
});
