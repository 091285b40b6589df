import { expect, test } from '../fixtures';
import { notebook } from '../jupyter/notebook';
import { Cells } from '../pages/cells';

const WHERE = 'import os\nprint(os.environ.get("EXECUTION_BROKER_SESSION"))';

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

test('Notebook 7: a session’s kernel is in its own menu, and runs a cell there', async ({
  lab,
  server,
  page,
  context
}) => {
  server.write('seven/live.ipynb', notebook(['1']));
  await lab.open('seven/live.ipynb');
  const panel = await lab.ask();
  await panel.workInIt.first().click();
  const session = panel.session('live');
  // With it the session gets its kernelspec.
  await session.work.click({ timeout: 120_000 });
  await expect(page.getByText('live.ipynb on This computer | Idle')).toBeVisible({
    timeout: 60_000
  });

  server.write('seven/other.ipynb', notebook([WHERE]));
  // A page of its own: the dialog is the person's here.
  const seven = await context.newPage();
  await seven.goto(`${server.url}/notebooks/seven/other.ipynb?token=${server.token}`);
  await seven.locator('.jp-Notebook .jp-Cell').first().waitFor();
  await seven.getByRole('menuitem', { name: 'Kernel', exact: true }).click();
  await seven.getByRole('menuitem', { name: /^Change Kernel/ }).click();
  const dialog = seven.getByRole('dialog');
  await dialog.getByRole('combobox').selectOption({ label: 'live.ipynb on This computer' });
  await dialog.getByRole('button', { name: /^Select/ }).click();
  await expect(seven.getByText('live.ipynb on This computer')).toBeVisible({ timeout: 30_000 });
  const kernel = seven.locator('.jp-Notebook-ExecutionIndicator');
  await expect(kernel).toHaveAttribute('data-status', 'idle', { timeout: 30_000 });
  const cells = new Cells(seven);
  await cells.start(0);
  await expect(cells.output(0)).toHaveText(/^[0-9a-f-]{36}\s*$/, { timeout: 60_000 });

  // Nothing of it outlives the test.
  await page.bringToFront();
  await session.cancel.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the session' }).click();
  await expect(session.in('CANCELLED')).toBeVisible({ timeout: 30_000 });
});
