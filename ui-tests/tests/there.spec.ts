import { existsSync, readdirSync, statSync } from 'node:fs';

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { expect, test } from '../fixtures';
import { JupyterBroker, TOKEN } from '../jupyter/jupyter-broker';
import { notebook } from '../jupyter/notebook';
import type { JupyterServer } from '../jupyter/server';
import type { Session } from '../pages/broker-panel';
import { Cells } from '../pages/cells';
import type { Lab } from '../pages/lab';

const CELLS = [
  'print(open("data/in.txt").read(), open("big.bin", "rb").read()[:3])',
  'import helper\nprint(helper.WORD)'
];
/** More than goes in one request. */
const BIG = `big${'x'.repeat(9_000_000)}`;

let other: JupyterBroker;
test.beforeAll(async () => {
  other = await JupyterBroker.start();
});
test.afterAll(async () => other.stop());
test.afterEach(({ server }) => {
  server.setTheme('JupyterLab Light');
  server.setBrokers([]);
});

/** A notebook with files beside it, and a session with a Jupyter server of somebody else. */
async function session(lab: Lab, server: JupyterServer, name: string): Promise<Session> {
  server.setBrokers([{ name: 'Other', url: other.url, form: 'v1.0' }]);
  server.write(`${name}/${name}.ipynb`, notebook(CELLS));
  server.write(`${name}/data/in.txt`, 'sent along');
  server.write(`${name}/helper.py`, 'WORD = "helped"');
  server.write(`${name}/big.bin`, BIG);
  await lab.open(`${name}/${name}.ipynb`);
  const panel = await lab.ask();
  const offer = panel.offer.filter({ hasText: 'Other' });
  await offer.getByRole('button', { name: /^Work in it: / }).click();
  return panel.session(name);
}

/** The tab that something opens: by itself, or, where it took too long for that, by a button. */
async function tab(page: Page, press: Promise<void>): Promise<Page> {
  const opened = page.context().waitForEvent('page', { timeout: 120_000 });
  await press;
  const late = page.getByRole('alert').filter({ hasText: 'can be opened there' });
  const shown = late.waitFor({ timeout: 120_000 }).then(
    () => undefined,
    () => undefined
  );
  if (!(await Promise.race([opened, shown]))) {
    await late.getByRole('button', { name: 'Open the tab' }).click();
  }
  return opened;
}

async function violations(page: Page, within: string): Promise<object[]> {
  const { violations: found } = await new AxeBuilder({ page }).include(within).analyze();
  return found.map(({ id, nodes }) => ({
    id,
    nodes: nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary ?? ''}`)
  }));
}

test('a notebook and its files are put there, and it opens in the JupyterLab there', async ({
  lab,
  server,
  page
}) => {
  test.setTimeout(300_000);
  const row = await session(lab, server, 'visit');
  // As it is on screen, and not as it was saved.
  const here = new Cells(page);
  await page.locator('.jp-NotebookPanel:visible .cm-content').nth(1).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('\nprint("unsaved")');
  await expect(row.there).toHaveAccessibleDescription(/opens its JupyterLab/, { timeout: 60_000 });
  const there = await tab(page, row.there.click());
  await expect(there.locator('.jp-NotebookPanel:visible .cm-content').nth(1)).toContainText(
    'unsaved',
    { timeout: 60_000 }
  );
  expect(new URL(there.url()).port).toBe(String(other.wire.port));
  expect(await there.evaluate('window.opener')).toBeNull();
  for (const name of ['data', 'helper.py', 'big.bin', 'visit.ipynb']) {
    await expect(there.locator('.jp-DirListing-item').filter({ hasText: name })).toBeVisible();
  }
  expect(other.read('data/in.txt')).toBe('sent along');
  expect(other.read('big.bin')).toBe(BIG);
  expect(existsSync(other.path('big.bin.part'))).toBe(false);
  // What opens the server is in no page of ours.
  expect(await page.content()).not.toContain(TOKEN);

  // It works there.
  const cells = new Cells(there);
  await cells.start(0);
  await expect(cells.output(0)).toContainText("sent along b'big'", { timeout: 60_000 });
  await cells.start(1);
  await expect(cells.output(1)).toContainText('helped');
  await there.close();

  // Once more: what is the same stays, and what differs is asked about.
  const before = statSync(other.path('big.bin')).mtimeMs;
  other.write('data/in.txt', 'theirs, and longer');
  other.write('helper.py', 'WORD = "theirs"');
  await row.there.click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('combobox')).toHaveCount(2);
  await expect(
    dialog.getByRole('combobox', { name: 'data/in.txt is there already, and differs' })
  ).toHaveValue('keep');
  await dialog
    .getByRole('combobox', { name: 'helper.py is there already, and differs' })
    .selectOption('Replace it by yours');
  const again = await tab(page, dialog.getByRole('button', { name: 'Open it there' }).click());
  await again.locator('.jp-NotebookPanel:visible').waitFor({ timeout: 60_000 });
  expect(other.read('data/in.txt')).toBe('theirs, and longer');
  expect(other.read('helper.py')).toBe('WORD = "helped"');
  expect(statSync(other.path('big.bin')).mtimeMs).toBe(before);
  await again.close();

  // A notebook that differs opens beside theirs.
  await here.at(0).locator('.cm-content').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('\n"changed"');
  await row.there.click();
  await expect(
    dialog.getByRole('combobox', { name: 'visit.ipynb is there already, and differs' })
  ).toHaveValue('beside');
  const beside = await tab(page, dialog.getByRole('button', { name: 'Open it there' }).click());
  await expect(beside.locator('.jp-NotebookPanel:visible .cm-content').first()).toContainText(
    '"changed"',
    { timeout: 60_000 }
  );
  const copies = readdirSync(other.path('')).filter(name => /^visit\.sent-.*\.ipynb$/.test(name));
  expect(copies).toHaveLength(1);
  expect(other.read('visit.ipynb')).not.toContain('changed');
  await beside.close();
});

for (const theme of ['JupyterLab Light', 'JupyterLab Dark'] as const) {
  test(`axe finds nothing in what is asked: ${theme}`, async ({ lab, server, page }, info) => {
    server.setTheme(theme);
    const name = theme.endsWith('Dark') ? 'dark' : 'light';
    other.write('helper.py', 'WORD = "theirs"');
    // Whatever an earlier test left there.
    other.write('data/in.txt', 'sent along');
    other.write(`${name}.ipynb`, notebook(['"theirs"']));
    const row = await session(lab, server, name);
    await expect(row.there).toHaveAccessibleDescription(/JupyterLab/, { timeout: 60_000 });
    await row.work.focus();
    await page.keyboard.press('Tab');
    await expect(row.there).toBeFocused();
    await page.screenshot({ path: info.outputPath('row.png') });
    expect(await violations(page, '.jp-ExecutionBroker-session')).toEqual([]);
    await row.there.press('Enter');
    await expect(page.getByRole('dialog').getByRole('combobox')).toHaveCount(2);
    expect(await violations(page, '.jp-Dialog-content')).toEqual([]);
    await page.screenshot({ path: info.outputPath('question.png') });
    await page.keyboard.press('Escape');
    // Nothing was put there.
    await expect(row.there).toHaveAttribute('aria-busy', 'false');
    expect(other.read('helper.py')).toBe('WORD = "theirs"');
    await row.row.getByRole('button', { name: /^Follow / }).click();
    const head = page.locator('.jp-ExecutionBroker-pageHead');
    await expect(head.getByRole('button', { name: /there$/ })).toBeVisible();
    expect(await violations(page, '.jp-ExecutionBroker-pageHead')).toEqual([]);
    await page.screenshot({ path: info.outputPath('page.png') });
  });
}
