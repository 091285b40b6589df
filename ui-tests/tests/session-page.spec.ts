import AxeBuilder from '@axe-core/playwright';
import type { Page, TestInfo } from '@playwright/test';

import { expect, test } from '../fixtures';
import type { JupyterServer } from '../jupyter/server';
import { notebook, slowNotebook } from '../jupyter/notebook';
import { SessionPage } from '../pages/session-page';

const LIGHT = 'JupyterLab Light';

test.afterEach(({ server }) => {
  server.setTheme(LIGHT);
});

/** What axe finds in the page of a session in both themes; each is kept as a picture too. */
async function violations(
  page: Page,
  server: JupyterServer,
  session: SessionPage,
  info: TestInfo
): Promise<object[]> {
  const found: object[] = [];
  for (const theme of ['Dark', 'Light'] as const) {
    server.setTheme(`JupyterLab ${theme}`);
    // The page is opened again by JupyterLab, with the rest of the layout.
    await page.reload();
    await expect(page.locator('body')).toHaveAttribute(
      'data-jp-theme-light',
      String(theme === 'Light')
    );
    await expect(session.part('Messages')).toContainText(/Running|failed/);
    const axe = await new AxeBuilder({ page }).include('.jp-ExecutionBroker-page').analyze();
    found.push(...axe.violations.map(({ id, nodes }) => ({ id, html: nodes.map(n => n.html) })));
    const path = info.outputPath(`session-${theme.toLowerCase()}.png`);
    await session.root.evaluate(node => node.scrollTo(0, 0));
    await page.screenshot({ path });
    await session.root.evaluate(node => node.scrollTo(0, node.scrollHeight));
    await page.screenshot({ path: path.replace('.png', '-end.png') });
  }
  return found;
}

test('a session is followed on a page of its own, live and after a reload', async ({
  lab,
  server,
  page
}, info) => {
  server.write('follow/follow.ipynb', slowNotebook(25));
  await lab.open('follow/follow.ipynb');
  const panel = await lab.ask();
  await panel.run();
  await panel.root.getByRole('button', { name: 'Follow follow.ipynb' }).first().click();
  const session = new SessionPage(page);
  await expect(lab.tab('follow').last()).toHaveAttribute('aria-selected', 'true');
  await expect(session.log).toContainText('second 4', { timeout: 120_000 });
  await expect(session.phase).toHaveText('running');
  await expect(session.part('Cells')).toContainText('Cell 4');
  await expect(session.button(/^about .* left: why$/)).toBeVisible();
  await expect(session.part('Resources').getByRole('img', { name: /^Memory/ })).toBeVisible();
  expect(await violations(page, server, session, info)).toEqual([]);

  await expect(session.phase).toHaveText('done', { timeout: 60_000 });
  await expect(session.log).toContainText('second 25');
  await session.root.getByRole('searchbox', { name: 'Find in the log' }).fill('SECOND 7');
  await expect(session.part('Logs')).toContainText('1 of 1 lines');
  await session.button('Open the result').click();
  await expect(lab.tab(/^follow\.run-/)).toHaveAttribute('aria-selected', 'true');
});

test('a run that had too little memory says where, and asks again with more', async ({
  lab,
  server,
  page
}, info) => {
  const cells = [
    'print("before")',
    'import sys\nprint("oh", file=sys.stderr)\nbytearray(3 * 2**30)'
  ];
  server.write('more/more.ipynb', notebook(cells));
  await lab.open('more/more.ipynb');
  const panel = await lab.ask();
  await panel.run();
  await panel.root.getByRole('button', { name: 'Follow more.ipynb' }).first().click();
  const session = new SessionPage(page);
  await expect(session.phase).toHaveText('failed', { timeout: 200_000 });
  const ending = session.part('How it ended');
  await expect(ending).toContainText('Cell 2 asked for more memory than was promised');
  await expect(ending.locator('pre')).toContainText('bytearray(3 * 2**30)');
  await expect(session.part('Cells')).toContainText(/Cell 2.*failed/);
  await session.root.getByRole('combobox', { name: 'Log' }).selectOption('Standard error');
  await expect(session.log).toContainText('oh');
  expect(await violations(page, server, session, info)).toEqual([]);

  await session.button('Ask again with 4 GiB of memory').click();
  await expect(panel.field('Memory in GiB, at least')).toHaveValue('4');
  await expect(panel.offer.or(panel.refusal).first()).toBeVisible();
  await expect(panel.root).toContainText('more.ipynb');
});
