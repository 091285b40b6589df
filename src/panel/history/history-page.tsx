import '../../../style/history.css';

import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import type { ReactElement } from 'react';

import { HistoryClient } from '../../client/history-client';
import { stamp } from '../../model/amount-text';
import type { RunEvidence } from '../../model/run-evidence';
import type { AskedNeeds } from '../../tokens';
import { historyIcon } from '../icons';
import type { Models } from '../shell/models';
import { confirmDelete } from './confirm-delete';
import { HistoryBody, type HistoryActions } from './history-body';
import { HistoryModel } from './history-model';
import { needsOf, runAgainThere } from './run-again';
import { runName } from './shown-runs';

export interface HistoryPageOptions {
  models: Models;
  trans: TranslationBundle;
  /** Opens the panel and asks where a notebook can run. */
  ask: (path: string, needs: AskedNeeds) => void;
  /** Shows all of a session. */
  open: (uuid: string) => void;
  /** Lets the reader keep a text as a file. */
  download: (name: string, text: string) => void;
}

/** All sessions of the past, in the main area. */
export class HistoryPage extends ReactWidget {
  constructor(private readonly _options: HistoryPageOptions) {
    super();
    const { models, trans } = _options;
    this.id = 'jupyterlab-execution-broker:history';
    this.addClass('jp-ExecutionBroker');
    this.addClass('jp-ExecutionBroker-historyPage');
    this.title.label = trans.__('Session History');
    this.title.icon = historyIcon;
    this.title.closable = true;
    this.node.setAttribute('aria-label', trans.__('Session History'));
    this.node.tabIndex = -1;
    this._client = new HistoryClient(models.client.wire);
    this.model = new HistoryModel(this._client);
    this.model.state.changed.connect(this.update, this);
    models.sessions.ended.connect(this._onEnded, this);
    models.offers.accepted.connect(this._onEnded, this);
  }

  readonly model: HistoryModel;

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    const { models } = this._options;
    models.sessions.ended.disconnect(this._onEnded, this);
    models.offers.accepted.disconnect(this._onEnded, this);
    this.model.state.changed.disconnect(this.update, this);
    this.model.dispose();
    super.dispose();
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    void this.model.refresh();
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    if (this.isVisible) {
      void this.model.refresh();
    }
  }

  protected override onActivateRequest(msg: Message): void {
    super.onActivateRequest(msg);
    this.node.focus();
  }

  protected override render(): ReactElement {
    const { models, trans } = this._options;
    return (
      <HistoryBody
        state={this.model.state.value}
        now={models.clock.now}
        trans={trans}
        actions={this._actions}
      />
    );
  }

  private async _runThere(run: RunEvidence): Promise<void> {
    const { models, trans } = this._options;
    await this.model.about(run.session, async () => {
      const session = await runAgainThere(
        run,
        { client: models.client, history: this._client, now: models.clock.now },
        (platform, reasons) => trans.__('%1 makes no offer for it now. %2', platform, reasons)
      );
      models.sessions.add(session);
      return undefined;
    });
    await this.model.refresh();
  }

  private async _askAgain(run: RunEvidence): Promise<void> {
    const { notebook, session } = run;
    if (notebook !== undefined) {
      await this.model.about(session, async () => {
        const needs = needsOf(await this._client.request(session));
        this._options.ask(notebook, needs);
        return undefined;
      });
    }
  }

  private async _export(runs: readonly RunEvidence[]): Promise<void> {
    const { models, download } = this._options;
    const { now } = models.clock;
    const uuids = runs.map(({ session }) => session);
    const text = await this.model.exported(uuids, now);
    const [only] = runs;
    const what = runs.length === 1 && only ? runName(only).replace(/\.ipynb$/, '') : 'sessions';
    download(`${what}-${stamp(now)}.json`, text);
  }

  private async _remove(runs: readonly RunEvidence[]): Promise<void> {
    const { models, trans } = this._options;
    if (await confirmDelete(runs, trans)) {
      await this.model.remove(runs.map(({ session }) => session));
      await models.sessions.refresh();
    }
    this.activate();
  }

  private readonly _actions: HistoryActions = {
    refresh: () => void this.model.refresh(),
    open: ({ session }) => {
      this._options.open(session);
    },
    openResult: ({ session }) => void this._options.models.sessions.openResult(session),
    runThere: run => void this._runThere(run),
    askAgain: run => void this._askAgain(run),
    exportRuns: runs => void this._export(runs),
    remove: runs => void this._remove(runs),
    load: async session => {
      const [run, request, provenance] = await Promise.all([
        this._client.run(session),
        this._client.request(session),
        this._client.provenance(session)
      ]);
      if (!run) {
        throw new Error(this._options.trans.__('This session is no longer there.'));
      }
      return { run, request, provenance };
    }
  };

  private _onEnded(): void {
    if (this.isVisible) {
      void this.model.refresh();
    }
  }

  private readonly _client: HistoryClient;
}
