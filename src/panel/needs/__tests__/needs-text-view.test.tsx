import { nullTranslator } from '@jupyterlab/translation';
import { act } from 'react';

import { mount } from '../../__tests__/mount';
import { JUPYTER_NOTEBOOK, SIMPLE_COMPUTE } from '../../../model/kinds';
import type { ExecutionRequest } from '../../../model/request';
import { NeedsTextView } from '../text/needs-text-view';

const REQUEST: ExecutionRequest = {
  executable: { kind: JUPYTER_NOTEBOOK, location: 'data:,' },
  compute: { kind: SIMPLE_COMPUTE, cores: { min: 2 } },
  schedule: { requested: { duration: 'PT1H' } }
};

const isRead = (node: HTMLElement): boolean =>
  node.querySelector('[aria-invalid=true], .jp-mod-primary:not([aria-disabled])') !== null;

async function setUp() {
  const onEdit = jest.fn();
  const mounted = await mount(
    <NeedsTextView
      request={REQUEST}
      unedited={REQUEST}
      trans={nullTranslator.load('')}
      onEdit={onEdit}
    />
  );
  const area = mounted.node.querySelector('textarea');
  if (!area) {
    throw new Error('There is no text');
  }
  const type = async (text: string) => {
    await act(async () => {
      Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(
        area,
        text
      );
      area.dispatchEvent(new Event('input', { bubbles: true }));
      await Promise.resolve();
    });
    // Until it is read: it can be applied, or something is wrong with it.
    for (let i = 0; i < 200 && !isRead(mounted.node); i++) {
      await act(async () => new Promise(resolve => setTimeout(resolve, 50)));
    }
  };
  return { ...mounted, area, type, onEdit };
}

it('asks with what was written, once it is applied', async () => {
  const { area, click, node, onEdit, type } = await setUp();
  expect(area.value).toContain('duration: PT1H');
  expect(node.textContent).not.toContain('Apply');
  await type(area.value.replace('min: 2', 'min: 6'));
  expect(onEdit).not.toHaveBeenCalled();
  await click('Apply');
  expect(onEdit).toHaveBeenCalledWith(expect.objectContaining({ cores: 6, duration: undefined }));
});

it('tells what is wrong in which line, goes there, and applies nothing', async () => {
  const { area, click, find, node, onEdit, type } = await setUp();
  await type('compute:\n  cores:\n    min: few\n');
  expect(node.querySelector('[role=status]')?.textContent).toContain(
    'execution.yaml, line 3: compute.cores.min is few, which is no whole number'
  );
  expect(area.getAttribute('aria-invalid')).toBe('true');
  expect(find('Apply').getAttribute('aria-disabled')).toBe('true');
  await click('Apply');
  expect(onEdit).not.toHaveBeenCalled();
  await click('Go to line 3');
  expect(area.value.slice(area.selectionStart, area.selectionEnd)).toBe('    min: few');
  await click('Discard');
  expect(area.value).toContain('min: 2');
});
