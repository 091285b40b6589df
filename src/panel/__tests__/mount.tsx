import { ReactWidget } from '@jupyterlab/ui-components';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { act, type ReactElement } from 'react';

Object.assign(globalThis, {
  IS_REACT_ACT_ENVIRONMENT: true,
  // jsdom has none; ReactWidget draws for the first time in it.
  requestIdleCallback: (callback: () => void) => setTimeout(callback, 0)
});

// The stub that stands for SVG files has no namespace; an icon wants what SVG elements have.
Object.defineProperty(Element.prototype, 'dataset', {
  configurable: true,
  get: () => ({})
});

class Stage extends ReactWidget {
  constructor(public element: ReactElement) {
    super();
  }

  protected override render(): ReactElement {
    return this.element;
  }
}

export interface Mounted {
  node: HTMLElement;
  /** Draws something else in the same place. */
  update(element: ReactElement): Promise<void>;
  /** The one button, link or field with this accessible name or text. */
  find(name: string): HTMLElement;
  click(name: string): Promise<void>;
  /** Types into a field and leaves it. */
  fill(name: string, text: string): Promise<void>;
}

const stages: Stage[] = [];

/** Draws an element as JupyterLab would, and waits for it. */
export async function mount(element: ReactElement): Promise<Mounted> {
  const stage = new Stage(element);
  stages.push(stage);
  await act(async () => {
    Widget.attach(stage, document.body);
    await stage.renderPromise;
  });
  const find = (name: string): HTMLElement => {
    const all = [...stage.node.querySelectorAll<HTMLElement>('button, input, select')];
    const [only, more] = all.filter(
      node =>
        (node.getAttribute('aria-label') ??
          (node.closest('label')?.firstElementChild ?? node).textContent) === name
    );
    if (!only || more) {
      throw new Error(`${only ? 'Several' : 'No'} "${name}" in ${stage.node.innerHTML}`);
    }
    return only;
  };
  return {
    node: stage.node,
    find,
    update: async next => {
      stage.element = next;
      await act(async () => {
        MessageLoop.sendMessage(stage, Widget.Msg.UpdateRequest);
        await stage.renderPromise;
      });
    },
    click: async name => {
      await act(async () => {
        find(name).click();
        await Promise.resolve();
      });
    },
    fill: async (name, text) => {
      const field = find(name);
      if (!(field instanceof HTMLInputElement)) {
        throw new Error(`"${name}" is no text field`);
      }
      await act(async () => {
        field.focus();
        // React listens to the setter that it has put over the value's own.
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(
          field,
          text
        );
        field.dispatchEvent(new Event('input', { bubbles: true }));
        await Promise.resolve();
      });
      await act(async () => {
        field.blur();
        await Promise.resolve();
      });
    }
  };
}

afterEach(async () => {
  await act(async () => {
    for (const stage of stages.splice(0)) {
      stage.dispose();
    }
    await Promise.resolve();
  });
});
