import type { Page, Request } from '@playwright/test';

import { expect, test } from '../fixtures';
import { notebook } from '../jupyter/notebook';

interface Asked {
  executable: { location: string };
  data?: { meta: { name: string } }[];
}

/** The next question that the broker is asked. */
async function asked(page: Page, act: () => Promise<void>): Promise<Asked> {
  const isQuestion = (request: Request) =>
    request.method() === 'POST' && request.url().includes('/execution-broker/requests');
  const [request] = await Promise.all([page.waitForRequest(isQuestion), act()]);
  return request.postDataJSON() as Asked;
}

const names = ({ data = [] }: Asked): string[] => data.map(({ meta }) => meta.name);

/** The text of the notebook's cells as they travel. */
function cellsOf({ executable }: Asked): string[] {
  const [, base64 = ''] = executable.location.split('base64,');
  const sent = JSON.parse(Buffer.from(base64, 'base64').toString()) as {
    cells: { source: string | string[] }[];
  };
  return sent.cells.map(({ source }) => [source].flat().join(''));
}

test('the files line: what is there, missing, hidden, too large; one is left out of the question', async ({
  lab,
  page,
  server
}) => {
  server.write('inputs/found.csv', 'a,b\n');
  server.write('inputs/.hidden/points.csv', 'a,b\n');
  server.write('inputs/requirements.txt', `# ${'x'.repeat(2 ** 20)}\nsix\n`);
  server.write(
    'inputs/inputs.ipynb',
    notebook(['open("found.csv")', 'open("gone.csv")', 'open(".hidden/points.csv")'])
  );
  await lab.open('inputs/inputs.ipynb');
  const { panel } = lab;
  const first = await asked(page, async () => {
    await lab.ask();
  });
  expect(names(first)).toEqual(['found.csv']);
  await expect(panel.root.getByText('Cell 2 opens gone.csv, and it is not there.')).toBeVisible();
  await expect(
    panel.root.getByText(/Cell 3 opens \.hidden\/points\.csv; Jupyter hides what may be there/)
  ).toBeVisible();
  await expect(panel.root.getByText(/requirements\.txt is too large to be read/)).toBeVisible();

  await panel.evidence('Files and data').click();
  await expect(panel.root.getByText('gone.csv not there')).toBeVisible();
  await expect(panel.root.getByText('Cell 1 opens found.csv with open')).toBeVisible();
  await expect(
    panel.root.getByText('not sent: it may be there, and Jupyter hides it')
  ).toBeVisible();
  const send = panel.root.getByRole('checkbox', { name: 'send found.csv' });
  const second = await asked(page, () => send.uncheck());
  expect(names(second)).toEqual([]);
  await expect(panel.root.getByText('1 file left out')).toBeVisible();
  const third = await asked(page, () =>
    panel.root.getByRole('button', { name: 'undo the last change' }).click()
  );
  expect(names(third)).toEqual(['found.csv']);
  await expect(send).toBeChecked();
});

test('a folder .binder, which Jupyter hides, is where the packages come from', async ({
  lab,
  server
}) => {
  server.write('bound/.binder/requirements.txt', 'six==1.17.0\n');
  server.write('bound/.python-version', '3.11\n');
  server.write('bound/requirements.txt', 'numpy\n');
  server.write('bound/bound.ipynb', notebook(['import six']));
  await lab.open('bound/bound.ipynb');
  const panel = await lab.ask();
  await panel.evidence('Environment').click();
  await expect(panel.root.getByText('six==1.17.0', { exact: true })).toBeVisible();
  await expect(panel.root.getByText(/\.python-version/).first()).toBeVisible();
});

test('the parameters line: a value is changed, asked with, undone, and reset', async ({
  lab,
  page,
  server
}) => {
  const tagged = JSON.parse(notebook(['alpha = 0.5  # of the fit\nname = "x"', 'alpha'])) as {
    cells: { metadata: object }[];
  };
  tagged.cells[0]!.metadata = { tags: ['parameters'] };
  server.write('given/given.ipynb', JSON.stringify(tagged));
  await lab.open('given/given.ipynb');
  const { panel } = lab;
  const first = await asked(page, async () => {
    await lab.ask();
  });
  expect(cellsOf(first)).toHaveLength(2);
  const alpha = panel.field('alpha, a Python literal (float)');
  const enter = (text: string) => async () => {
    await alpha.fill(text);
    await alpha.press('Enter');
  };
  // What is no literal is marked, and not kept.
  await alpha.fill('high');
  await expect(alpha).toHaveAttribute('aria-invalid', 'true');
  await alpha.press('Escape');
  expect(cellsOf(await asked(page, enter('0.75')))[1]).toBe('# Parameters\nalpha = 0.75\n');
  expect(cellsOf(await asked(page, enter('1')))[1]).toContain('alpha = 1\n');
  const press = (name: string) => () => panel.root.getByRole('button', { name }).click();
  expect(cellsOf(await asked(page, press('undo the last change')))[1]).toContain('alpha = 0.75');
  await expect(alpha).toHaveValue('0.75');
  expect(cellsOf(await asked(page, press('reset to what was found')))).toHaveLength(2);
  await expect(alpha).toHaveValue('0.5');
});

test('a kernel that has left the folder of its notebook is told of', async ({
  lab,
  page,
  server
}) => {
  server.write('moved/data/points.csv', 'a\n');
  server.write(
    'moved/moved.ipynb',
    notebook(['import os; os.chdir("data"); 6 * 7', 'open("points.csv")'])
  );
  await lab.open('moved/moved.ipynb');
  await expect(page.getByText(/Python 3 .*\| Idle/)).toBeVisible();
  await lab.notebook.click();
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('.jp-OutputArea-output').first()).toContainText('42');
  await expect(async () => {
    await lab.ask();
    await expect(
      lab.panel.root.getByText(
        'Cell 2 opens points.csv, and it is not there but in data, where the running kernel is.'
      )
    ).toBeVisible({ timeout: 8_000 });
  }).toPass({ timeout: 60_000 });
});
