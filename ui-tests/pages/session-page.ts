import type { Locator, Page } from '@playwright/test';

/** The page of a session, in the main area. */
export class SessionPage {
  constructor(page: Page) {
    this.root = page.locator('.jp-ExecutionBroker-page:visible');
  }

  readonly root: Locator;

  get phase(): Locator {
    return this.root.locator('.jp-ExecutionBroker-pageHead').getByRole('status').first();
  }

  /** A part of it, by its title: `Cells`. */
  part(title: string): Locator {
    return this.root.getByRole('region', { name: title, exact: true });
  }

  get log(): Locator {
    return this.part('Logs').getByRole('group');
  }

  button(name: string | RegExp): Locator {
    return this.root.getByRole('button', { name });
  }
}
