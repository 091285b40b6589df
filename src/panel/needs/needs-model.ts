import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Description } from '../../description/description';
import type { ExecutionRequest } from '../../model/request';
import { parseDuration } from '../../model/time';
import { Snapshot } from '../snapshot';
import type { Trouble } from '../trouble';
import type { ChoiceMemory } from './choice-memory';
import type { NeedEdits } from './need-edits';

/** What will be asked for: found, by default, or as the reader wants it. */
export interface AskedNeeds {
  cores?: number | undefined;
  /** GiB. */
  memory?: number | undefined;
  /** Seconds. */
  duration?: number | undefined;
}

export type LiteralType = (text: string) => string | undefined;

export interface NeedsState {
  /** The notebook's path; absent: none is open. */
  path?: string | undefined;
  pinned: boolean;
  describing: boolean;
  description?: Description | undefined;
  /** The type of a text that is a literal in the notebook's language. */
  literalType?: LiteralType | undefined;
  edits: NeedEdits;
  /** Whether there is an edit to take back. */
  undoable: boolean;
  asked: AskedNeeds;
  /** The request as it is asked, without the notebook and its files. */
  request?: ExecutionRequest | undefined;
  /** The same as it would be without edits. */
  unedited?: ExecutionRequest | undefined;
  trouble?: Trouble | undefined;
}

/** So many changes can be taken back. */
const MOST_UNDONE = 100;

/** What the notebook needs, and what the reader changed about that. */
export class NeedsModel implements IDisposable {
  /** `memory`: keeps what is chosen for a notebook; absent: nothing is kept. */
  constructor(private readonly _memory?: ChoiceMemory) {}

  readonly state = new Snapshot<NeedsState>({
    pinned: false,
    describing: false,
    edits: {},
    undoable: false,
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
    if (!same) {
      this._past = [];
    }
    this.state.patch({
      path,
      describing: path !== undefined,
      trouble: undefined,
      ...(same
        ? {}
        : {
            description: undefined,
            edits: path === undefined ? {} : (this._memory?.of(path) ?? {}),
            undoable: false,
            asked: {},
            request: undefined,
            unedited: undefined
          })
    });
  }

  found(description: Description, literalType?: LiteralType): void {
    this.state.patch({ description, literalType, describing: false });
  }

  fail(trouble: Trouble): void {
    this.state.patch({ trouble, describing: false });
  }

  /** Shows what a request asks for, and what it would ask for without edits. */
  show(request: ExecutionRequest, unedited: ExecutionRequest): void {
    const { compute, schedule } = request;
    const milliseconds = parseDuration(schedule?.requested?.duration ?? '');
    this.state.patch({
      request,
      unedited,
      asked: {
        cores: compute?.cores?.min,
        memory: compute?.memory?.min,
        duration: milliseconds === undefined ? undefined : milliseconds / 1000
      }
    });
  }

  /** Changes needs; `undefined` takes one back to what was found. */
  edit(edits: NeedEdits): void {
    this._change({ ...this.state.value.edits, ...edits });
  }

  /** Takes all back to what was found. */
  reset(): void {
    this._change({});
  }

  /** Takes the last change back, a reset too. */
  undo(): void {
    const edits = this._past.pop();
    if (edits) {
      this._set(edits, this._past.length > 0);
    }
  }

  pin(pinned: boolean): void {
    this.state.patch({ pinned });
  }

  dispose(): void {
    this.state.dispose();
    Signal.clearData(this);
  }

  private _change(edits: NeedEdits): void {
    this._past = [...this._past, this.state.value.edits].slice(-MOST_UNDONE);
    this._set(edits, true);
  }

  private _set(edits: NeedEdits, undoable: boolean): void {
    this.state.patch({ edits, undoable });
    const { path } = this.state.value;
    if (path !== undefined) {
      this._memory?.keep(path, edits);
    }
    this._edited.emit();
  }

  private _past: NeedEdits[] = [];
  private readonly _edited = new Signal<this, void>(this);
}
