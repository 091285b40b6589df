import type { Contents } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';

import type { LoadedDifference } from '../../description/loaded';
import { Snapshot } from '../snapshot';
import { trouble, type Trouble } from '../trouble';

export interface WriterState {
  busy: boolean;
  /** The notebook that it was done for. */
  notebook?: string | undefined;
  /** What was written last, and can be taken back. */
  written?: { path: string } | undefined;
  trouble?: Trouble | undefined;
}

/** Writes what a kernel has loaded into a requirements file, and takes that back. */
export class RequirementsWriter implements IDisposable {
  constructor(
    private readonly _contents: Pick<Contents.IManager, 'get' | 'save' | 'delete'>,
    /** Called when the file is another: what the notebook needs is to be looked at again. */
    private readonly _onWritten: () => void
  ) {}

  readonly state = new Snapshot<WriterState>({ busy: false });

  get isDisposed(): boolean {
    return this.state.isDisposed;
  }

  /** Writes into the file at a path, which is read just before; made where there is none. */
  async write(
    path: string,
    differences: readonly LoadedDifference[],
    notebook?: string
  ): Promise<void> {
    this.state.patch({ notebook });
    await this._act(async () => {
      const [before, { withLoaded }] = await Promise.all([
        this._read(path),
        import(/* webpackChunkName: "panel-rest" */ '../../description/with-loaded')
      ]);
      const after = withLoaded(before ?? '', differences);
      await this._save(path, after);
      this._last = { path, before, after };
      return { path };
    });
  }

  /** Puts back what was there, unless somebody has changed the file since. */
  async undo(): Promise<void> {
    const last = this._last;
    if (!last) {
      return;
    }
    await this._act(async () => {
      if ((await this._read(last.path)) !== last.after) {
        throw new Error(`${last.path} has been changed since; it stays as it is`);
      }
      await (last.before === undefined
        ? this._contents.delete(last.path)
        : this._save(last.path, last.before));
      this._last = undefined;
      return undefined;
    });
  }

  dispose(): void {
    this.state.dispose();
  }

  private async _act(act: () => Promise<WriterState['written']>): Promise<void> {
    if (this.state.value.busy) {
      return;
    }
    this.state.patch({ busy: true, trouble: undefined });
    try {
      this.state.patch({ written: await act() });
      this._onWritten();
    } catch (error) {
      this.state.patch({ trouble: trouble(error) });
    } finally {
      this.state.patch({ busy: false });
    }
  }

  private async _read(path: string): Promise<string | undefined> {
    try {
      const model = await this._contents.get(path, {
        type: 'file',
        format: 'text',
        content: true
      });
      const content: unknown = model.content;
      return typeof content === 'string' ? content : '';
    } catch (error) {
      const { response } = error as { response?: { status?: number } };
      if (response?.status === 404) {
        return undefined;
      }
      throw error;
    }
  }

  private async _save(path: string, content: string): Promise<void> {
    await this._contents.save(path, { type: 'file', format: 'text', content });
  }

  private _last: { path: string; before: string | undefined; after: string } | undefined;
}
