import { expect, test } from '../fixtures';
import { notebook, slowNotebook } from '../jupyter/notebook';
import { Lab } from '../pages/lab';

test('a session goes on while the page is closed, and is there in a new one', async ({
  lab,
  server,
  page,
  context
}) => {
  server.write('away/away.ipynb', slowNotebook(12));
  await lab.open('away/away.ipynb');
  const panel = await lab.ask();
  await panel.run();
  const before = panel.session('away');
  await expect(before.row).toContainText(/cell [2-9] of 13/, { timeout: 120_000 });
  const seen = Number(await before.progress.getAttribute('aria-valuenow'));
  await page.close();

  const later = new Lab(await context.newPage(), server);
  await later.open('away/away.ipynb', { fresh: false });
  const session = (await later.ask()).session('away');
  await expect(session.in('RUNNING').or(session.in('COMPLETED'))).toBeVisible();
  await expect
    .poll(async () =>
      (await session.in('COMPLETED').count())
        ? Infinity
        : Number(await session.progress.getAttribute('aria-valuenow'))
    )
    .toBeGreaterThan(seen);
  await expect(session.in('COMPLETED')).toBeVisible();
});

test('a package that does not exist: the session says which, and what to do', async ({
  lab,
  server
}) => {
  const name = 'a-package-that-nobody-has-written';
  server.write('missing/missing.ipynb', notebook(['print(1)']));
  server.write('missing/requirements.txt', `${name}\n`);
  await lab.open('missing/missing.ipynb');
  const panel = await lab.ask();
  await panel.run();
  const failed = panel.session('missing').in('FAILED');
  await expect(failed).toContainText(name, { timeout: 120_000 });
  await expect(failed).toContainText(/requirements|package index/);
});

test('a cancelled session keeps what it has computed', async ({ lab, server, page }) => {
  server.write('cancel/cancel.ipynb', slowNotebook(60));
  await lab.open('cancel/cancel.ipynb');
  const panel = await lab.ask();
  await panel.run();
  const session = panel.session('cancel');
  await expect(session.row).toContainText(/cell [3-9] of 61/, { timeout: 120_000 });
  await session.cancel.click();
  await page.getByRole('button', { name: 'Cancel the session' }).click();
  await expect(session.in('CANCELLED')).toBeVisible();
  await session.open.click();
  await expect(lab.tab(/^cancel\.run-/)).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('.jp-NotebookPanel:visible')).toContainText('second 1');
});

test('a broker that is killed comes back, and the run completes', async ({ lab, server }) => {
  server.write('killed/killed.ipynb', slowNotebook(12));
  await lab.open('killed/killed.ipynb');
  const panel = await lab.ask();
  await panel.run();
  const session = panel.session('killed');
  await expect(session.row).toContainText(/cell [2-9] of 13/, { timeout: 120_000 });
  const [broker, ...others] = server.brokers;
  expect(others).toEqual([]);
  process.kill(broker!, 'SIGKILL');

  await expect(session.in('COMPLETED')).toBeVisible({ timeout: 120_000 });
  await expect(panel.root.getByRole('button', { name: 'Try again' })).toHaveCount(0);
  expect(server.brokers).toHaveLength(1);
  expect(server.brokers).not.toContain(broker);
});
