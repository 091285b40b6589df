import type { INotebookModel, INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { Contents } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import { imageIn } from '../../description/programs/image';
import { programKind } from '../../description/programs/program';
import { askKernel } from './kernel-question';
import type { AskedNotebook, NotebookSource } from './notebook-source';

/** The notebooks that Jupyter has open; one that is not open is read from its file. */
export class TrackedNotebooks implements NotebookSource, IDisposable {
  constructor(
    private readonly _tracker: INotebookTracker,
    private readonly _contents: Contents.IManager
  ) {
    _tracker.currentChanged.connect(this._onCurrentChanged, this);
  }

  get current(): AskedNotebook | undefined {
    const panel = this._tracker.currentWidget;
    return panel ? opened(panel) : undefined;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  at(path: string): AskedNotebook {
    const panel = this._tracker.find(({ context }) => context.path === path);
    if (panel) {
      return opened(panel);
    }
    // Programs are read, or sent, as files are; an image is only named.
    return {
      path,
      content:
        imageIn(path) !== undefined || programKind(path)
          ? async () => Promise.resolve(undefined)
          : () => this._read(path)
    };
  }

  /** A notebook as it is on screen; opened where it is not, and never read anew. */
  async opened(
    path: string,
    open: (path: string) => Promise<void>
  ): Promise<{ panel: NotebookPanel; model: INotebookModel }> {
    const find = () => this._tracker.find(({ context }) => context.path === path);
    const panel = find() ?? (await open(path).then(find));
    await panel?.context.ready;
    if (!panel?.model) {
      throw new Error(`${path} cannot be opened as a notebook`);
    }
    return { panel, model: panel.model };
  }

  dispose(): void {
    this._isDisposed = true;
    this._tracker.currentChanged.disconnect(this._onCurrentChanged, this);
    Signal.clearData(this);
  }

  private async _read(path: string): Promise<unknown> {
    const model = await this._contents.get(path, { type: 'notebook', content: true });
    const content: unknown = model.content;
    return content;
  }

  private _onCurrentChanged(): void {
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private _isDisposed = false;
}

function opened({ context }: NotebookPanel): AskedNotebook {
  return {
    path: context.path,
    content: async () => {
      await context.ready;
      return context.model.toJSON();
    },
    kernel: async () => {
      const kernel = context.sessionContext.session?.kernel;
      return kernel ? askKernel(kernel) : undefined;
    }
  };
}
