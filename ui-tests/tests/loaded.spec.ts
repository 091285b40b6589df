import { expect, test } from '../fixtures';

test('what the kernel has loaded is written to requirements.txt, and taken back', async ({
  lab,
  page,
  server
}) => {
  const cell = (source: string) => ({
    cell_type: 'code',
    source,
    metadata: {},
    outputs: [],
    execution_count: null
  });
  server.write(
    'loaded/loaded.ipynb',
    JSON.stringify({
      nbformat: 4,
      nbformat_minor: 4,
      metadata: {
        kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' },
        language_info: { name: 'python' }
      },
      cells: [cell('import yaml\nyaml.__version__')]
    })
  );
  server.write('loaded/requirements.txt', '# mine\npyyaml<1\n');
  await lab.open('loaded/loaded.ipynb');
  await expect(page.getByText(/Python 3 .*\| Idle/)).toBeVisible();
  await lab.notebook.click();
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('.jp-OutputArea-output').first()).toContainText(/\d+\.\d+/);

  // A kernel that is still busy, or too slow, is not waited for: the next question asks it.
  const { panel } = lab;
  const told = panel.root.getByText('1 package is loaded otherwise than declared');
  const askUntilTold = async () =>
    expect(async () => {
      await lab.ask();
      await expect(told).toBeVisible({ timeout: 8_000 });
    }).toPass({ timeout: 60_000 });
  await askUntilTold();
  await panel.root.getByRole('button', { name: 'Write them to requirements.txt' }).click();
  await expect(panel.root.getByText('loaded/requirements.txt is written.')).toBeVisible();
  expect(server.read('loaded/requirements.txt')).toMatch(/^# mine\npyyaml==\d[\d.]*\n$/i);
  await panel.root.getByRole('button', { name: 'undo the change of the file' }).click();
  await askUntilTold();
  expect(server.read('loaded/requirements.txt')).toBe('# mine\npyyaml<1\n');
});
