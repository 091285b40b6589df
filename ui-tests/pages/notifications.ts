import type { Locator, Page } from '@playwright/test';

/** JupyterLab's notifications: those in front, and the list that keeps them. */
export class Notifications {
  constructor(private readonly _page: Page) {}

  /** In front of everything, by a part of its text. */
  inFront(text: string | RegExp): Locator {
    return this._page.locator('.jp-toastContainer .Toastify__toast').filter({ hasText: text });
  }

  /** In the list, once it is open. */
  listed(text: string | RegExp): Locator {
    return this._page.locator('.jp-Notification-List-Item').filter({ hasText: text });
  }

  /** Opens the list, or closes it. */
  async toggleList(): Promise<void> {
    await this._page.locator('.jp-Notification-Status').click();
  }

  async press(text: string | RegExp, button: string | RegExp): Promise<void> {
    await this.inFront(text).getByRole('button', { name: button }).click();
  }
}
