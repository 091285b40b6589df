import type { ISignal } from '@lumino/signaling';

/** A notebook that can be asked about. */
export interface AskedNotebook {
  /** As the contents manager knows it. */
  readonly path: string;
  /** Its nbformat content as it is now, saved or not. */
  content(): Promise<unknown>;
}

/** Where the panel gets notebooks from. */
export interface NotebookSource {
  /** The notebook in front. */
  readonly current: AskedNotebook | undefined;
  /** Another notebook has come to the front, or the last one was closed. */
  readonly changed: ISignal<NotebookSource, void>;
  /** The notebook at a path, open or not. */
  at(path: string): AskedNotebook;
}
