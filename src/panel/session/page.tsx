import '../../../style/session.css';

import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import type { ReactElement } from 'react';

import type { SessionFrontend } from '../../model/session-frontend';
import type { AskedNeeds } from '../../tokens';
import { phaseIcon } from '../sessions/phase-icon';
import { phaseText } from '../sessions/phase-text';
import { notebookPath, sessionName, sessionPhase } from '../sessions/session-story';
import { confirmCancel, confirmFinish } from '../shell/confirm';
import type { Models } from '../shell/models';
import { Body } from './body';
import { SessionModel } from './session-model';

export interface SessionPageOptions {
  uuid: string;
  models: Models;
  trans: TranslationBundle;
  /** Opens the panel and asks where a notebook can run. */
  ask: (path: string | undefined, needs?: AskedNeeds) => void;
  /** Opens a document. */
  open: (path: string) => void;
  copy: (text: string) => void;
}

/** A session in the main area. */
export class SessionPage extends ReactWidget {
  constructor(private readonly _options: SessionPageOptions) {
    super();
    const { models, trans, uuid } = _options;
    this.id = `jupyterlab-execution-broker:session:${uuid}`;
    this.addClass('jp-ExecutionBroker');
    this.addClass('jp-ExecutionBroker-page');
    this.node.tabIndex = -1;
    this.title.label = trans.__('Session');
    this.title.closable = true;
    this.model = new SessionModel(models.client, uuid);
    this.model.state.changed.connect(this._onChanged, this);
    this.model.log.state.changed.connect(this.update, this);
    models.sessions.state.changed.connect(this._onListChanged, this);
    // Its own state of being busy comes and goes with the list's.
    this._busy = models.sessions.state.value.busy[uuid];
  }

  readonly model: SessionModel;

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.model.state.changed.disconnect(this._onChanged, this);
    this.model.log.state.changed.disconnect(this.update, this);
    this._options.models.sessions.state.changed.disconnect(this._onListChanged, this);
    this._options.models.watch(this, false);
    this.model.dispose();
    super.dispose();
  }

  protected override render(): ReactElement {
    const { models, trans, uuid, ask, copy, open } = this._options;
    const { sessions } = models;
    const { log, state } = this.model;
    const { busy, frontends, remarks } = sessions.state.value;
    const name = state.value.session ? sessionName(state.value.session) : '';
    const ended = async (confirmed: Promise<boolean>, act: () => Promise<void>) => {
      if (await confirmed) {
        await act();
        await this.model.refresh();
      }
    };
    return (
      <Body
        state={state.value}
        log={log.state.value}
        clock={models.clock}
        trans={trans}
        busy={busy[uuid]}
        remark={remarks[uuid]}
        frontend={frontends[uuid]}
        canCompare={sessions.can('compare')}
        onCancel={() => {
          void ended(confirmCancel(name, trans), async () => sessions.cancel(uuid));
        }}
        onFinish={() => {
          void ended(confirmFinish(name, trans), async () => sessions.finish(uuid));
        }}
        onExtend={seconds => {
          void sessions.extend(uuid, seconds).then(async () => this.model.refresh());
        }}
        onUse={act => {
          void sessions.use(act, uuid);
        }}
        onNotebook={open}
        onAsk={needs => {
          const { session } = state.value;
          ask(session && notebookPath(session), needs);
        }}
        onSelect={which => {
          void log.select(which);
        }}
        onAll={() => {
          void log.showAll();
        }}
        onSearch={query => {
          log.search(query);
        }}
        onCopy={copy}
        onRefresh={() => {
          void this.model.refresh();
        }}
      />
    );
  }

  protected override onActivateRequest(msg: Message): void {
    super.onActivateRequest(msg);
    this.node.focus();
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this._seen(true);
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this._seen(this.isVisible);
  }

  protected override onBeforeHide(msg: Message): void {
    super.onBeforeHide(msg);
    this._seen(false);
  }

  private _seen(visible: boolean): void {
    this.model.visible = visible;
    this._options.models.watch(this, visible);
  }

  private _onChanged(): void {
    const { session } = this.model.state.value;
    if (session) {
      const { trans } = this._options;
      const name = sessionName(session);
      const phase = sessionPhase(session);
      this.title.label = name.replace(/\.ipynb$/, '');
      this.title.icon = phaseIcon(phase);
      this.title.iconClass = 'jp-ExecutionBroker-tabIcon';
      this.title.caption = trans.__(
        '%1 on %2: %3',
        name,
        session.platform ?? '–',
        phaseText(phase, trans)
      );
    }
    this.update();
  }

  private _onListChanged(): void {
    const { uuid, models } = this._options;
    const { busy, frontends, remarks } = models.sessions.state.value;
    if (
      busy[uuid] !== this._busy ||
      remarks[uuid] !== this._remark ||
      frontends[uuid] !== this._frontend
    ) {
      this._frontend = frontends[uuid];
      this._busy = busy[uuid];
      this._remark = remarks[uuid];
      this.update();
    }
  }

  private _busy: string | undefined;
  private _frontend: SessionFrontend | undefined;
  private _remark: string | undefined;
}
