import { expect, test } from '../fixtures';
import { HistoryPage } from '../pages/history-page';
import { SessionPage } from '../pages/session-page';

const PROGRAM = [
  'import sys',
  'text = open("words.txt").read()',
  'print(text.strip(), *sys.argv[1:], sep="|")',
  'open("made.txt", "w").write(text * 2)'
].join('\n');

test('a Python program is asked about in the file browser, runs with its arguments, and its output is read', async ({
  lab,
  page,
  server
}) => {
  server.write('programs/fit.py', PROGRAM);
  server.write('programs/words.txt', 'two words\n');
  server.write('programs/fit.ipynb', server.read('orbits/orbits.ipynb'));
  await lab.open('programs/fit.ipynb');
  // The file browser selects the notebook once it is open.
  await expect(page.locator('.jp-DirListing-item.jp-mod-selected')).toContainText('fit.ipynb');
  await page.locator('.jp-DirListing-item', { hasText: 'fit.py' }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Where Can I Run This?' }).click();
  const { panel } = lab;
  await expect(panel.root.getByText('Python program')).toBeVisible();
  await panel.field('Arguments, as in a shell').fill('--fast "a b"');
  await panel.field('Arguments, as in a shell').press('Enter');
  await expect(panel.runIt.first()).toBeEnabled();
  await expect(panel.workInIt).toHaveCount(0);
  await panel.run();
  await expect(panel.session('fit.py').in('COMPLETED')).toBeVisible();

  await panel
    .session('fit.py')
    .row.getByRole('button', { name: /fit.py/ })
    .first()
    .click();
  const session = new SessionPage(page);
  await expect(session.log).toContainText('two words|--fast|a b');

  // From the history it is asked about again, and what the run took is known.
  await panel.root.getByRole('button', { name: 'History of all sessions' }).click();
  const history = new HistoryPage(page);
  await history.row('fit.py').click();
  await history.button('Ask again').click();
  await expect(panel.root.getByText('Python program')).toBeVisible();
  await panel.root.getByRole('button', { name: 'Duration: why?' }).click();
  await expect(panel.root.getByText(/^An earlier run took/)).toBeVisible();
});

test('needs are changed as text, and undone', async ({ lab }) => {
  await lab.open('orbits/orbits.ipynb');
  const panel = await lab.ask();
  await expect(panel.offer.first()).toBeVisible();
  const memory = panel.field('Memory in GiB, at least');
  const before = await memory.inputValue();
  await panel.root.getByRole('button', { name: 'as YAML' }).click();
  const text = panel.root.getByRole('textbox', { name: 'What is asked for, as text' });
  await text.fill('compute:\n  memory:\n    min: several\n');
  await panel.root.getByRole('button', { name: 'Go to line 3' }).click();
  await expect(text).toBeFocused();
  await text.press('ControlOrMeta+z');
  await expect(text).toContainText('duration');
  await text.fill('compute:\n  memory:\n    min: 1\n    max: 1\n');
  await panel.root.getByRole('button', { name: 'Apply' }).click();
  await expect(memory).toHaveValue('1');
  await expect(panel.offer.first()).toContainText('1 GiB');
  await panel.root.getByRole('button', { name: 'undo the last change' }).click();
  await expect(memory).toHaveValue(before);
});

test('an image is named in a dialog that tells what is wrong, and asked about with its arguments', async ({
  lab,
  page
}) => {
  await lab.open('orbits/orbits.ipynb');
  await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Where Can This Image Run?' }).click();
  const dialog = page.getByRole('dialog');
  const ask = dialog.getByRole('button', { name: 'Ask' });
  const image = dialog.getByRole('textbox', { name: /^Image/ });
  await expect(image).toBeFocused();
  await expect(ask).toBeDisabled();
  await page.keyboard.type('docker://example.org/Fit');
  await expect(
    dialog.getByText('At letter 22: Names of images are written in small')
  ).toBeVisible();
  await expect(ask).toBeDisabled();
  await image.fill('docker://example.org/fit:1.2');
  await dialog.getByRole('textbox', { name: /^Arguments/ }).fill('--fast "a b"');
  await ask.click();
  const { panel } = lab;
  await expect(panel.field('The image, such as registry.example.org/name:tag')).toHaveValue(
    'example.org/fit:1.2'
  );
  await expect(panel.field('Arguments, as in a shell')).toHaveValue('--fast "a b"');
  // This computer has no engine for containers, or offers to run it: both are an answer.
  await expect(panel.offer.or(panel.refusal).first()).toBeVisible();
  await panel.root.getByRole('button', { name: 'as YAML' }).click();
  const text = panel.root.getByRole('textbox', { name: 'What is asked for, as text' });
  await expect(text).toContainText('- "a b"');
});
