import { COST_MONEY, MINMAX_COST, SIMPLE_COMPUTE } from '../../model/kinds';
import type { ExecutionSession } from '../../model/session';
import { question } from '../../broker/__tests__/test-broker';
import { bestFirst } from '../offer-choice';
import { readOffers } from '../offer';

const START = Date.parse('2026-11-24T10:00:00Z');

function offer(
  name: string,
  { starts = 0, cost, cores = 1 }: { starts?: number; cost?: number; cores?: number }
): ExecutionSession {
  const start = new Date(START + starts * 1000).toISOString();
  return {
    kind: 'x',
    meta: { uuid: name },
    phase: 'OFFERED',
    compute: { kind: SIMPLE_COMPUTE, cores: { min: cores, max: cores } },
    schedule: { available: { start: `${start}/PT0S`, duration: 'PT1H' } },
    ...(cost === undefined
      ? {}
      : { costs: [{ kind: MINMAX_COST, type: COST_MONEY, min: 0, max: cost }] })
  };
}

function best(...offers: ExecutionSession[]): string[] {
  return bestFirst(readOffers(offers, question(1))).map(({ uuid }) => uuid);
}

it('takes the soonest, then the cheapest, then the first; an unknown cost is the worst', () => {
  expect(
    best(
      offer('later', { starts: 60, cost: 0 }),
      offer('unknown', { starts: 1 }),
      offer('dear', { cost: 5 }),
      offer('cheap', { starts: 2, cost: 1 }),
      offer('cheap too', { cost: 1 })
    )
  ).toEqual(['cheap', 'cheap too', 'dear', 'unknown', 'later']);
});

it('leaves out what gives less than was asked, and what can no longer be accepted', () => {
  expect(
    best(offer('small', { cores: 0 }), { ...offer('gone', {}), phase: 'EXPIRED' }, offer('ok', {}))
  ).toEqual(['ok']);
});
