import type { ITranslator } from '@jupyterlab/translation';
import { SidePanel } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { Panel, type Widget } from '@lumino/widgets';

import { askWhereIcon } from '../icons';

export interface BrokerPanelOptions {
  /** Fetches what the panel shows; called when it is first shown. */
  load: () => Promise<PanelContent>;
  translator: ITranslator;
}

export interface PanelContent {
  header: Widget;
  body: Widget;
  /** Hears each time that the panel comes into view and goes out of it. */
  setVisible(visible: boolean): void;
}

/** The side panel: an empty shell until somebody looks at it. */
export class BrokerPanel extends SidePanel {
  constructor(private readonly _options: BrokerPanelOptions) {
    super({ content: new Panel(), translator: _options.translator });
    const trans = _options.translator.load('jupyterlab_execution_broker');
    this.id = 'jupyterlab-execution-broker:panel';
    this.title.icon = askWhereIcon;
    this.title.caption = trans.__('Where can I run this?');
    this.addClass('jp-ExecutionBroker');
    this.node.setAttribute('aria-label', trans.__('Where can I run this?'));
    this.node.setAttribute('role', 'region');
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    void this._show();
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    if (this.isVisible) {
      void this._show();
    }
  }

  protected override onAfterHide(msg: Message): void {
    super.onAfterHide(msg);
    this._shown?.setVisible(false);
  }

  private async _show(): Promise<void> {
    this._loading ??= this._options.load();
    try {
      const content = await this._loading;
      if (this.isDisposed) {
        return;
      }
      if (!this._shown) {
        this.content.node.textContent = '';
        this.header.addWidget(content.header);
        this.addWidget(content.body);
        this._shown = content;
      }
      content.setVisible(this.isVisible);
    } catch (error) {
      this._loading = undefined;
      const trans = this._options.translator.load('jupyterlab_execution_broker');
      this.content.node.textContent = trans.__(
        'The panel could not be loaded: %1. Open it again to try again.',
        error instanceof Error ? error.message : String(error)
      );
    }
  }

  private _loading: Promise<PanelContent> | undefined;
  private _shown: PanelContent | undefined;
}
