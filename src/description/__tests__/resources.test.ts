import { describe as describeNotebook } from '../describe';
import type { Description } from '../description';
import { toRequest } from '../request';
import { FakeReader } from './fake-reader';
import { PYTHON, problems, say } from './notebooks';

/** A notebook of which each cell has the given recorded times. */
function describeTimed(times: unknown[]): Promise<Description> {
  const cells = times.map(execution => ({
    cell_type: 'code',
    source: 'x = 1',
    metadata: { execution }
  }));
  const content = { nbformat: 4, metadata: PYTHON, cells };
  return describeNotebook({ path: 'a.ipynb', content }, new FakeReader());
}

const times = (start: string, end: string): object => ({
  'iopub.execute_input': start,
  'shell.execute_reply': end
});

const FIRST = times('2026-11-24T10:00:00.000000Z', '2026-11-24T10:00:30.500000Z');
const SECOND = times('2026-11-24T10:01:00Z', '2026-11-24T10:01:10Z');

test('The duration is the sum of the recorded times, with room on both sides', async () => {
  const { duration } = await describeTimed([FIRST, SECOND]);
  expect(duration).toMatchObject({ state: 'found', value: { low: 20, likely: 41, high: 122 } });
  expect(duration.evidence.map(say)).toEqual([
    'The last runs of 2 of 2 code cells took 40.5 s together',
    'The longest, cell 1, took 30.5 s'
  ]);
  expect(duration.problems).toEqual([]);
});

test('A short duration is asked for with room for imports and downloads', async () => {
  const request = toRequest(await describeTimed([FIRST]), { notebook: 'x:', files: {} });
  expect(request.schedule?.requested?.duration).toBe('PT10M');
});

test('Cells without a recorded time are told of', async () => {
  const { duration } = await describeTimed([FIRST, undefined, {}]);
  expect(problems(duration)).toEqual([
    'warning: Only 1 of 3 code cells have a recorded time, so the whole may take longer.'
  ]);
});

test.each([
  ['no time', undefined],
  ['a reply before the start', times('2026-11-24T10:01:00Z', '2026-11-24T10:00:00Z')],
  ['a clock that jumped', times('1970-01-01T00:00:00Z', '2026-11-24T10:00:00Z')],
  ['no instants', times('yesterday', 'today')]
])('With %s the defaults stand in, and say so', async (_, execution) => {
  const description = await describeTimed([execution]);
  expect(description.duration).toMatchObject({
    state: 'default',
    value: { low: 0, likely: 600, high: 3600 }
  });
  expect(
    [description.cores, description.memory, description.duration].flatMap(({ evidence }) =>
      evidence.map(say)
    )
  ).toEqual([
    'No earlier run is known; one core is asked for',
    'No earlier run is known; 2 GiB are asked for',
    'No earlier run is known; one hour is asked for'
  ]);
});
