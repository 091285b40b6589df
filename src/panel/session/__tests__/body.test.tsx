import { nullTranslator } from '@jupyterlab/translation';

import {
  COST_MONEY,
  JUPYTER_CONNECTOR,
  MINMAX_COST,
  PORT_CONNECTOR,
  SIMPLE_COMPUTE
} from '../../../model/kinds';
import type { ExecutionSession } from '../../../model/session';
import { formatInstant } from '../../../model/time';
import { mount } from '../../__tests__/mount';
import { NOW, session } from '../../__tests__/samples';
import { Clock } from '../../clock';
import { Body, type BodyProps } from '../body';
import { LogText } from '../log-text';
import { NOTHING_YET, type SessionRecord } from '../session-record';

const OFFERED: Partial<ExecutionSession> = {
  compute: { kind: SIMPLE_COMPUTE, cores: { min: 2, max: 2 }, memory: { min: 4, max: 4 } },
  costs: [{ kind: MINMAX_COST, type: COST_MONEY, min: 0, max: 10, currency: 'EUR' }],
  schedule: {
    preparing: { start: formatInstant(NOW), duration: 'PT20S' },
    available: { start: `${formatInstant(NOW)}/${formatInstant(NOW)}`, duration: 'PT10M' }
  }
};

const RECORD: SessionRecord = {
  last: 9,
  total: 4,
  steps: [
    { phase: 'ACCEPTED', time: NOW },
    { phase: 'PREPARING', time: NOW + 1000 },
    { phase: 'RUNNING', time: NOW + 120_000 }
  ],
  cells: [
    { cell: 1, index: 1, started: NOW + 120_000, seconds: 0.25, failed: false },
    { cell: 2, index: 2, started: NOW + 120_000, seconds: 30, failed: false },
    { cell: 3, index: 4, started: NOW + 150_000 }
  ],
  usage: [
    { time: NOW + 120_000, memory: 2 ** 30, cpu: 0 },
    { time: NOW + 130_000, memory: 3 * 2 ** 30, cpu: 15 }
  ]
};

function setUp(
  more: Partial<ExecutionSession> = {},
  record: SessionRecord = RECORD,
  lines = '',
  state: Partial<BodyProps['log']> = {}
) {
  const on = {
    onCancel: jest.fn(),
    onFinish: jest.fn(),
    onExtend: jest.fn(),
    onUse: jest.fn(),
    onNotebook: jest.fn(),
    onAsk: jest.fn(),
    onSelect: jest.fn(),
    onAll: jest.fn(),
    onSearch: jest.fn(),
    onCopy: jest.fn(),
    onRefresh: jest.fn()
  };
  const text = new LogText();
  text.append(lines);
  const props: BodyProps = {
    state: { session: session('1', { ...OFFERED, ...more }), record },
    log: {
      ...{ name: 'stdout', text, version: 1, before: 0, loading: false, query: '', matches: [] },
      ...state
    },
    clock: new Clock(() => NOW + 180_000),
    trans: nullTranslator.load(''),
    busy: undefined,
    remark: undefined,
    frontend: undefined,
    canCompare: true,
    ...on
  };
  return { props, on };
}

/** The rows of the table in a part of the page, as texts. */
function tableOf(node: HTMLElement, part: string): (string | null)[][] {
  const rows = node.querySelectorAll(`[aria-label="${part}"] tbody tr`);
  return [...rows].map(row => [...row.children].map(({ textContent }) => textContent));
}

const seen = (moment: number) =>
  new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' }).format(moment);

it('shows phases as they were promised and as they came', async () => {
  const { props } = setUp();
  const { node } = await mount(<Body {...props} />);
  const exactly = (moment: number) =>
    new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
      .format(moment)
      .replace(/^(?=\d:)/, '0');
  expect(tableOf(node, 'Phases')).toEqual([
    ['accepted', ' –', exactly(NOW), '1 s'],
    ['preparing', ` ${exactly(NOW)}`, exactly(NOW + 1000), '1 min 59 s'],
    ['running', ` ${exactly(NOW + 20_000)}`, exactly(NOW + 120_000), '1 min'],
    ['done', `at the latest ${exactly(NOW + 620_000)}`, '–', '–']
  ]);
});

it('names the ports of a container that runs, and links those of the web', async () => {
  const connectors = [
    { kind: PORT_CONNECTOR, status: 'AVAILABLE', protocol: 'HTTP', location: 'http://127.0.0.1:1' },
    { kind: PORT_CONNECTOR, status: 'AVAILABLE', protocol: 'TCP', location: 'tcp://127.0.0.1:2' },
    { kind: PORT_CONNECTOR, status: 'FINISHED', protocol: 'TCP', location: 'tcp://127.0.0.1:3' },
    { kind: JUPYTER_CONNECTOR, status: 'AVAILABLE', location: 'http://broker/jupyter/' }
  ] as const;
  const { props } = setUp({ phase: 'RUNNING', connectors: [...connectors] });
  const { node } = await mount(<Body {...props} />);
  const line = [...node.querySelectorAll('p')].find(p => p.textContent.startsWith('It can be'));
  expect(line?.textContent).toBe('It can be reached at http://127.0.0.1:1, tcp://127.0.0.1:2');
  expect([...line!.querySelectorAll('a')].map(({ href }) => href)).toEqual(['http://127.0.0.1:1/']);
  const ended = setUp({ phase: 'COMPLETED', connectors: [...connectors] });
  const { node: after } = await mount(<Body {...ended.props} />);
  expect(after.textContent).not.toContain('It can be reached at');
});

it('holds what happened against what was offered, with the cost so far by the time', async () => {
  const usage = { memory: 2 ** 30, peak: 3.2 * 2 ** 30, cpu: 90 };
  const { props } = setUp({ usage });
  const { node } = await mount(<Body {...props} />);
  expect(tableOf(node, 'Promised and happened')).toEqual([
    ['Ready', seen(NOW + 20_000), `${seen(NOW + 120_000)} · 1 min 40 s late`],
    ['Time', 'up to 10 min', '1 min'],
    ['Memory', '4 GiB', '3.2 GiB at its peak'],
    ['Cores', '2', '1.5 on average'],
    ['Cost', '0 – 10 €', 'about 1 €, by the time']
  ]);
});

it('shows how long each cell took, as the notebook counts them, and how long the rest may take', async () => {
  const { props } = setUp();
  const { node, click } = await mount(<Body {...props} />);
  const cells = [...node.querySelectorAll('.jp-ExecutionBroker-cells li')];
  expect(cells.map(({ textContent }) => textContent)).toEqual([
    'Cell 20.25 s',
    'Cell 330 s',
    'Cell 530 s, running'
  ]);
  expect(node.textContent).toContain('2 of 4 code cells');
  expect(node.textContent).toContain('1 more code cell');
  await click('about 20 s left: why');
  expect(node.textContent).toContain('By the 2 code cells that have run so far');
});

it('draws what it uses with what was promised, and has it as a table', async () => {
  const { props } = setUp();
  const { node } = await mount(<Body {...props} />);
  const pictures = [...node.querySelectorAll('svg[role="img"]')];
  expect(pictures.map(svg => svg.getAttribute('aria-label'))).toEqual([
    'Memory, 3 GiB now, 3 GiB at its peak, 4 GiB promised',
    'Processor, 1.5 cores at most, 15 s of processor time, 2 cores promised'
  ]);
  expect(pictures[0]?.querySelector('line')).not.toBeNull();
  expect(tableOf(node, 'Resources').map(row => row.slice(1))).toEqual([
    ['1 GiB', '0'],
    ['3 GiB', '1.5']
  ]);
});

it('says why it failed, with the traceback in colours, and asks again with more', async () => {
  const { props, on } = setUp({
    phase: 'FAILED',
    meta: {
      messages: [
        {
          level: 'ERROR',
          kind: 'urn:execution-broker:memory-limit',
          message: 'The run reached 4.2 GiB of memory in cell 5; 4 GiB were promised.',
          values: { cell: '5', traceback: '\u001b[1;31mMemoryError\u001b[0m: none left' }
        }
      ]
    }
  });
  const { node, click } = await mount(<Body {...props} />);
  const ending = node.querySelector('[aria-label="How it ended"]');
  expect(ending?.textContent).toContain('The run reached 4.2 GiB');
  expect(ending?.querySelector('.ansi-red-fg.ansi-bold')?.textContent).toBe('MemoryError');
  // Once is enough.
  expect(node.querySelectorAll('pre')).toHaveLength(1);
  await click('Ask again with 8 GiB of memory');
  expect(on.onAsk).toHaveBeenCalledWith({ cores: 2, memory: 8 });
});

it('lets it be cancelled, worked in, finished and given more time, where that can be', async () => {
  const { props, on } = setUp({
    phase: 'AVAILABLE',
    connectors: [{ kind: JUPYTER_CONNECTOR, status: 'AVAILABLE', location: '/x' }],
    meta: {
      options: [
        { kind: 'x', path: 'phase', values: ['COMPLETED', 'CANCELLED'] },
        { kind: 'x', path: 'schedule.available.duration', min: 1, max: 7200, units: 'seconds' }
      ]
    }
  });
  const { click, fill, node } = await mount(<Body {...props} />);
  expect(node.textContent).toContain(`It may run until ${seen(NOW + 720_000)}, 9 min from now.`);
  await click('Work in it');
  expect(on.onUse).toHaveBeenLastCalledWith('work');
  await click('Finish');
  await click('Cancel');
  expect([on.onFinish.mock.calls.length, on.onCancel.mock.calls.length]).toEqual([1, 1]);
  await click('Give it more time');
  expect(on.onExtend).toHaveBeenLastCalledWith(1800);
  await fill('Minutes more', '121');
  expect(node.textContent).toContain('From 1 to 120 minutes can be given.');
  await click('Give it more time');
  expect(on.onExtend).toHaveBeenCalledTimes(1);
});

it('offers nothing of that for one that has ended well, but what it made', async () => {
  const { props } = setUp({ phase: 'COMPLETED', result: { path: 'x', url: 'y' } });
  const { node } = await mount(<Body {...props} />);
  const buttons = [...node.querySelectorAll('.jp-ExecutionBroker-pageButtons button')];
  expect(buttons.map(({ textContent }) => textContent)).toEqual([
    'Open the result',
    'Bring files home',
    'Replace the original’s outputs',
    'Compare with the original'
  ]);
  expect(node.querySelector('[aria-label="How it ended"]')).toBeNull();
});

it('draws of a long log only the lines in sight, in their colours', async () => {
  const lines = Array.from({ length: 100_000 }, (_, i) => `\u001b[32mline\u001b[0m ${i}\n`).join(
    ''
  );
  const { props } = setUp({}, RECORD, lines);
  const { node, find } = await mount(<Body {...props} />);
  const rows = node.querySelectorAll('[data-row]');
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.length).toBeLessThan(100);
  expect(rows[0]?.textContent).toBe('line 0\n');
  expect(rows[0]?.querySelector('.ansi-green-fg')?.textContent).toBe('line');
  const group = node.querySelector('[aria-label="Standard output, 100000 lines"]');
  expect(group?.getAttribute('tabindex')).toBe('0');
  expect(find('Copy the log')).toBeDefined();
});

it('copies a log without colours, finds in it, and goes from line to line', async () => {
  const { props, on } = setUp({}, RECORD, 'a\n\u001b[31mneedle\u001b[0m\nb needle\n', {
    query: 'needle',
    matches: [1, 2]
  });
  const { click, node } = await mount(<Body {...props} />);
  await click('Copy the log');
  expect(on.onCopy).toHaveBeenCalledWith('a\nneedle\nb needle');
  expect([...node.querySelectorAll('mark')]).toHaveLength(2);
  expect(node.textContent).toContain('1 of 2 lines');
  await click('Next line found');
  expect(node.textContent).toContain('2 of 2 lines');
  expect(node.querySelector('[data-current]')?.textContent).toBe('b needle\n');
  await click('Next line found');
  expect(node.textContent).toContain('1 of 2 lines');
});

it('tells of what stands before the end of a log, and why there is none', async () => {
  const { props, on } = setUp({}, RECORD, 'x', { before: 5e6 });
  const { click, node, update } = await mount(<Body {...props} />);
  expect(node.textContent).toContain('5 MB before this are not shown.');
  await click('Show all');
  expect(on.onAll).toHaveBeenCalled();
  await update(<Body {...setUp({}, RECORD, '', { remark: 'Nothing yet' }).props} />);
  expect(node.textContent).toContain('Nothing yet');
});

it('says why a session cannot be read', async () => {
  const { props, on } = setUp();
  const state = { record: NOTHING_YET, trouble: { message: 'Away', gone: false } };
  const { click, node } = await mount(<Body {...props} state={state} />);
  expect(node.textContent).toContain('Away');
  await click('Try again');
  expect(on.onRefresh).toHaveBeenCalled();
});
