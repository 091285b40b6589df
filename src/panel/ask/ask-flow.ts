import { UUID } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { Debouncer } from '@lumino/polling';
import { Signal } from '@lumino/signaling';

import { withDefaults, type DefaultNeeds } from '../needs/defaults';
import { toEdits, type NeedEdits } from '../needs/need-edits';
import type { NeedsModel } from '../needs/needs-model';
import type { OffersModel } from '../offers/offers-model';
import { isResultPath } from '../sessions/is-result-path';
import { trouble } from '../trouble';
import type { AskedNotebook, NotebookSource } from './notebook-source';
import { Question, type QuestionParts } from './question';

/** Milliseconds after which those are asked who are known. */
const READY_WITHIN = 3000;

export interface AskFlowOptions extends QuestionParts {
  notebooks: NotebookSource;
  needs: NeedsModel;
  offers: OffersModel;
  preferences: () => AskPreferences;
  /** Settles when it is known who is to be asked. */
  ready?: () => Promise<unknown>;
  now?: () => number;
}

export interface AskPreferences extends DefaultNeeds {
  /** Whether to ask as soon as the panel shows a notebook, or only to describe it. */
  askOnOpen: boolean;
  /** Milliseconds between an edit and the ask that follows it. */
  reaskPause: number;
}

/** From the notebook in front to the offers for it. A new ask ends the one before it. */
export class AskFlow implements IDisposable {
  constructor(private readonly _options: AskFlowOptions) {
    _options.notebooks.changed.connect(this._onNotebookChanged, this);
    _options.needs.edited.connect(this._onEdited, this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** While the panel is visible it follows the notebook in front. */
  set visible(visible: boolean) {
    this._visible = visible;
    // Who has just asked about a notebook, whichever it is, stays with it.
    if (visible && !this._running) {
      this._follow();
    }
  }

  /**
   * Looks at a notebook afresh and asks where it can run; the one in the panel by default. While the
   * same question is on its way it is not asked twice. `edits`: what it needs, other than was found.
   */
  async ask(path?: string, edits?: NeedEdits): Promise<void> {
    const { notebooks } = this._options;
    const target = path === undefined ? this._target() : notebooks.at(path);
    if (this._running && target?.path === this._notebook?.path && !edits) {
      return this._running;
    }
    this._look(target);
    return edits ? this.askSo(edits) : this._start();
  }

  /** Asks the same of the same notebook. */
  async askAgain(): Promise<void> {
    return this._notebook ? this._start() : this.ask();
  }

  /** Keeps the panel on its notebook, or lets it follow the one in front again. */
  pin(pinned: boolean): void {
    this._options.needs.pin(pinned);
    if (!pinned) {
      this._follow();
    }
  }

  /** Changes needs and asks at once: what a refusing platform said that it could do. */
  async askSo(edits: NeedEdits): Promise<void> {
    this._options.needs.edit(edits);
    return this._start();
  }

  dispose(): void {
    this._isDisposed = true;
    this._stop();
    this._options.notebooks.changed.disconnect(this._onNotebookChanged, this);
    this._options.needs.edited.disconnect(this._onEdited, this);
    Signal.clearData(this);
  }

  private _target(): AskedNotebook | undefined {
    const { needs, notebooks } = this._options;
    const { current } = notebooks;
    // To open a result is no reason to leave the notebook that it came from.
    const stays = needs.state.value.pinned || (current && isResultPath(current.path));
    return stays ? (this._notebook ?? current) : current;
  }

  private _follow(): void {
    const target = this._target();
    const known = this._notebook?.path === target?.path && this._question !== undefined;
    if (!this._visible || (target && known)) {
      return;
    }
    this._look(target);
    if (!target) {
      return;
    }
    if (this._options.preferences().askOnOpen) {
      void this._start();
    } else {
      void this._describe();
    }
  }

  /** Turns to a notebook; what was known about it is looked for again. */
  private _look(notebook: AskedNotebook | undefined): void {
    const { needs, offers } = this._options;
    this._stop();
    if (notebook?.path !== this._notebook?.path) {
      offers.clear();
    }
    this._notebook = notebook;
    this._question = undefined;
    needs.begin(notebook?.path);
  }

  /** The question about the notebook in the panel, with its description shown; kept for edits. */
  private async _describe(): Promise<Question | undefined> {
    const { needs } = this._options;
    const notebook = this._notebook;
    if (!notebook) {
      return undefined;
    }
    const question = (this._question ??= this._prepare(notebook));
    try {
      return await question;
    } catch (error) {
      if (this._question === question) {
        this._question = undefined;
        needs.fail(trouble(error));
      }
      return undefined;
    }
  }

  private async _prepare(notebook: AskedNotebook): Promise<Question> {
    const { needs, loadDescriber, preferences, now } = this._options;
    const question = await Question.about(notebook, this._options);
    const description = withDefaults(question.description, preferences());
    question.description = description;
    const literalType = description.parameters
      ? await (await loadDescriber()).literals()
      : undefined;
    if (this._notebook === notebook) {
      needs.found(description, literalType);
      void question.lookAtGit().then(() => {
        if (needs.state.value.description === description) {
          needs.found(question.description, literalType);
        }
      });
      needs.show(
        question.preview(toEdits(needs.state.value.edits, (now ?? Date.now)())),
        question.preview({})
      );
    }
    return question;
  }

  private _stop(): void {
    this._abort.abort();
    this._running = undefined;
    this._pause?.dispose();
    this._pause = undefined;
  }

  private _start(): Promise<void> {
    this._stop();
    const abort = new AbortController();
    this._abort = abort;
    const running = this._run(abort.signal).finally(() => {
      if (this._running === running) {
        this._running = undefined;
      }
    });
    this._running = running;
    return running;
  }

  private async _run(signal: AbortSignal): Promise<void> {
    const { needs, offers, now = Date.now } = this._options;
    offers.begin();
    try {
      const question = await this._describe();
      if (signal.aborted) {
        return;
      }
      if (!question) {
        offers.clear();
        return;
      }
      needs.show(question.preview(toEdits(needs.state.value.edits, now())), question.preview({}));
      const { files, errors } = await question.staged(signal, needs.state.value.edits);
      await this._known();
      signal.throwIfAborted();
      const request = question.request(files, toEdits(needs.state.value.edits, now()));
      // Under one name, so that the broker takes back what it offered to the question before.
      const asked = { ...request, question: this._name, round: ++this._round };
      await offers.ask(asked, errors, signal);
    } catch (error) {
      if (!signal.aborted) {
        offers.fail(error);
      }
    }
  }

  /** Asked before our broker knows whom, it would be asked twice. */
  private async _known(): Promise<void> {
    const { ready } = this._options;
    if (ready) {
      await Promise.race([ready(), new Promise(go => setTimeout(go, READY_WITHIN))]);
    }
  }

  private _onNotebookChanged(): void {
    this._follow();
  }

  private _onEdited(): void {
    const { reaskPause } = this._options.preferences();
    this._stop();
    this._options.offers.begin();
    this._pause = new Debouncer(() => this._start(), reaskPause);
    // A pause that an edit, an ask or the end of the panel cuts short has nothing left to do.
    this._pause.invoke().catch(() => undefined);
  }

  private _abort = new AbortController();
  private readonly _name = UUID.uuid4();
  private _isDisposed = false;
  private _notebook: AskedNotebook | undefined;
  private _pause: Debouncer<void> | undefined;
  private _question: Promise<Question> | undefined;
  private _round = 0;
  private _running: Promise<void> | undefined;
  private _visible = false;
}
