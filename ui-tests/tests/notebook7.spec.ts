import { expect, test } from '../fixtures';
import { notebook } from '../jupyter/notebook';

test('Notebook 7: from the button to the executed notebook', async ({ lab, server, page }) => {
  server.write('seven/seven.ipynb', notebook(['print("in Notebook 7")']));
  await page.goto(`${server.url}/notebooks/seven/seven.ipynb?token=${server.token}`);
  await lab.notebook.waitFor();
  const panel = await lab.ask();
  await expect(panel.offer).toContainText('This computer');
  await panel.run();
  const session = panel.session('seven');
  await expect(session.in('COMPLETED')).toBeVisible({ timeout: 120_000 });
  // Notebook 7 has a page for each document.
  const [opened] = await Promise.all([page.waitForEvent('popup'), session.open.click()]);
  await expect(opened).toHaveURL(/seven\.run-\d{8}-\d{6}\.ipynb/);
  await expect(opened.locator('.jp-OutputArea-output').first()).toContainText('in Notebook 7');
});
