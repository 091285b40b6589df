import { expect, test } from '../fixtures';
import { notebook } from '../jupyter/notebook';
import { Notifications } from '../pages/notifications';
import type { JupyterServer } from '../jupyter/server';

test.afterEach(({ server }) => {
  server.setNotifications({});
});

/** It waits until it is told to end, so that somebody can write beside it meanwhile. */
const CELLS = [
  'import os\nos.makedirs("out")\nopen("out/new.csv", "w").write("1,2\\n")',
  'open("summary.txt", "w").write("theirs")',
  'import time\ntime.sleep(5)'
];

/** The files beside a notebook that have a text in them; no notebook, whose cells name it. */
const beside = (server: JupyterServer, folder: string, text: string): string[] =>
  server.find(text).filter(file => file.startsWith(`root/${folder}/`) && !file.endsWith('.ipynb'));

for (const wish of ['always', 'never', 'ask'] as const) {
  test(`at the end files come home as the setting says: ${wish}`, async ({
    lab,
    server,
    page
  }, info) => {
    server.setNotifications({ bringHome: wish });
    const folder = `home-${wish}`;
    server.write(`${folder}/made.ipynb`, notebook(CELLS));
    await lab.open(`${folder}/made.ipynb`);
    const panel = await lab.ask();
    await panel.run();
    const session = panel.session('made');
    await expect(session.row).toContainText('cell 3 of 3', { timeout: 120_000 });
    // Nothing of that name was there when it was asked.
    server.write(`${folder}/summary.txt`, 'mine, and longer');
    await expect(session.in('COMPLETED')).toBeVisible();

    const notifications = new Notifications(page);
    const ended = 'made.ipynb has run on This computer.';
    await expect(notifications.inFront(ended)).toBeVisible();
    const buttons = notifications.inFront(ended).getByRole('button');
    const here = notifications.inFront(`2 files are here: ${folder}/`);
    if (wish === 'ask') {
      expect(beside(server, folder, '1,2')).toEqual([]);
      await notifications.press(ended, 'Bring 2 files home…');
      const dialog = page.getByRole('dialog');
      const conflict = dialog.getByRole('combobox', {
        name: 'summary.txt is here already, and differs'
      });
      await expect(conflict).toBeVisible();
      await expect(dialog.getByRole('checkbox', { name: 'out/new.csv' })).toBeChecked();
      await page.screenshot({ path: info.outputPath('conflict.png') });
      await dialog.getByRole('button', { name: 'Bring home' }).click();
    }
    if (wish === 'never') {
      await expect(buttons.filter({ hasText: 'Open' })).toBeVisible();
      await expect(buttons.filter({ hasText: 'home' })).toHaveCount(0);
      // It stays there: the session's own files are what can be brought.
      await session.files.click();
      await expect(page.getByRole('dialog').getByRole('status')).toContainText('2 files');
      await page.keyboard.press('Escape');
      expect(beside(server, folder, '1,2')).toEqual([]);
      expect(beside(server, folder, 'theirs')).toEqual([]);
    } else {
      await expect(here).toBeVisible();
      expect(server.read(`${folder}/out/new.csv`)).toBe('1,2\n');
      expect(beside(server, folder, 'theirs')).toEqual([
        expect.stringMatching(new RegExp(`^root/${folder}/summary\\.run-\\d{8}-\\d{6}\\.txt$`))
      ]);
    }
    expect(server.read(`${folder}/summary.txt`)).toBe('mine, and longer');
  });
}
