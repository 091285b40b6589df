import type { IEditorServices } from '@jupyterlab/codeeditor';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { ReactElement } from 'react';

import type { ExecutionSession } from '../../model/session';
import { sessionId, sessionName } from '../sessions/session-story';
import { Body } from './body';
import type { PanelContent } from './broker-panel';
import { fetchAhead } from './fetch-ahead';
import { Header } from './header';
import type { Models } from './models';

export interface ContentOptions {
  models: Models;
  trans: TranslationBundle;
  /** Shows the extension's settings, where there is an editor for them. */
  openSettings?: (() => void) | undefined;
  /** Shows the sessions of the past. */
  openHistory: () => void;
  /** Opens the page of a session. */
  openSession: (uuid: string) => void;
  /** Lets the reader name an image to ask about. */
  askImage: () => void;
  /** For the needs as text; absent: this front end has none. */
  editors?: IEditorServices | undefined;
}

/** What the panel shows. */
export function createContent({
  models,
  trans,
  openSettings,
  openHistory,
  openSession,
  askImage,
  editors
}: ContentOptions): PanelContent {
  void fetchAhead(models);
  const header = ReactWidget.create(
    <Header
      trans={trans}
      onRefresh={() => {
        void models.flow.ask();
        void models.sessions.refresh();
      }}
      onSettings={openSettings}
    />
  );
  return {
    header,
    body: new BodyWidget(models, trans, openHistory, openSession, askImage, editors),
    setVisible: visible => {
      models.visible = visible;
    }
  };
}

/** The questions before what cannot be taken back. */
export const dialogs = async (): Promise<typeof import('./confirm')> =>
  import(/* webpackChunkName: "panel-rest" */ './confirm');

/** Draws the body again each time that a model has changed. */
class BodyWidget extends ReactWidget {
  constructor(
    private readonly _models: Models,
    private readonly _trans: TranslationBundle,
    private readonly _openHistory: () => void,
    private readonly _openSession: (uuid: string) => void,
    private readonly _askImage: () => void,
    private readonly _editors: IEditorServices | undefined
  ) {
    super();
    this.addClass('jp-ExecutionBroker-body');
    for (const { state } of [
      _models.needs,
      _models.writer,
      _models.offers,
      _models.sessions,
      _models.brokers,
      _models.preferences
    ]) {
      state.changed.connect(this.update, this);
    }
  }

  override dispose(): void {
    const { brokers, needs, offers, sessions, preferences, writer } = this._models;
    for (const { state } of [brokers, needs, offers, sessions, preferences, writer]) {
      state.changed.disconnect(this.update, this);
    }
    super.dispose();
  }

  protected override render(): ReactElement {
    const { brokers, clock, flow, needs, offers, preferences, sessions, writer } = this._models;
    const trans = this._trans;
    return (
      <Body
        needs={needs.state.value}
        editors={this._editors}
        onAskImage={this._askImage}
        offers={offers.state.value}
        sessions={sessions.state.value}
        brokers={brokers.state.value}
        brokerActions={brokers}
        order={preferences.state.value.offerOrder}
        clock={clock}
        trans={trans}
        onPin={pinned => {
          flow.pin(pinned);
        }}
        onEdit={edits => {
          needs.edit(edits);
        }}
        onReset={() => {
          needs.reset();
        }}
        onUndo={() => {
          needs.undo();
        }}
        writer={writer.state.value}
        onWrite={differences => {
          void this._models.writeLoaded(differences);
        }}
        onUndoWrite={() => {
          void writer.undo();
        }}
        onOrder={order => {
          void preferences.setOrder(order);
        }}
        onAccept={(uuid, mode) => {
          void this._models.accept(uuid, mode);
        }}
        onAskSo={edits => {
          void flow.askSo(edits);
        }}
        onAskAgain={() => {
          void flow.askAgain();
        }}
        onCancel={session => {
          void this._cancel(session);
        }}
        onFinish={session => {
          void this._finish(session);
        }}
        onHistory={this._openHistory}
        onOpen={this._openSession}
        canCompare={sessions.can('compare')}
        onUse={(uuid, act) => {
          void sessions.use(act, uuid);
        }}
        onRefresh={() => {
          void sessions.refresh();
        }}
      />
    );
  }

  private async _finish(session: ExecutionSession): Promise<void> {
    const { confirmFinish } = await dialogs();
    if (await confirmFinish(sessionName(session), this._trans)) {
      await this._models.sessions.finish(sessionId(session));
    }
  }

  private async _cancel(session: ExecutionSession): Promise<void> {
    const { confirmCancel } = await dialogs();
    if (await confirmCancel(sessionName(session), this._trans)) {
      await this._models.sessions.cancel(sessionId(session));
    }
  }
}
