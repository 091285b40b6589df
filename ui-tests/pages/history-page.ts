import type { Locator, Page } from '@playwright/test';

/** The history of sessions in the main area. */
export class HistoryPage {
  constructor(readonly page: Page) {
    this.root = page.locator('.jp-ExecutionBroker-historyPage');
  }

  readonly root: Locator;

  get rows(): Locator {
    return this.root.locator('[role=row][data-index]');
  }

  row(name: string): Locator {
    return this.rows.filter({ hasText: name });
  }

  button(name: string | RegExp): Locator {
    return this.root.getByRole('button', { name });
  }

  get search(): Locator {
    return this.root.getByRole('searchbox', { name: 'Search the sessions' });
  }
}
