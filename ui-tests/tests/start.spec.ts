import type { Response } from '@playwright/test';

import { expect, test } from '../fixtures';

/** Bytes of JavaScript that a page without the panel may fetch. */
const START = 50 * 1024;

test('before the panel is opened nothing is asked, and little is fetched', async ({
  lab,
  page
}) => {
  const asked: string[] = [];
  const scripts = new Map<string, number>();
  const bodies: Promise<void>[] = [];
  page.on('request', request => {
    if (new URL(request.url()).pathname.startsWith('/execution-broker')) {
      asked.push(request.url());
    }
  });
  const weigh = (response: Response): void => {
    const { pathname } = new URL(response.url());
    if (/\/extensions\/jupyterlab-execution-broker\/.*\.js$/.test(pathname)) {
      bodies.push(response.body().then(body => void scripts.set(pathname, body.length)));
    }
  };
  page.on('response', weigh);
  await lab.open('orbits/orbits.ipynb');
  await page.waitForLoadState('networkidle');
  expect(asked).toEqual([]);

  page.off('response', weigh);
  await Promise.all(bodies);
  const bytes = [...scripts.values()].reduce((sum, size) => sum + size, 0);
  test.info().annotations.push({ type: 'start', description: `${bytes} bytes` });
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(START);

  await lab.ask();
  await expect.poll(() => asked.length).toBeGreaterThan(0);
});
