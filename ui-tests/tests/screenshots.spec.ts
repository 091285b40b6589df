import { resolve } from 'node:path';

import { expect, test } from '../fixtures';
import { notebook, slowNotebook } from '../jupyter/notebook';

const IMAGES = resolve(__dirname, '../../docs/images');

test.use({ deviceScaleFactor: 2, viewport: { width: 1280, height: 860 } });

test('the pictures of the documentation', async ({ lab, server, page }) => {
  server.write('long/simulation.ipynb', slowNotebook(90));
  server.write('broken/broken.ipynb', notebook(['import numpy', 'numpy.zeros(2)[5]']));
  await lab.open('broken/broken.ipynb');
  let panel = await lab.ask();
  await panel.run();
  await expect(panel.session('broken').in('FAILED')).toBeVisible({ timeout: 200_000 });
  await lab.open('orbits/orbits.ipynb');
  panel = await lab.ask();
  await panel.run();
  await expect(panel.session('orbits').in('COMPLETED')).toBeVisible({ timeout: 200_000 });
  await lab.open('long/simulation.ipynb');
  panel = await lab.ask();
  await panel.run();
  const running = panel.session('simulation');
  await expect(running.row).toContainText(/code cell (1[5-9]|[2-9]\d) of 91/, { timeout: 120_000 });

  for (const theme of ['Light', 'Dark'] as const) {
    server.setTheme(`JupyterLab ${theme}`);
    await lab.open('orbits/orbits.ipynb');
    panel = await lab.ask();
    await panel.resize(330);
    await expect(panel.offer).toBeVisible();
    await expect(running.progress).toBeVisible();
    await panel.evidence('Environment').click();
    await page.mouse.move(500, 700);
    if (theme === 'Light') {
      await page.screenshot({ path: resolve(IMAGES, 'jupyterlab.png') });
    }
    const last = panel.root.locator('.jp-ExecutionBroker-section').last();
    const [box, end] = [await panel.root.boundingBox(), await last.boundingBox()];
    await page.screenshot({
      path: resolve(IMAGES, `panel-${theme.toLowerCase()}.png`),
      clip: { ...box!, height: end!.y + end!.height + 12 - box!.y }
    });
  }
  server.setTheme('JupyterLab Light');
});
