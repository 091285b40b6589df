import { nullTranslator } from '@jupyterlab/translation';
import { act } from 'react';

import type { RunEvidence } from '../../../model/run-evidence';
import { mount, type Mounted } from '../../__tests__/mount';
import { NOW } from '../../__tests__/samples';
import { HistoryBody, type HistoryBodyProps } from '../history-body';
import { run } from './samples';

const RUNS = [
  run('a', 1, { result: true, seconds: 31, peak: 2 ** 30 }),
  run('b', 30, { phase: 'RUNNING', platform: 'Slurm', name: 'Sudoku.ipynb' }),
  run('c', 200, { phase: 'FAILED', message: 'Killed' })
];

async function setUp(
  runs: readonly RunEvidence[],
  state: Partial<HistoryBodyProps['state']> = {}
): Promise<{ page: Mounted; actions: jest.Mocked<HistoryBodyProps['actions']> }> {
  const actions = {
    refresh: jest.fn(),
    open: jest.fn(),
    openResult: jest.fn(),
    runThere: jest.fn(),
    askAgain: jest.fn(),
    exportRuns: jest.fn(),
    remove: jest.fn(),
    load: jest.fn()
  };
  const page = await mount(
    <HistoryBody
      state={{ loaded: true, runs, cut: false, remarks: {}, ...state }}
      now={NOW}
      trans={nullTranslator.load('')}
      actions={actions}
    />
  );
  return { page, actions };
}

const rows = ({ node }: Mounted) =>
  [...node.querySelectorAll<HTMLElement>('[data-index]')].map(row => row.textContent);

async function press(key: string, more: KeyboardEventInit = {}): Promise<void> {
  await act(async () => {
    document.activeElement!.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
    );
    await Promise.resolve();
  });
}

async function focusFirst({ node }: Mounted): Promise<void> {
  await act(async () => {
    node.querySelector<HTMLElement>('[role=row][tabindex="0"]')!.focus();
    await Promise.resolve();
  });
}

describe('The page of the history', () => {
  it('has a line for each session, with what it took, and a dash for what is not known', async () => {
    const { page } = await setUp(RUNS);
    const [first, second] = rows(page);
    expect(first).toContain('plot.ipynb');
    expect(first).toContain('31 s1.1 GB–');
    expect(second).toContain('Slurm');
    expect(second).toMatch(/–––$/);
    expect(page.node.textContent).toContain('3 of 3 sessions');
  });

  it('narrows as one types, and offers the way back where nothing fits', async () => {
    const { page } = await setUp(RUNS);
    await page.fill('Search the sessions', 'sudo');
    expect(rows(page)).toHaveLength(1);
    await page.fill('Search the sessions', 'sudoku killed');
    expect(page.node.textContent).toContain('None of the sessions fits.');
    await page.click('Show all');
    expect(rows(page)).toHaveLength(3);
  });

  it('is walked, chosen and opened by keys', async () => {
    const { page, actions } = await setUp(RUNS);
    await focusFirst(page);
    await press('ArrowDown');
    expect(document.activeElement?.textContent).toContain('Sudoku');
    await press(' ');
    await press('ArrowDown', { shiftKey: true });
    expect(page.node.querySelectorAll('[aria-selected=true]')).toHaveLength(2);
    await press('Enter');
    expect(actions.open).toHaveBeenCalledWith(RUNS[2]);
    await press('Home');
    expect(document.activeElement?.textContent).toContain('31 s');
    await press('a', { ctrlKey: true });
    expect(page.node.querySelectorAll('[aria-selected=true]')).toHaveLength(3);
    await press('Delete');
    // One that runs is not among them.
    expect(actions.remove).toHaveBeenCalledWith([RUNS[0], RUNS[2]]);
    await press('Escape');
    expect(page.node.querySelectorAll('[aria-selected=true]')).toHaveLength(0);
  });

  it('lets one do what fits the chosen ones only', async () => {
    const { page, actions } = await setUp(RUNS);
    const off = (name: string) => page.find(name).getAttribute('aria-disabled') === 'true';
    expect([off('Open'), off('Compare two'), off('Delete…')]).toEqual([true, true, true]);
    expect(off('Export all shown as JSON')).toBe(false);
    await page.click('Delete…');
    expect(actions.remove).not.toHaveBeenCalled();
    await act(async () => {
      page.node.querySelectorAll<HTMLElement>('[data-index]')[1]!.click();
      await Promise.resolve();
    });
    expect([off('Open'), off('Open result'), off('Run again there'), off('Delete…')]).toEqual([
      false,
      true,
      false,
      true
    ]);
    await page.click('Run again there');
    expect(actions.runThere).toHaveBeenCalledWith(RUNS[1]);
    await page.click('Ask again');
    expect(actions.askAgain).toHaveBeenCalledWith(RUNS[1]);
    await page.click('Export 1 as JSON');
    expect(actions.exportRuns).toHaveBeenCalledWith([RUNS[1]]);
  });

  it('acts on none that a filter hides', async () => {
    const { page, actions } = await setUp(RUNS);
    await page.click('Choose all that are shown');
    await page.fill('Search the sessions', 'killed');
    await page.click('Delete 1…');
    expect(actions.remove).toHaveBeenCalledWith([RUNS[2]]);
  });

  it('draws only what is in sight of a thousand', async () => {
    const many = Array.from({ length: 1000 }, (_, i) => run(`r${i}`, i));
    const { page } = await setUp(many);
    expect(rows(page).length).toBeLessThan(100);
    expect(page.node.querySelector('[role=grid]')?.getAttribute('aria-rowcount')).toBe('1001');
  });

  it('teaches where there is nothing yet, and says what went wrong', async () => {
    const { page } = await setUp([]);
    expect(page.node.textContent).toContain('No sessions yet. Open a notebook');
    const { page: broken, actions } = await setUp([], {
      loaded: false,
      trouble: { message: 'The broker cannot be reached', gone: false }
    });
    expect(broken.node.textContent).not.toContain('No sessions yet');
    await broken.click('Try again');
    expect(actions.refresh).toHaveBeenCalled();
  });

  it('shows how far it is, and why something could not be done', async () => {
    const { page } = await setUp(RUNS, {
      work: { what: 'delete', done: 1, of: 4 },
      remarks: { c: 'Its folder cannot be removed' }
    });
    const bar = page.node.querySelector('[role=progressbar]');
    expect([bar?.getAttribute('aria-valuenow'), bar?.getAttribute('aria-valuemax')]).toEqual([
      '1',
      '4'
    ]);
    expect(page.node.querySelector('[role=alert]')?.textContent).toContain(
      'plot.ipynb: Its folder cannot be removed'
    );
  });

  it('compares two, the earlier one first, and leads back', async () => {
    const { page, actions } = await setUp(RUNS);
    actions.load.mockRejectedValue(new Error('It is no longer there'));
    await page.click('Choose all that are shown');
    await act(async () => {
      page.node.querySelectorAll<HTMLElement>('[data-index]')[1]!.querySelector('input')!.click();
      await Promise.resolve();
    });
    await page.click('Compare two');
    expect(actions.load.mock.calls.flat()).toEqual(['c', 'a']);
    expect(document.activeElement?.textContent).toBe('Two sessions compared');
    expect(page.node.textContent).toContain('It is no longer there');
    await page.click('Back to all sessions');
    expect(rows(page)).toHaveLength(3);
  });
});
