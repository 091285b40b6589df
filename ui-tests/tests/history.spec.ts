import { readFileSync } from 'node:fs';

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { expect, testAlone as test } from '../fixtures';
import { notebook } from '../jupyter/notebook';
import { HistoryPage } from '../pages/history-page';

const THEMES = ['JupyterLab Light', 'JupyterLab Dark'] as const;

test.afterEach(({ server }) => {
  server.setTheme('JupyterLab Light');
});

async function violations(page: Page): Promise<object[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .include('.jp-ExecutionBroker-historyPage')
    .analyze();
  return found.map(({ id, nodes }) => ({
    id,
    nodes: nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary ?? ''}`)
  }));
}

test('two runs are found, compared, exported, run again and deleted', async ({
  lab,
  server,
  page
}, info) => {
  server.write('past/past.ipynb', notebook(['import time\ntime.sleep(0.2)', 'print("one")']));
  await lab.open('past/past.ipynb');
  const panel = await lab.ask();
  const history = new HistoryPage(page);

  // Nothing yet: the page teaches.
  await panel.root.getByRole('button', { name: 'History of all sessions' }).click();
  await expect(history.root).toContainText('No sessions yet. Open a notebook');
  expect(await violations(page)).toEqual([]);

  await panel.run();
  await expect(panel.session('past').in('COMPLETED')).toBeVisible({ timeout: 200_000 });
  server.write(
    'past/other.ipynb',
    notebook(['import time\ntime.sleep(1)', '1/0', 'print("shall go away")'])
  );
  await lab.open('past/other.ipynb');
  await lab.ask();
  await panel.run();
  await expect(panel.session('other').in('FAILED')).toBeVisible({ timeout: 200_000 });

  // From the palette's command.
  await page.keyboard.press('Control+Shift+C');
  await page.locator('.lm-CommandPalette-input').fill('Session History');
  await page.keyboard.press('Enter');
  await expect(history.rows).toHaveCount(2);
  await expect(history.rows.first()).toContainText('other.ipynb');
  await expect(history.rows.first()).toContainText('failed');
  await history.search.fill('OTHER computer');
  await expect(history.rows).toHaveCount(1);
  await history.search.fill('');

  // By keyboard: into the list, both chosen, compared.
  await history.rows.first().focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await expect(history.root).toContainText('2 of 2 sessions · 2 chosen');
  await history.button('Compare two').click();
  await expect(history.root.getByRole('columnheader', { name: '1: past.ipynb' })).toBeVisible();
  await expect(history.root.getByRole('columnheader', { name: '2: other.ipynb' })).toBeVisible();
  await expect(history.root.getByRole('row', { name: /^Outcome done failed/ })).toBeVisible();
  await expect(history.root).toContainText('The same packages in the same versions.');
  await expect(history.root.locator('.jp-ExecutionBroker-comparedCells tbody tr')).toHaveCount(2);
  await history.button('Back to all sessions').click();

  // JupyterLab saves a moment later what is open.
  await page
    .waitForResponse(
      response =>
        response.url().includes('/api/workspaces/') && response.request().method() === 'PUT',
      { timeout: 15_000 }
    )
    .catch(() => undefined);

  // Both themes, seen and looked at by axe.
  for (const theme of THEMES) {
    server.setTheme(theme);
    await lab.open('past/other.ipynb', { fresh: false });
    // It was open before the page was loaded anew, and is open again.
    await lab.tab('Session History').click();
    await expect(history.rows).toHaveCount(2);
    await history.rows.first().click();
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: info.outputPath(`history-${theme.slice(11)}.png`) });
    await history.root.getByRole('checkbox', { name: 'Choose all that are shown' }).check();
    await history.button('Compare two').click();
    await expect(history.root.getByRole('heading', { name: 'By cell' })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: info.outputPath(`compared-${theme.slice(11)}.png`) });
    await history.button('Back to all sessions').click();
  }

  await history.root.getByRole('checkbox', { name: 'Choose all that are shown' }).check();
  const coming = page.waitForEvent('download');
  await history.button('Export 2 as JSON').click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/^sessions-\d{8}-\d{6}\.json$/);
  const exported = JSON.parse(readFileSync(await download.path(), 'utf8')) as {
    sessions: { run: { name: string; cells: object[] }; request: object; provenance: object }[];
  };
  expect(exported.sessions.map(({ run }) => run.name)).toEqual(['other.ipynb', 'past.ipynb']);
  expect(exported.sessions[1]).toMatchObject({
    run: { phase: 'COMPLETED', cells: [{ index: 0 }, { index: 1 }] },
    request: { executable: { meta: { name: 'past.ipynb' } } },
    provenance: { outcome: 'COMPLETED' }
  });

  // Run again in the same place: the same request, without a question.
  await history.row('past.ipynb').click();
  await history.button('Run again there').click();
  await expect(history.row('past.ipynb')).toHaveCount(2);
  await expect(history.row('past.ipynb').and(page.locator('[data-phase=COMPLETED]'))).toHaveCount(
    2,
    { timeout: 200_000 }
  );

  // Deleting asks first, and takes the files along.
  const left = () => server.find('shall go away').filter(file => file.includes('/sessions/'));
  expect(left()).not.toEqual([]);
  await history.row('other.ipynb').click();
  await page.keyboard.press('Delete');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('This cannot be undone');
  await dialog.getByRole('button', { name: 'Keep' }).click();
  await expect(history.rows).toHaveCount(3);
  await history.button('Delete 1…').click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(history.rows).toHaveCount(2);
  await expect(history.row('other.ipynb')).toHaveCount(0);
  await expect(panel.session('other').row).toHaveCount(0);
  expect(left()).toEqual([]);

  // What those runs took is what the next question goes by.
  await lab.open('past/past.ipynb');
  await lab.ask();
  await expect(panel.offer).toBeVisible();
  await expect(panel.evidence('Duration')).toBeVisible();
  await expect(panel.root).not.toContainText('not known');
});
