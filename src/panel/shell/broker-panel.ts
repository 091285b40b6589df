import type { ITranslator } from '@jupyterlab/translation';
import { SidePanel } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { Panel, type Widget } from '@lumino/widgets';

import { askWhereIcon } from '../icons';

/** Its width in which no line of a usual offer breaks. */
const OPENING_WIDTH = '330px';

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
    // The keyboard starts at its top each time that somebody calls it to the front.
    this.node.tabIndex = -1;
  }

  /** Asks for a comfortable width at the first opening; what the reader makes of it then stays. */
  openWide(): void {
    if (!this._shown) {
      this.node.style.minWidth = OPENING_WIDTH;
    }
  }

  protected override onActivateRequest(msg: Message): void {
    super.onActivateRequest(msg);
    this.node.focus();
  }

  protected override onResize(msg: Widget.ResizeMessage): void {
    super.onResize(msg);
    if (msg.width > 0 && this.node.style.minWidth) {
      this.node.style.minWidth = '';
      this.parent?.fit();
    }
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
