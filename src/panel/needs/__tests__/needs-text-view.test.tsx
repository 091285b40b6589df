import type { YFile } from '@jupyter/ydoc';
import { EditorView } from '@codemirror/view';
import type { IEditorServices } from '@jupyterlab/codeeditor';
import {
  CodeMirrorEditorFactory,
  CodeMirrorMimeTypeService,
  EditorExtensionRegistry,
  EditorLanguageRegistry,
  ybinding
} from '@jupyterlab/codemirror';
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

/** JupyterLab's own, made as its plug-ins make it. */
function editors(): IEditorServices {
  const extensions = new EditorExtensionRegistry();
  for (const extension of EditorExtensionRegistry.getDefaultExtensions()) {
    extensions.addExtension(extension);
  }
  extensions.addExtension({
    name: 'shared-model-binding',
    factory: ({ model }) => {
      const { undoManager, ysource } = model.sharedModel as YFile;
      return EditorExtensionRegistry.createImmutableExtension(
        ybinding({ ytext: ysource, undoManager })
      );
    }
  });
  const languages = new EditorLanguageRegistry();
  return {
    factoryService: new CodeMirrorEditorFactory({ extensions, languages }),
    mimeTypeService: new CodeMirrorMimeTypeService(languages)
  };
}

const EDITORS = editors();

async function setUp() {
  const onEdit = jest.fn();
  const mounted = await mount(
    <NeedsTextView
      editors={EDITORS}
      description={{}}
      parameters={undefined}
      request={REQUEST}
      unedited={REQUEST}
      trans={nullTranslator.load('')}
      onEdit={onEdit}
    />
  );
  const content = mounted.node.querySelector<HTMLElement>('.cm-content');
  const view = content && EditorView.findFromDOM(content);
  if (!view) {
    throw new Error('There is no text');
  }
  const text = () => view.state.doc.toString();
  const type = async (insert: string) => {
    await act(async () => {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert } });
      await Promise.resolve();
    });
    // Until it is read: it can be applied, or something is wrong with it.
    for (let i = 0; i < 200 && !isRead(mounted.node); i++) {
      await act(async () => new Promise(resolve => setTimeout(resolve, 50)));
    }
  };
  return { ...mounted, content, text, type, view, onEdit };
}

it('asks with what was written, once it is applied', async () => {
  const { click, node, onEdit, text, type } = await setUp();
  expect(text()).toContain('duration: PT1H');
  expect(node.textContent).not.toContain('Apply');
  await type(text().replace('min: 2', 'min: 6'));
  expect(onEdit).not.toHaveBeenCalled();
  await click('Apply');
  expect(onEdit).toHaveBeenCalledWith(expect.objectContaining({ cores: 6, duration: undefined }));
});

it('tells what is wrong in which line, goes there, and applies nothing', async () => {
  const { click, content, find, node, onEdit, text, type, view } = await setUp();
  await type('compute:\n  cores:\n    min: few\n');
  expect(node.querySelector('[role=status]')?.textContent).toContain(
    'execution.yaml, line 3: compute.cores.min is few, which is no whole number'
  );
  expect(content.getAttribute('aria-invalid')).toBe('true');
  const told = node.querySelector(`[id="${content.getAttribute('aria-describedby')}"]`);
  expect(told?.textContent).toContain('line 3');
  expect(content.querySelector('.cm-line [aria-invalid=true]')?.textContent).toBe('min: few');
  expect(find('Apply').getAttribute('aria-disabled')).toBe('true');
  await click('Apply');
  expect(onEdit).not.toHaveBeenCalled();
  await click('Go to line 3');
  const { from, to } = view.state.selection.main;
  expect(view.state.sliceDoc(from, to)).toBe('    min: few');
  await click('Discard');
  expect(text()).toContain('min: 2');
  expect(content.getAttribute('aria-invalid')).toBe('false');
});

it('is left with Tab, as every other field is', async () => {
  const { content } = await setUp();
  const pressed = () => {
    const event = new KeyboardEvent('keydown', {
      key: 'Tab',
      keyCode: 9,
      bubbles: true,
      cancelable: true
    });
    content.dispatchEvent(event);
    return event.defaultPrevented;
  };
  content.focus();
  expect(pressed()).toBe(false);
});

it('undoes and does again what was written, and nothing before that', async () => {
  const { content, text, type } = await setUp();
  const before = text();
  const press = async (key: string) => {
    await act(async () => {
      content.dispatchEvent(
        new KeyboardEvent('keydown', { key, ctrlKey: true, bubbles: true, cancelable: true })
      );
      await Promise.resolve();
    });
  };
  await press('z');
  expect(text()).toBe(before);
  await type('compute: {cores: {min: 8}}');
  await press('z');
  expect(text()).toBe(before);
  await press('y');
  expect(text()).toBe('compute: {cores: {min: 8}}');
});
