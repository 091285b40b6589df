import { Signal } from '@lumino/signaling';

import type { AskedNotebook, NotebookSource } from '../ask/notebook-source';

/** Notebooks without files or tabs: the one in front is whatever the test says. Leaves out: saving. */
export class FakeNotebooks implements NotebookSource {
  readonly changed = new Signal<this, void>(this);
  current: AskedNotebook | undefined;
  isDisposed = false;

  show(path: string | undefined): void {
    this.current = path === undefined ? undefined : this.at(path);
    this.changed.emit();
  }

  at(path: string): AskedNotebook {
    return { path, content: () => Promise.resolve({ nbformat: 4, cells: [] }) };
  }

  dispose(): void {
    this.isDisposed = true;
  }
}
