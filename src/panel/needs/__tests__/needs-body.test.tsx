import { nullTranslator } from '@jupyterlab/translation';

import { mount } from '../../__tests__/mount';
import { description } from '../../__tests__/samples';
import { withDefaults } from '../defaults';
import { NeedsBody, type NeedsBodyProps } from '../needs-body';
import type { NeedsState } from '../needs-model';

function setUp(state: Partial<NeedsState> = {}) {
  const on = {
    onEdit: jest.fn(),
    onReset: jest.fn(),
    onUndo: jest.fn(),
    onAsk: jest.fn(),
    onWrite: jest.fn(),
    onUndoWrite: jest.fn()
  };
  const props: NeedsBodyProps = {
    state: {
      path: 'plot.ipynb',
      pinned: false,
      describing: false,
      description: description(),
      edits: {},
      undoable: false,
      asked: { cores: 1, memory: 4, duration: 600 },
      ...state
    },
    unstaged: [],
    writer: { busy: false },
    trans: nullTranslator.load(''),
    ...on
  };
  return { props, on };
}

it('shows the evidence for a value on demand', async () => {
  const { props } = setUp();
  const { node, find, click } = await mount(<NeedsBody {...props} />);
  const why = 'Cores and memory: why? notebook metadata';
  expect(find(why).getAttribute('aria-expanded')).toBe('false');
  expect(node.textContent).not.toContain('peaked');
  await click(why);
  expect(find(why).getAttribute('aria-expanded')).toBe('true');
  const shown = node.querySelector(`[id="${find(why).getAttribute('aria-controls')}"]`);
  expect(shown?.textContent).toContain('The last run peaked at 2.9 GiB');
});

it('names each package with its line and where it was seen', async () => {
  const { props } = setUp();
  const { node, click } = await mount(<NeedsBody {...props} />);
  await click('Environment: why? cell 3');
  expect(node.querySelector('code')?.textContent).toBe('numpy>=1.26');
  expect(node.textContent).toContain('Imported cell 3');
});

it('tells which place the packages come from, what others say, and what is wrong with its line', async () => {
  const { requirements, environment } = description();
  const source = { kind: 'file' as const, path: 'work/uv.lock', line: 7 };
  const place = { kind: 'pip' as const, name: 'work/uv.lock', source };
  const { props } = setUp({
    description: description({
      environment: { ...environment, value: { ...place, also: [{ ...place, name: 'Pipfile' }] } },
      requirements: {
        ...requirements,
        evidence: [{ template: '{file} pins 1 package', values: { file: 'work/uv.lock' }, source }],
        conflicts: [
          {
            value: [{ name: 'numpy', line: 'numpy<2', evidence: [] }],
            evidence: [
              {
                template: '{place}',
                values: { place: 'work/requirements.txt, line 3' },
                source: { kind: 'file', path: 'work/requirements.txt', line: 3 }
              }
            ]
          }
        ],
        problems: [{ level: 'error', template: 'It names a folder.', source }]
      }
    })
  });
  const { node, click } = await mount(<NeedsBody {...props} />);
  expect(node.textContent).toContain('It names a folder. uv.lock, line 7');
  await click('Environment: why? uv.lock, line 7');
  expect(node.textContent).toContain('work/uv.lock pins 1 package');
  expect(node.textContent).toContain('Not used: numpy<2requirements.txt, line 3');
  expect(node.textContent).toContain('Told there too: Pipfile');
});

it('says that nothing is known, and which default stands in', async () => {
  const unknown = { state: 'unknown' as const, evidence: [], conflicts: [], problems: [] };
  const known = withDefaults(description({ memory: unknown }), { duration: 60, memory: 2 });
  const { props } = setUp({ description: known });
  const { find } = await mount(<NeedsBody {...props} />);
  expect(find('Cores and memory: why? not known: default 2 GiB')).toBeTruthy();
});

it('takes a changed value, and gives it back when the field is emptied', async () => {
  const { props, on } = setUp();
  const { fill } = await mount(<NeedsBody {...props} />);
  await fill('Memory in GiB, at least', '8');
  expect(on.onEdit).toHaveBeenLastCalledWith({ memory: 8 });
  await fill('For how long it may run, such as 40 s, 20 min, 1 h', '1 h 30 min');
  expect(on.onEdit).toHaveBeenLastCalledWith({ duration: 5400 });
  await fill('The most that it may cost', '0,5');
  expect(on.onEdit).toHaveBeenLastCalledWith({ costMax: 0.5 });
  await fill('Memory in GiB, at least', '');
  expect(on.onEdit).toHaveBeenLastCalledWith({ memory: undefined });
});

it('does not take a text that means nothing', async () => {
  const { props, on } = setUp();
  const { fill, find } = await mount(<NeedsBody {...props} />);
  await fill('Memory in GiB, at least', 'much');
  expect(on.onEdit).not.toHaveBeenCalled();
  expect(find('Memory in GiB, at least')).toHaveProperty('value', '4');
});

it('goes back to what was found', async () => {
  const { props, on } = setUp({ edits: { memory: 8 } });
  const { find, click } = await mount(<NeedsBody {...props} />);
  expect(find('Memory in GiB, at least')).toHaveProperty('value', '8');
  await click('reset to what was found');
  expect(on.onReset).toHaveBeenCalled();
});

it('shows what is wrong with its level, without being asked', async () => {
  const { files } = description();
  const problem = {
    level: 'error' as const,
    template: '{path} is opened, but is not there',
    values: { path: 'x.fits' }
  };
  const { props } = setUp({
    description: description({ files: { ...files, problems: [problem] } })
  });
  const { node } = await mount(<NeedsBody {...props} />);
  expect(node.querySelector('.jp-mod-error')?.textContent).toContain(
    'Error: x.fits is opened, but is not there'
  );
});

it('says which files could not be sent', async () => {
  const { props } = setUp();
  const unstaged = [{ path: 'data.csv', message: 'It cannot be read.' }];
  const { node } = await mount(<NeedsBody {...props} unstaged={unstaged} />);
  expect(node.textContent).toContain('data.csv could not be sent: It cannot be read.');
});

it('shows ranges as such, and accelerators where some are wanted', async () => {
  const found = <T,>(value: T) => ({
    state: 'found' as const,
    value,
    evidence: [],
    conflicts: [],
    problems: []
  });
  const { props, on } = setUp({
    description: description({
      memory: found({ min: 4, max: 16 }),
      accelerators: found({ min: 0, max: 1, type: 'cuda' })
    })
  });
  const { node, fill } = await mount(<NeedsBody {...props} />);
  expect(node.textContent).toContain('to 16 GiB');
  expect(node.textContent).toContain('to 1 accelerator (cuda)');
  await fill('Accelerators, at least', '2');
  expect(on.onEdit).toHaveBeenLastCalledWith({ accelerators: { min: 2, max: 2, type: 'cuda' } });
});
