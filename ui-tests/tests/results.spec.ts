import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { expect, test } from '../fixtures';
import { notebook } from '../jupyter/notebook';

test.afterEach(({ server }) => {
  server.setTheme('JupyterLab Light');
});

const CELLS = [
  { source: 'print(open("input.txt").read())', outputs: [stream('an earlier output')] },
  'import os\nos.makedirs("out", exist_ok=True)\nopen("out/new one.csv", "w").write("1,2\\n")',
  'open("summary.txt", "w").write("theirs"); open("input.txt", "a").write(" and more")'
];

function stream(text: string): object {
  return { output_type: 'stream', name: 'stdout', text };
}

async function violations(page: Page, within: string): Promise<object[]> {
  const { violations: found } = await new AxeBuilder({ page }).include(within).analyze();
  return found.map(({ id, nodes }) => ({
    id,
    nodes: nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary ?? ''}`)
  }));
}

test('files come home, with a conflict solved, and outputs go into the original', async ({
  lab,
  server,
  page
}) => {
  server.write('home/home.ipynb', notebook(CELLS));
  server.write('home/input.txt', 'sent');
  await lab.open('home/home.ipynb');
  const panel = await lab.ask();
  await panel.run();
  const session = panel.session('home');
  await expect(session.in('COMPLETED')).toBeVisible({ timeout: 200_000 });
  // Somebody has written a file of that name meanwhile.
  server.write('home/summary.txt', 'mine, and longer');

  await session.files.click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('status')).toContainText('3 files');
  await expect(dialog.getByRole('checkbox', { name: 'out/new one.csv' })).toBeChecked();
  const conflicts = dialog.getByRole('combobox');
  await expect(conflicts).toHaveCount(2);
  await dialog
    .getByRole('combobox', { name: 'input.txt is here already, and differs' })
    .selectOption('Take theirs');
  await dialog.getByRole('button', { name: 'Bring home' }).press('Enter');
  await expect(page.getByText('3 files are here: home/')).toBeVisible();
  expect(server.read('home/out/new one.csv')).toBe('1,2\n');
  expect(server.read('home/input.txt')).toBe('sent and more');
  expect(server.read('home/summary.txt')).toBe('mine, and longer');
  const [beside, ...others] = server
    .find('theirs')
    .filter(file => file.includes('home/summary.run-'));
  expect(beside).toBeDefined();
  expect(others).toEqual([]);
  expect(server.read('home/home.ipynb')).toBe(notebook(CELLS));

  // The outputs go into the original, and out again.
  await session.story.click();
  await session.row.getByRole('button', { name: /^Replace the outputs/ }).click();
  await expect(session.row.getByRole('alert')).toContainText('3 cells have the outputs');
  const first = page.locator('.jp-NotebookPanel:visible .jp-Cell-outputArea').first();
  await expect(first).toHaveText('sent');
  await page.locator('.jp-NotebookPanel:visible .jp-InputPrompt').first().click();
  await page.keyboard.press('z');
  await expect(first).toHaveText('an earlier output');

  // The result says where it comes from; nothing can compare here.
  await expect(session.row.getByRole('button', { name: /^Compare/ })).toHaveCount(0);
  await session.open.click();
  await expect(lab.tab(/^home\.run-/)).toHaveAttribute('aria-selected', 'true');
  const [result] = server.find('"execution_broker"').filter(file => file.includes('home.run-'));
  const { metadata } = JSON.parse(server.read(result!.replace(/^root\//, ''))) as {
    metadata: { execution_broker: Record<string, unknown> };
  };
  expect(metadata.execution_broker).toMatchObject({
    platform: 'This computer',
    notebook: 'home.ipynb',
    outcome: 'COMPLETED',
    cells: { done: 3, cells: 3 }
  });
  expect(JSON.stringify(metadata.execution_broker.environment)).toContain('ipykernel==');
});

for (const theme of ['JupyterLab Light', 'JupyterLab Dark'] as const) {
  test(`axe finds nothing in the list of files: ${theme}`, async ({ lab, server, page }, info) => {
    server.setTheme(theme);
    server.write('list/list.ipynb', notebook(CELLS));
    server.write('list/input.txt', 'sent');
    await lab.open('list/list.ipynb');
    const panel = await lab.ask();
    await panel.run();
    const session = panel.session('list');
    await expect(session.in('COMPLETED')).toBeVisible({ timeout: 200_000 });
    server.write('list/summary.txt', 'mine, and longer');
    await session.story.click();
    await session.files.click();
    await expect(page.getByRole('dialog').getByRole('combobox')).toHaveCount(2);
    expect(await violations(page, '.jp-Dialog-content')).toEqual([]);
    await page.screenshot({ path: info.outputPath('files.png') });
    await page.keyboard.press('Escape');
    expect(await violations(page, '.jp-ExecutionBroker-session')).toEqual([]);
    await page.screenshot({ path: info.outputPath('row.png') });
  });
}
