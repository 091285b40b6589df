import type { Locator, Page } from '@playwright/test';

import type { JupyterServer } from '../jupyter/server';
import { BrokerPanel } from './broker-panel';

/** A page of JupyterLab. */
export class Lab {
  constructor(
    readonly page: Page,
    private readonly _server: JupyterServer
  ) {
    this.panel = new BrokerPanel(page);
  }

  readonly panel: BrokerPanel;

  /** Opens a notebook in a fresh workspace, or in the one as it was left. */
  async open(path: string, { fresh = true } = {}): Promise<void> {
    // A notebook whose kernel is not here, or that names none.
    const dialog = this.page.getByRole('dialog').filter({ hasText: 'Select kernel for' });
    await this.page.addLocatorHandler(dialog, async () => {
      await dialog.getByRole('button', { name: 'No Kernel' }).click();
    });
    const { url, token } = this._server;
    await this.page.goto(`${url}/lab/tree/${path}?token=${token}${fresh ? '&reset' : ''}`);
    await this.notebook.waitFor();
    await this.askButton.waitFor();
  }

  get askButton(): Locator {
    return this.page.locator('.jp-NotebookPanel:visible').getByRole('button', {
      name: 'Where can I run this?'
    });
  }

  /** Opens the panel from the notebook's toolbar. */
  async ask(): Promise<BrokerPanel> {
    await this.askButton.click();
    await this.panel.root.waitFor();
    return this.panel;
  }

  /** The tab of a document, by its path or by the pattern of its name. */
  tab(name: string | RegExp): Locator {
    return this.page.locator('#jp-main-dock-panel').getByRole('tab', { name });
  }

  /** The first cell of the notebook in front. */
  get notebook(): Locator {
    return this.page.locator('.jp-NotebookPanel:visible .jp-Notebook .jp-Cell').first();
  }
}
