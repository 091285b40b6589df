import { nullTranslator } from '@jupyterlab/translation';

import type { ExecutionSession } from '../../../model/session';
import type { SessionFrontend } from '../../../model/session-frontend';
import { formatInstant } from '../../../model/time';
import { mount } from '../../__tests__/mount';
import { JUPYTER_CONNECTOR } from '../../../model/kinds';
import { NOW, session } from '../../__tests__/samples';
import { Clock } from '../../clock';
import { SessionsBody, type SessionsBodyProps } from '../sessions-body';

function setUp(sessions: ExecutionSession[], state: Partial<SessionsBodyProps['state']> = {}) {
  const on = {
    onOpen: jest.fn(),
    onCancel: jest.fn(),
    onFinish: jest.fn(),
    onUse: jest.fn(),
    onRefresh: jest.fn(),
    onHistory: jest.fn()
  };
  const props: SessionsBodyProps = {
    state: { loaded: true, sessions, notices: [], frontends: {}, busy: {}, remarks: {}, ...state },
    clock: new Clock(() => NOW + 12_000),
    trans: nullTranslator.load(''),
    canCompare: true,
    ...on
  };
  return { props, on };
}

const result = { path: 'x', url: 'y' };
const running = session('1', { progress: { cell: 12, cells: 60, done: 11 }, result });

it('shows how far a session is, and lets it be looked at and cancelled', async () => {
  const { props, on } = setUp([running]);
  const { node, click } = await mount(<SessionsBody {...props} />);
  expect(node.textContent).toContain('plot This computer, code cell 12 of 60');
  expect(node.textContent).toContain('12 s');
  const bar = node.querySelector('[role="progressbar"]');
  expect(bar?.getAttribute('aria-valuenow')).toBe('11');
  expect(bar?.getAttribute('aria-valuemax')).toBe('60');
  await click('Open the result of plot.ipynb');
  expect(on.onUse).toHaveBeenCalledWith('1', 'open');
  await click('Files of plot.ipynb');
  expect(on.onUse).toHaveBeenLastCalledWith('1', 'files');
  await click('Follow plot.ipynb');
  expect(on.onOpen).toHaveBeenCalledWith('1');
  await click('Cancel plot.ipynb');
  expect(on.onCancel).toHaveBeenCalledWith(running);
});

it('lets a session that somebody works in be finished, and no other', async () => {
  const options = [{ kind: 'x', path: 'phase', values: ['COMPLETED', 'CANCELLED'] }];
  const worked = session('1', { phase: 'AVAILABLE', meta: { options } });
  const { props, on } = setUp([worked]);
  const { node, click, update } = await mount(<SessionsBody {...props} />);
  await click('Finish plot.ipynb');
  expect(on.onFinish).toHaveBeenCalledWith(worked);
  await update(<SessionsBody {...setUp([running]).props} />);
  expect(node.textContent).toContain('Cancel');
  expect(node.textContent).not.toContain('Finish');
});

it('shows why a session failed, with its story and the traceback on demand', async () => {
  const failed = session('1', {
    phase: 'FAILED',
    meta: {
      messages: [
        { time: formatInstant(NOW), level: 'INFO', template: 'Running' },
        {
          time: formatInstant(NOW + 31_000),
          level: 'ERROR',
          template: 'Cell {cell} failed',
          values: { cell: '14', traceback: '\u001b[31mMemoryError\u001b[0m' }
        }
      ]
    }
  });
  const { props } = setUp([failed]);
  const { node, click } = await mount(<SessionsBody {...props} />);
  expect(node.textContent).toContain('This computer, failed');
  expect(node.textContent).toContain('Cell 14 failed');
  expect(node.querySelector('pre')).toBeNull();
  await click('What happened to plot.ipynb');
  expect(node.querySelectorAll('time')).toHaveLength(2);
  expect(node.querySelector('pre')?.textContent).toBe('MemoryError');
});

it('tells those who listen when a phase changes, and only then', async () => {
  const { props } = setUp([running]);
  const { node, update } = await mount(<SessionsBody {...props} />);
  const news = () => node.querySelector('[role="status"]')?.textContent;
  expect(news()).toBe('');
  const further = session('1', { progress: { cell: 13, cells: 60, done: 12 } });
  await update(<SessionsBody {...props} state={{ ...props.state, sessions: [further] }} />);
  expect(news()).toBe('');
  const done = session('1', { phase: 'COMPLETED' });
  await update(<SessionsBody {...props} state={{ ...props.state, sessions: [done] }} />);
  expect(news()).toBe('plot.ipynb: done');
});

it('shows what the broker says about itself', async () => {
  const { props } = setUp([], {
    notices: [{ level: 'WARN', message: 'The database was set aside' }]
  });
  const { node } = await mount(<SessionsBody {...props} />);
  expect(node.querySelector('.jp-mod-warning')?.textContent).toContain(
    'The database was set aside'
  );
});

it('teaches where there are none', async () => {
  const { props } = setUp([]);
  const { node } = await mount(<SessionsBody {...props} />);
  expect(node.textContent).toContain('No sessions yet');
});

it('shows the first few of many, and the others on demand', async () => {
  const { props } = setUp(Array.from({ length: 12 }, (_, i) => session(String(i))));
  const { node, click } = await mount(<SessionsBody {...props} />);
  expect(node.querySelectorAll('.jp-ExecutionBroker-session')).toHaveLength(8);
  await click('4 earlier sessions');
  expect(node.querySelectorAll('.jp-ExecutionBroker-session')).toHaveLength(12);
});

it('can be worked in while there is a Jupyter server in it', async () => {
  const connectors = [{ kind: JUPYTER_CONNECTOR, status: 'AVAILABLE' as const, location: '/j/' }];
  const { props, on } = setUp([session('1', { phase: 'AVAILABLE', connectors })]);
  const { click, update, node } = await mount(<SessionsBody {...props} />);
  await click('Work in plot.ipynb');
  expect(on.onUse).toHaveBeenCalledWith('1', 'work');
  const sessions = [session('1', { phase: 'COMPLETED', connectors: [] })];
  await update(<SessionsBody {...props} state={{ ...props.state, sessions }} />);
  expect(node.textContent).not.toContain('Work in it');
});

it('can be opened there, or says why not', async () => {
  const connectors = [{ kind: JUPYTER_CONNECTOR, status: 'AVAILABLE' as const, location: '/j/' }];
  const { props, on } = setUp([session('1', { phase: 'AVAILABLE', connectors })]);
  const { click, find, update, node } = await mount(<SessionsBody {...props} />);
  const button = () => find('Open plot.ipynb there');
  const described = () =>
    node.querySelector(`[id="${button().getAttribute('aria-describedby') ?? ''}"]`)?.textContent;
  const draw = async (frontend: SessionFrontend) =>
    update(<SessionsBody {...props} state={{ ...props.state, frontends: { 1: frontend } }} />);
  expect(described()).toBe('Looking whether it can be opened there…');
  await draw({ messages: [{ template: 'It shows no {name}', values: { name: 'JupyterLab' } }] });
  expect([described(), button().title]).toEqual(Array(2).fill('It shows no JupyterLab'));
  expect(button().getAttribute('aria-disabled')).toBe('true');
  await click('Open plot.ipynb there');
  expect(on.onUse).not.toHaveBeenCalled();
  await draw({ frontend: 'lab' });
  expect(described()).toContain('opens its JupyterLab in a new tab');
  expect(button().getAttribute('aria-disabled')).toBeNull();
  await click('Open plot.ipynb there');
  expect(on.onUse).toHaveBeenCalledWith('1', 'there');
});

it('replaces and compares outputs, from the story of a session that has a result', async () => {
  const { props, on } = setUp([session('1', { phase: 'COMPLETED', result })]);
  const { click, update, node } = await mount(<SessionsBody {...props} />);
  await click('What happened to plot.ipynb');
  await click('Replace the outputs of the original by those of plot.ipynb');
  expect(on.onUse).toHaveBeenLastCalledWith('1', 'replace');
  await click('Compare the result of plot.ipynb with the original');
  expect(on.onUse).toHaveBeenLastCalledWith('1', 'compare');
  await update(<SessionsBody {...props} canCompare={false} />);
  expect(node.textContent).not.toContain('Compare');
});
