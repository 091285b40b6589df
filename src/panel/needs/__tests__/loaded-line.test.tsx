import { nullTranslator } from '@jupyterlab/translation';

import type { LoadedDifference } from '../../../description/loaded';
import { mount } from '../../__tests__/mount';
import { description } from '../../__tests__/samples';
import { LoadedLine } from '../loaded-line';
import { requirementsPath } from '../requirements-path';

const CELL = { kind: 'cell' as const, cell: 0 };
const LOADED: LoadedDifference[] = [
  {
    name: 'numpy',
    kind: 'unpinned',
    loaded: '2.1',
    declared: 'numpy',
    line: 'numpy==2.1',
    source: CELL
  },
  { name: 'cv', kind: 'undeclared', loaded: '4', line: 'cv==4', source: CELL },
  { name: 'mine', kind: 'elsewhere', loaded: '1', url: 'file:///home/me/mine', source: CELL }
];

function setUp(more: Parameters<typeof description>[0] = {}) {
  const on = { onWrite: jest.fn(), onUndo: jest.fn() };
  return {
    on,
    element: (
      <LoadedLine
        description={description({ loaded: LOADED, ...more })}
        writer={{ busy: false }}
        trans={nullTranslator.load('')}
        {...on}
      />
    )
  };
}

it('says what is loaded otherwise than declared, and writes it where that counts', async () => {
  const { element, on } = setUp();
  const { click, node } = await mount(element);
  expect(node.textContent).toContain('2 packages are loaded otherwise than declared');
  await click('Loaded in the kernel: why? the kernel');
  expect(node.textContent).toContain('cv 4 is loaded, and not declared');
  expect(node.textContent).toContain(
    'mine 1 comes from file:///home/me/mine, which a run will not have'
  );
  await click('Write them to requirements.txt');
  expect(on.onWrite).toHaveBeenLastCalledWith([LOADED[1], LOADED[2]]);
  await click('Pin the versions');
  expect(on.onWrite).toHaveBeenLastCalledWith([LOADED[0]]);
});

it('writes nothing where another file says what is needed', async () => {
  const { environment } = description();
  const lock = { kind: 'pip' as const, name: 'uv.lock', also: [] };
  const source = { kind: 'file' as const, path: 'uv.lock' };
  const { element } = setUp({ environment: { ...environment, value: { ...lock, source } } });
  const { node } = await mount(element);
  expect(node.textContent).toContain('Change uv.lock, where the packages come from.');
  expect(node.textContent).not.toContain('Write them');
});

it('is the file that counts, else one beside the notebook', () => {
  const { environment } = description();
  const value = {
    kind: 'pip' as const,
    name: 'requirements.txt',
    source: { kind: 'file' as const, path: 'requirements.txt' },
    also: []
  };
  expect(requirementsPath(description(), 'a/b')).toBe('a/b/requirements.txt');
  expect(requirementsPath(description(), '')).toBe('requirements.txt');
  expect(requirementsPath(description({ environment: { ...environment, value } }), 'a/b')).toBe(
    'requirements.txt'
  );
});
