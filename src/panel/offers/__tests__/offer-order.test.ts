import { COST_CARBON, COST_MONEY, MINMAX_COST } from '../../../model/kinds';
import { formatInstant } from '../../../model/time';
import { NOW, offer } from '../../__tests__/samples';
import { offerFacts } from '../offer-facts';
import { arrange, bestOf } from '../offer-order';

const make = (uuid: string, minutes: number, money?: number, carbon?: number) =>
  offerFacts(
    offer(uuid, {
      schedule: {
        available: { start: `${formatInstant(NOW + minutes * 60_000)}/PT1M`, duration: 'PT1H' }
      },
      costs: [
        ...(money === undefined ? [] : [{ kind: MINMAX_COST, type: COST_MONEY, max: money }]),
        ...(carbon === undefined ? [] : [{ kind: MINMAX_COST, type: COST_CARBON, max: carbon }])
      ]
    })
  );
const [soon, cheap, unknown] = [make('soon', 0, 2, 5), make('cheap', 10, 0, 9), make('unknown', 5)];
const all = [cheap, unknown, soon];
const uuids = (facts: { uuid: string }[]) => facts.map(({ uuid }) => uuid);

it('puts the soonest first, or the cheapest, and what is not known last', () => {
  expect(uuids(arrange(all, 'soonest'))).toEqual(['soon', 'unknown', 'cheap']);
  expect(uuids(arrange(all, 'cheapest'))).toEqual(['cheap', 'soon', 'unknown']);
  expect(uuids(arrange(all, 'greenest'))).toEqual(['soon', 'cheap', 'unknown']);
});

it('names in what an offer is best, and nothing where all are alike', () => {
  expect(bestOf(all)(soon)).toEqual(['soonest', 'greenest']);
  expect(bestOf(all)(cheap)).toEqual(['cheapest']);
  expect(bestOf([soon])(soon)).toEqual([]);
  expect(bestOf([soon, { ...soon, uuid: 'twin' }])(soon)).toEqual([]);
});

it('never calls an offer of unknown cost the cheapest', () => {
  expect(bestOf(all)(unknown)).toEqual([]);
});
