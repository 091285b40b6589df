import type { ISignal } from '@lumino/signaling';

import type { KernelSeen } from '../../description/kernel-seen';

/** A notebook that can be asked about, a program, or an image. */
export interface AskedNotebook {
  /** As the contents manager knows it; of an image `docker://name:tag`. */
  readonly path: string;
  /** The nbformat content of a notebook as it is now, saved or not; `undefined` of a program. */
  content(): Promise<unknown>;
  /** What its kernel says, where one runs; absent: there is none to ask. Never rejects. */
  kernel?(): Promise<KernelSeen | undefined>;
}

/** Where the panel gets notebooks from. */
export interface NotebookSource {
  /** The notebook in front. */
  readonly current: AskedNotebook | undefined;
  /** Another notebook has come to the front, or the last one was closed. */
  readonly changed: ISignal<NotebookSource, void>;
  /** The notebook at a path, open or not; or the program; or the image. */
  at(path: string): AskedNotebook;
}
