import { expect, test } from '../fixtures';
import { notebook } from '../jupyter/notebook';

test('an open notebook gets a kernel in a session, and works on there', async ({
  lab,
  server,
  page
}) => {
  server.write('work/beside.txt', 'a file that went along');
  server.write(
    'work/live.ipynb',
    notebook([
      'import os\nprint(os.environ.get("EXECUTION_BROKER_SESSION", "not in a session"))',
      'print(open("beside.txt").read())',
      'print("hello", input("who? "))'
    ])
  );
  await lab.open('work/live.ipynb');
  const panel = await lab.ask();
  await panel.workInIt.first().click();
  const session = panel.session('live');
  await expect(session.there).toHaveAttribute('aria-disabled', 'true', { timeout: 120_000 });
  await expect(session.there).toHaveAccessibleDescription(/reached through its broker only/);
  await session.work.click();
  // Jupyter's own words for the kernel, in its status bar.
  await expect(page.getByText('live.ipynb on This computer | Idle')).toBeVisible({
    timeout: 60_000
  });

  const outputs = page.locator('.jp-Notebook .jp-OutputArea-output');
  const cell = page.locator('.jp-Notebook .jp-CodeCell .cm-content');
  await cell.first().click();
  await page.keyboard.press('Shift+Enter');
  await expect(outputs.first()).toHaveText(/^[0-9a-f-]{36}\s*$/, { timeout: 60_000 });
  await page.keyboard.press('Shift+Enter');
  await expect(outputs.nth(1)).toContainText('a file that went along');
  await page.keyboard.press('Shift+Enter');
  await page.locator('.jp-Stdin-input').fill('world');
  await page.locator('.jp-Stdin-input').press('Enter');
  await expect(outputs.last()).toContainText('hello world');
  await expect(session.in('RUNNING')).toBeVisible();

  await session.cancel.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the session' }).click();
  await expect(session.in('CANCELLED')).toBeVisible({ timeout: 30_000 });
});
