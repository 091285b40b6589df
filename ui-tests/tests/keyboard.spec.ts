import { expect, test } from '../fixtures';
import { notebook } from '../jupyter/notebook';

test('from the command palette to a session without a pointer', async ({ lab, server, page }) => {
  server.write('keys/keys.ipynb', notebook(['print("typed")']));
  await lab.open('keys/keys.ipynb');
  // Until the kernel is there, the notebook takes the focus once more.
  await expect(page.locator('#jp-main-statusbar')).toContainText('| Idle');
  await page.keyboard.press('ControlOrMeta+Shift+c');
  await page.locator('.jp-ModalCommandPalette input:focus').waitFor();
  await page.keyboard.type('Where Can I Run This');
  await page.locator('.lm-CommandPalette-item.lm-mod-active').waitFor();
  await page.keyboard.press('Enter');
  const { panel } = lab;
  await expect(panel.offer).toBeVisible();

  // The panel has the focus: its buttons and fields follow one after the other.
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press('Tab');
    await expect(panel.root.locator(':focus')).toHaveCount(1);
    if (await panel.runIt.and(page.locator(':focus')).count()) {
      break;
    }
  }
  await expect(panel.runIt).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(panel.session('keys').in('COMPLETED')).toBeVisible({ timeout: 120_000 });
});
