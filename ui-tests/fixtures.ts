import { expect, test as base } from '@playwright/test';

import { JupyterServer } from './jupyter/server';
import { Lab } from './pages/lab';

/** Tests with a JupyterLab; it is started once, and ended with the last test. */
export const test = base.extend<{ lab: Lab }, { server: JupyterServer }>({
  server: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from it
    async ({}, use) => {
      const server = await JupyterServer.start();
      await use(server);
      expect(await server.stop(), 'processes of the broker outlive Jupyter').toEqual([]);
    },
    { scope: 'worker', timeout: 120_000 }
  ],
  lab: async ({ page, server }, use) => {
    await use(new Lab(page, server));
  }
});

export { expect };
