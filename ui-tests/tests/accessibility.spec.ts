import AxeBuilder from '@axe-core/playwright';

import { expect, test } from '../fixtures';
import { notebook } from '../jupyter/notebook';

test.afterEach(({ server }) => {
  server.setTheme('JupyterLab Light');
});

for (const theme of ['JupyterLab Light', 'JupyterLab Dark'] as const) {
  test(`axe finds nothing in the panel: ${theme}`, async ({ lab, server, page }) => {
    server.setTheme(theme);
    server.write('axe/axe.ipynb', notebook(['import numpy\nopen("absent.csv")', 'x = (', 'y']));
    await lab.open('axe/axe.ipynb');
    await expect(page.locator('body')).toHaveAttribute(
      'data-jp-theme-light',
      String(theme === 'JupyterLab Light')
    );
    const panel = await lab.ask();
    const violations = async () => {
      const { violations: found } = await new AxeBuilder({ page })
        .include('.jp-ExecutionBroker')
        .analyze();
      return found.map(({ id, help, nodes }) => ({
        id,
        help,
        nodes: nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary ?? ''}`)
      }));
    };
    // Open, with every evidence.
    await expect(panel.offer).toBeVisible();
    for (const why of await panel.root.getByRole('button', { name: /: why\?/ }).all()) {
      await why.click();
    }
    expect(await violations()).toEqual([]);

    // With a session that failed, and its story.
    await panel.run();
    await expect(panel.session('axe').in('FAILED')).toBeVisible({ timeout: 200_000 });
    // The notification of it stays, above what is looked at here.
    await page.getByTitle('Hide notification').first().click();
    await panel.root.getByRole('button', { name: 'What happened to axe.ipynb' }).first().click();
    expect(await violations()).toEqual([]);

    // With a refusal, and a value that was changed.
    await panel.field('Cores, at least').fill('4096');
    await panel.field('Cores, at least').press('Enter');
    await expect(panel.refusal).toBeVisible();
    expect(await violations()).toEqual([]);
  });
}
