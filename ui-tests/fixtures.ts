import { expect, test as base } from '@playwright/test';

import { JupyterServer } from './jupyter/server';
import { Lab } from './pages/lab';

async function withServer(use: (server: JupyterServer) => Promise<void>): Promise<void> {
  const server = await JupyterServer.start();
  await use(server);
  expect(await server.stop(), 'processes of the broker outlive Jupyter').toEqual([]);
}

const ONCE = { scope: 'worker', timeout: 120_000 } as const;

/** Tests with a JupyterLab; it is started once, and ended with the last test. */
export const test = base.extend<{ lab: Lab }, { server: JupyterServer }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from it
  server: [async ({}, use) => withServer(use), ONCE],
  lab: async ({ page, server }, use) => {
    await use(new Lab(page, server));
  }
});

/** The same with a JupyterLab that no other file's tests have left anything in. */
export const testAlone = test.extend<object, { server: JupyterServer }>({
  // eslint-disable-next-line no-empty-pattern -- as above
  server: [async ({}, use) => withServer(use), ONCE]
});

export { expect };
