import type { KernelFacts } from '../../model/kernel-facts';
import type { Description } from '../description';
import type { KernelSeen } from '../kernel-seen';
import { describe as describeNotebook } from '../describe';
import { FakeReader } from './fake-reader';
import { notebook, PYTHON, say } from './notebooks';

const GIB = 2 ** 30;

function answered(more: Partial<KernelFacts> = {}): KernelSeen {
  const facts: KernelFacts = {
    python: '3.12.3',
    platform: 'Linux',
    modules: {},
    loaded: [],
    distributions: {},
    memory: {},
    accelerators: {},
    ...more
  };
  return { state: 'answered', facts };
}

function describeWith(kernel: KernelSeen, source = 'import own_tool'): Promise<Description> {
  const cells = [{ cell_type: 'code', source, metadata: {} }];
  const content = { nbformat: 4, metadata: PYTHON, cells };
  return describeNotebook({ path: 'a.ipynb', content, kernel }, new FakeReader());
}

test('Memory is what the kernel held at its peak, with 15 % on top', async () => {
  const { memory } = await describeWith(answered({ memory: { now: GIB, peak: 2.9 * GIB } }));
  expect(memory.value).toEqual({ min: 4 });
  expect(memory.evidence.map(say)).toEqual([
    'The kernel held 2.90 GiB at its peak, and holds 1.00 GiB now'
  ]);
});

test('The greater of the kernel and of earlier runs counts, the other is a conflict', async () => {
  const kernel = answered({ memory: { peak: 2.9 * GIB } });
  const runs = [
    {
      session: 'a',
      phase: 'COMPLETED' as const,
      platform: 'Here',
      accepted: '2026-11-24T10:00:00Z',
      peak: 6 * GIB,
      promised: {}
    }
  ];
  const content = { nbformat: 4, metadata: PYTHON, cells: [] };
  const { memory } = await describeNotebook(
    { path: 'a.ipynb', content, kernel, runs },
    new FakeReader()
  );
  expect(memory.value).toEqual({ min: 7 });
  expect(memory.conflicts.map(({ value }) => value)).toEqual([{ min: 4 }]);
});

test.each([
  [{ cpu: 380, wall: 100, cores: 8, threads: 20 }, 4],
  [{ cpu: 380, wall: 100, cores: 2 }, 2],
  [{ cpu: 3, wall: 1000, cores: 8 }, 1],
  [{ cpu: 3, wall: 0 }, 1]
])('Cores of a kernel with %j: %d', async (facts, cores) => {
  const found = await describeWith(answered(facts));
  expect(found.cores.value).toEqual({ min: cores });
  expect(found.cores.state).toBe(cores > 1 ? 'found' : 'default');
});

test('What brings a module is as the kernel knows it', async () => {
  const found = await describeWith(answered({ modules: { own_tool: ['Tool_of.Mine'] } }));
  expect(found.requirements.value?.map(({ line }) => line)).toEqual(['tool-of-mine']);
  expect((await describeWith({ state: 'busy' })).requirements.value?.[0]?.line).toBe('own-tool');
});

test.each([
  [{ state: 'busy' } as const, 'The kernel is busy, so it was not asked what it uses'],
  [{ state: 'silent', seconds: 2 } as const, 'The kernel did not say within 2 s what it uses']
])('A kernel that says nothing is told of: %j', async (kernel, sentence) => {
  const { memory } = await describeWith(kernel);
  expect(memory.value).toEqual({ min: 2 });
  expect(memory.evidence.map(say)).toContain(sentence);
});

test('Devices that the kernel sees are evidence; alone they are no need', async () => {
  const kernel = answered({ accelerators: { torch: 2 } });
  expect((await describeWith(kernel)).accelerators).toBeUndefined();
  const { accelerators } = await describeWith(kernel, 'import torch');
  expect(accelerators?.value).toEqual({ min: 0, max: 1 });
  expect(accelerators?.evidence.map(say)).toContain('In the kernel torch sees 2 accelerators');
});

test('A kernel that is in another folder opens its files there: it is told, and where a missing file is', async () => {
  const content = notebook(['open("a.csv")\nopen("b.csv")']);
  const reader = new FakeReader({ 'work/b.csv': '', 'work/data/a.csv': '' });
  const about = (kernel: KernelSeen) =>
    describeNotebook({ path: 'work/nb.ipynb', content, kernel }, reader);
  expect((await about(answered({ moved: 'data' }))).files.problems.map(say)).toEqual([
    'The running kernel is in the folder data: there it opens these files. A run begins beside the notebook.',
    'Cell 1 opens a.csv, and it is not there but in data, where the running kernel is.'
  ]);
  expect((await about(answered({}))).files.problems.map(say)).toEqual([
    'Cell 1 opens a.csv, and it is not there.'
  ]);
});
