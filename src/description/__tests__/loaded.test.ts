import fc from 'fast-check';

import type { KernelFacts } from '../../model/kernel-facts';
import type { LoadedDifference } from '../loaded';
import { withLoaded } from '../with-loaded';
import { describe as describeNotebook } from '../describe';
import { FakeReader } from './fake-reader';
import { notebook } from './notebooks';

/** What a kernel has loaded that brings these modules by these distributions. */
function facts(
  modules: Record<string, string>,
  distributions: KernelFacts['distributions']
): KernelFacts {
  return {
    python: '3.12.3',
    platform: 'Linux',
    modules: Object.fromEntries(Object.entries(modules).map(([name, by]) => [name, [by]])),
    loaded: Object.keys(modules),
    distributions,
    memory: {},
    accelerators: {}
  };
}

async function differences(
  requirements: string | undefined,
  kernel: KernelFacts,
  cell = 'import numpy as np\nimport mine\nimport cv2'
): Promise<LoadedDifference[]> {
  const { loaded = [] } = await describeNotebook(
    {
      path: 'a.ipynb',
      content: notebook([cell]),
      kernel: { state: 'answered', facts: kernel }
    },
    new FakeReader(requirements === undefined ? {} : { 'requirements.txt': requirements })
  );
  return loaded;
}

const KERNEL = facts(
  { numpy: 'numpy', mine: 'mine', cv2: 'opencv-python', requests: 'requests' },
  {
    numpy: { version: '1.26.4' },
    mine: { version: '0.1', url: 'file:///home/me/mine', editable: true },
    'opencv-python': { version: '4.10.0' },
    requests: { version: '2.32.0' }
  }
);

test('What is loaded is held against what is declared, for what the notebook imports alone', async () => {
  const found = await differences('numpy>=2\nmine\n', KERNEL);
  expect(found.map(({ source: _, ...rest }) => rest)).toEqual([
    {
      name: 'numpy',
      kind: 'version',
      loaded: '1.26.4',
      declared: 'numpy>=2',
      line: 'numpy==1.26.4'
    },
    {
      name: 'mine',
      kind: 'elsewhere',
      loaded: '0.1',
      declared: 'mine',
      url: 'file:///home/me/mine (editable)'
    },
    { name: 'opencv-python', kind: 'undeclared', loaded: '4.10.0', line: 'opencv-python==4.10.0' }
  ]);
  expect(found[0]?.source).toEqual({ kind: 'cell', cell: 0, line: 1 });
});

test.each([
  ['numpy==1.26.4', []],
  ['numpy>=1.20', ['unpinned']],
  ['numpy==1.26.*', ['unpinned']],
  ['numpy[x]~=1.26; python_version > "3.8"', ['unpinned']],
  ['numpy<1.26', ['version']],
  ['numpy @ https://x.org/numpy.whl', []]
])('%s beside the 1.26.4 that is loaded: %j', async (line, kinds) => {
  const found = await differences(line, KERNEL, 'import numpy');
  expect(found.map(({ kind }) => kind)).toEqual(kinds);
});

test('What comes from a repository can be asked for at its commit', async () => {
  const kernel = facts(
    { mine: 'mine' },
    { mine: { version: '1', url: 'https://example.org/mine.git', vcs: 'git', commit: 'abc' } }
  );
  expect(await differences('mine', kernel)).toMatchObject([
    { kind: 'elsewhere', line: 'mine @ git+https://example.org/mine.git@abc' }
  ]);
});

test('A namespace of several distributions tells nothing, nor does a kernel that was not asked', async () => {
  const kernel = { ...KERNEL, modules: { ...KERNEL.modules, numpy: ['numpy', 'other'] } };
  expect(await differences('', kernel, 'import numpy')).toEqual([]);
});

describe('A requirements.txt with what is loaded', () => {
  const one = (name: string, line: string): LoadedDifference => ({
    name,
    kind: 'version',
    line,
    source: { kind: 'default' }
  });

  test('keeps comments, extras, markers, options and the order', () => {
    const text =
      '# mine\n-i https://x.org\nNumPy[fast]>=1 ; python_version>"3"  # why\nscipy\n\nastropy\n';
    expect(
      withLoaded(text, [
        one('numpy', 'numpy==1.26.4'),
        one('cv', 'cv==4'),
        one('scipy', 'scipy==1')
      ])
    ).toBe(
      '# mine\n-i https://x.org\nnumpy[fast]==1.26.4 ; python_version>"3"  # why\nscipy==1\n\nastropy\ncv==4\n'
    );
    expect(withLoaded('', [one('numpy', 'numpy==1')])).toBe('numpy==1\n');
  });

  test('changes nothing a second time, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const wanted = [one('numpy', 'numpy==1.26.4')];
        const once = withLoaded(text, wanted);
        expect(withLoaded(once, wanted)).toBe(once);
      }),
      { examples: [['\r'], ['numpy \\'], ['']] }
    );
  });
});
