import fc from 'fast-check';

import type { RunEvidence } from '../../model/run-evidence';
import type { Description } from '../description';
import { toRequest } from '../request';
import { describe as describeNotebook } from '../describe';
import { FakeReader } from './fake-reader';
import { PYTHON, say } from './notebooks';

const GIB = 2 ** 30;

function run(more: Partial<RunEvidence> = {}): RunEvidence {
  return {
    session: 'a',
    phase: 'COMPLETED',
    platform: 'Here',
    mode: 'batch',
    accepted: '2026-11-24T10:00:00Z',
    ended: '2026-11-24T10:05:00Z',
    promised: { cores: 2, memory: 4, seconds: 600 },
    ...more
  };
}

function describeAfter(
  runs: RunEvidence[],
  seconds?: number,
  source = 'x = 1'
): Promise<Description> {
  const execution = {
    'iopub.execute_input': '2026-11-24T10:00:00Z',
    'shell.execute_reply': `2026-11-24T10:00:${String(seconds).padStart(2, '0')}Z`
  };
  const metadata = seconds === undefined ? {} : { execution };
  const content = {
    nbformat: 4,
    metadata: PYTHON,
    cells: [{ cell_type: 'code', source, metadata }]
  };
  return describeNotebook({ path: 'a.ipynb', content, runs }, new FakeReader());
}

test('Earlier runs tell how long it takes, from the shortest to the longest and half as much again', async () => {
  const { duration } = await describeAfter([
    run({ seconds: 31 }),
    run({ seconds: 42 }),
    run({ seconds: 35 })
  ]);
  expect(duration).toMatchObject({ state: 'found', value: { low: 31, likely: 35, high: 63 } });
  expect(duration.evidence.map(say)).toEqual(['3 earlier runs took 31 to 42 s']);
});

test('Earlier runs win against recorded times; those that lie outside are a conflict', async () => {
  const runs = [run({ seconds: 31 }), run({ seconds: 42 })];
  const far = (await describeAfter(runs, 3)).duration;
  expect(far.value?.likely).toBe(42);
  expect(far.conflicts.map(({ value }) => value.likely)).toEqual([3]);
  const near = (await describeAfter(runs, 40)).duration;
  expect(near.conflicts).toEqual([]);
  expect(near.evidence.map(({ source }) => source.kind)).toEqual(['history', 'metadata', 'cell']);
});

test('A run that was ended by its time asks for twice as much, until one has come to its end', async () => {
  const cut = run({ phase: 'FAILED', reason: 'time-limit', seconds: 600 });
  expect((await describeAfter([cut])).duration.value?.high).toBe(1200);
  expect((await describeAfter([run({ seconds: 700 }), cut])).duration.value?.high).toBe(1050);
});

test('Sessions that somebody worked in, and runs that failed, say nothing of the duration', async () => {
  const runs = [
    run({ mode: 'interactive', seconds: 5000 }),
    run({ phase: 'FAILED', reason: 'cell-error', seconds: 1 })
  ];
  expect((await describeAfter(runs)).duration.state).toBe('default');
});

test('Memory is the highest peak with 15 % on top, in whole GiB, whoever held it', async () => {
  const { memory } = await describeAfter([
    run({ peak: 1.9 * GIB, mode: 'interactive' }),
    run({ peak: 1.2 * GIB, phase: 'FAILED' })
  ]);
  expect(memory.value).toEqual({ min: 3 });
  expect(memory.evidence.map(say)).toEqual(['2 earlier runs held 1.90 GiB at most']);
});

test('What was too little for an earlier run is not asked for again', async () => {
  const short = run({
    phase: 'FAILED',
    reason: 'memory-limit',
    peak: 3.99 * GIB,
    promised: { memory: 4 }
  });
  const { memory } = await describeAfter([short]);
  expect(memory.value).toEqual({ min: 5 });
  expect((await describeAfter([run({ peak: GIB }), short])).memory.value).toEqual({ min: 5 });
  expect(memory.evidence.map(say)).toContain(
    'An earlier run was ended because 4.00 GiB were too little'
  );
});

test.each([
  [0.3, 1],
  [1.05, 1],
  [1.4, 2],
  [3.6, 4]
])('Who kept %d cores busy is asked for with %d', async (busy, cores) => {
  const long = run({ busy, seconds: 60, promised: { cores: 8 } });
  expect((await describeAfter([long])).cores.value).toEqual({ min: cores });
});

test('No run kept more cores busy than it had, and a short one says nothing of them', async () => {
  const more = run({ busy: 3, seconds: 60, promised: { cores: 1 } });
  expect((await describeAfter([more])).cores.value).toEqual({ min: 1 });
  expect((await describeAfter([run({ busy: 3, seconds: 2 })])).cores.state).toBe('default');
});

test('Only the ten newest runs count', async () => {
  const runs = [...Array<RunEvidence>(10).fill(run({ seconds: 20 })), run({ seconds: 900 })];
  expect((await describeAfter(runs)).duration.value?.high).toBe(30);
});

test('Whatever earlier runs say, the order of the three values holds, and there is a request', async () => {
  const some = fc.record(
    {
      phase: fc.constantFrom('COMPLETED', 'FAILED', 'CANCELLED', 'RUNNING' as const),
      seconds: fc.double({ min: 0, max: 1e9, noNaN: true }),
      peak: fc.nat(),
      busy: fc.double({ min: 0, max: 1e4, noNaN: true }),
      reason: fc.constantFrom('time-limit', 'memory-limit', 'cell-error', ''),
      mode: fc.constantFrom('batch', 'interactive' as const)
    },
    { requiredKeys: ['phase'] }
  );
  await fc.assert(
    fc.asyncProperty(fc.array(some, { maxLength: 12 }), async values => {
      const found = await describeAfter(values.map(value => run(value as Partial<RunEvidence>)));
      const { low = 0, likely = 0, high = 0 } = found.duration.value ?? {};
      expect(low).toBeLessThanOrEqual(likely);
      expect(likely).toBeLessThanOrEqual(high);
      expect(found.memory.value?.min).toBeGreaterThanOrEqual(1);
      expect(found.cores.value?.min).toBeGreaterThanOrEqual(1);
      expect(toRequest(found, { notebook: 'x:', files: {} }).schedule?.requested?.duration).toMatch(
        /^P/
      );
    }),
    { numRuns: 100 }
  );
});
