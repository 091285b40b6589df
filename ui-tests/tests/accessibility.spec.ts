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
    const violations = async (within = '.jp-ExecutionBroker') => {
      const { violations: found } = await new AxeBuilder({ page }).include(within).analyze();
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

    // As text, with something wrong in it.
    await panel.root.getByRole('button', { name: 'as YAML' }).click();
    const text = panel.root.getByRole('textbox', { name: 'What is asked for, as text' });
    await text.fill('compute:\n  memory:\n    min: several\n');
    await expect(panel.root.getByRole('button', { name: 'Go to line 3' })).toBeVisible();
    expect(await violations()).toEqual([]);
    await panel.root.getByRole('button', { name: 'as YAML' }).click();

    // The dialog that asks for an image, with something wrong in it.
    await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Where Can This Image Run?' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: /^Image/ }).fill('docker://example.org/Fit');
    await expect(dialog.getByText(/^At letter 22/)).toBeVisible();
    expect(await violations('.jp-Dialog')).toEqual([]);
    await page.keyboard.press('Escape');

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
