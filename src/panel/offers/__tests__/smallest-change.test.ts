import { formatInstant, formatInterval } from '../../../model/time';
import { NOW } from '../../__tests__/samples';
import { smallestChange } from '../smallest-change';

const reason = (path: string, would: string) => ({
  level: 'ERROR' as const,
  values: { path, would }
});

it.each([
  ['compute.cores', '4', { cores: 4 }],
  ['compute.memory.min', '24 GiB', { memory: 24 }],
  ['schedule.requested.duration', 'PT30M', { duration: 1800 }],
  ['costs', '0.5', { costMax: 0.5 }],
  ['schedule.requested.start', formatInstant(NOW + 5_400_000), { startWithin: 2 }],
  [
    'schedule.requested.start',
    formatInterval({ start: NOW + 60_000, end: NOW + 7_200_000 }),
    { startWithin: 1 }
  ]
])('reads %s %s', (path, would, change) => {
  expect(smallestChange([reason(path, would)], NOW)).toEqual(change);
});

it('joins the changes of all reasons, and passes over what is only said', () => {
  const said = { level: 'INFO' as const, template: 'Something is free again by noon' };
  expect(
    smallestChange([reason('compute.cores', '2'), reason('compute.memory', '4'), said], NOW)
  ).toEqual({ cores: 2, memory: 4 });
});

it.each([
  ['executable.mode', 'batch'],
  ['compute.memory', '0.5'],
  ['compute.cores', ''],
  ['schedule.requested.duration', 'soon']
])('knows no change for %s %s', (path, would) => {
  expect(smallestChange([reason(path, would)], NOW)).toBeUndefined();
});
