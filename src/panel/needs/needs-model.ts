import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Description } from '../../description/description';
import type { ExecutionRequest } from '../../model/request';
import { parseDuration } from '../../model/time';
import { Snapshot } from '../snapshot';
import type { Trouble } from '../trouble';
import type { NeedEdits } from './need-edits';

/** What will be asked for: found, by default, or as the reader wants it. */
export interface AskedNeeds {
  cores?: number | undefined;
  /** GiB. */
  memory?: number | undefined;
  /** Seconds. */
  duration?: number | undefined;
}

export interface NeedsState {
  /** The notebook's path; absent: none is open. */
  path?: string | undefined;
  pinned: boolean;
  describing: boolean;
  description?: Description | undefined;
  edits: NeedEdits;
  asked: AskedNeeds;
  trouble?: Trouble | undefined;
}

/** What the notebook needs, and what the reader changed about that. */
export class NeedsModel implements IDisposable {
  readonly state = new Snapshot<NeedsState>({
    pinned: false,
    describing: false,
    edits: {},
    asked: {}
  });

  /** The reader changed a need. */
  get edited(): ISignal<this, void> {
    return this._edited;
  }

  get isDisposed(): boolean {
    return this.state.isDisposed;
  }

  /** A notebook is being looked at. Edits stay with the notebook that they were made for. */
  begin(path: string | undefined): void {
    const same = path === this.state.value.path;
    this.state.patch({
      path,
      describing: path !== undefined,
      trouble: undefined,
      ...(same ? {} : { description: undefined, edits: {}, asked: {} })
    });
  }

  found(description: Description): void {
    this.state.patch({ description, describing: false });
  }

  fail(trouble: Trouble): void {
    this.state.patch({ trouble, describing: false });
  }

  /** Shows what a request asks for. */
  show({ compute, schedule }: ExecutionRequest): void {
    const milliseconds = parseDuration(schedule?.requested?.duration ?? '');
    this.state.patch({
      asked: {
        cores: compute?.cores?.min,
        memory: compute?.memory?.min,
        duration: milliseconds === undefined ? undefined : milliseconds / 1000
      }
    });
  }

  /** Changes needs; `undefined` takes one back to what was found. */
  edit(edits: NeedEdits): void {
    this.state.patch({ edits: { ...this.state.value.edits, ...edits } });
    this._edited.emit();
  }

  /** Takes all back to what was found. */
  reset(): void {
    this.state.patch({ edits: {} });
    this._edited.emit();
  }

  pin(pinned: boolean): void {
    this.state.patch({ pinned });
  }

  dispose(): void {
    this.state.dispose();
    Signal.clearData(this);
  }

  private readonly _edited = new Signal<this, void>(this);
}
