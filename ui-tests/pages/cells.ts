import type { Locator, Page } from '@playwright/test';

/** The cells of the notebook in front, counted from 0. */
export class Cells {
  constructor(private readonly _page: Page) {}

  at(cell: number): Locator {
    return this._page.locator(
      `.jp-NotebookPanel:visible .jp-Notebook .jp-Cell[data-windowed-list-index="${cell}"]`
    );
  }

  /** Starts a cell, and stays in it. */
  async start(cell: number): Promise<void> {
    await this.at(cell).locator('.cm-content').click();
    await this._page.keyboard.press('Control+Enter');
  }

  output(cell: number): Locator {
    return this.at(cell).locator('.jp-OutputArea-output');
  }

  /** `[3]:` when it has run, `[*]:` while it does. */
  prompt(cell: number): Locator {
    return this.at(cell).locator('.jp-InputPrompt');
  }

  async answer(cell: number, text: string): Promise<void> {
    const input = this.at(cell).locator('.jp-Stdin-input');
    await input.fill(text);
    await input.press('Enter');
  }

  /** What a cell has printed to its standard output, line by line. */
  async lines(cell: number): Promise<string[]> {
    const printed = this.output(cell).and(
      this._page.locator('[data-mime-type="application/vnd.jupyter.stdout"]')
    );
    return (await printed.allInnerTexts()).join('').split('\n').filter(Boolean);
  }
}
