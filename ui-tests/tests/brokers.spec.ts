import AxeBuilder from '@axe-core/playwright';

import { expect, test } from '../fixtures';
import { slowNotebook } from '../jupyter/notebook';
import { OtherBroker } from '../jupyter/other-broker';

const TOKEN = 'a-token-that-nobody-may-ever-read-again';

test('a broker on the network: from its URL to a session there, and its token is nowhere', async ({
  lab,
  server,
  page
}) => {
  const other = await OtherBroker.start('Elsewhere', TOKEN);
  try {
    server.write('far/far.ipynb', slowNotebook(60));
    await lab.open('far/far.ipynb');
    const panel = await lab.ask();
    const { brokers } = panel;
    await brokers.open.click();
    await expect(panel.root.getByText('Only this computer is asked.')).toBeVisible();

    // Tried, then added; then the token.
    await brokers.add.click();
    await panel.field('URL').fill(other.url);
    await panel.field('Name').fill('Other');
    await panel.root.getByLabel('Sign in with').selectOption('bearer');
    await brokers.button('Test').click();
    await expect(panel.root.getByText('Found: needs signing in')).toBeVisible();
    await brokers.button('Add').click();
    await expect(brokers.row('Other')).toContainText('needs signing in');
    await brokers.button('Sign in at Other').click();
    await panel.root.getByLabel('Token').fill(TOKEN);
    await panel.root.getByLabel('Token').press('Enter');
    await expect(brokers.row('Other')).toContainText(/answers, v1\.0/);
    const { violations } = await new AxeBuilder({ page }).include('.jp-ExecutionBroker').analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);

    // Side by side, and one of them taken.
    await expect(panel.offer).toHaveCount(2);
    await expect(panel.offer.filter({ hasText: 'This computer' })).toBeVisible();
    const there = panel.offer.filter({ hasText: /Other|Elsewhere/ });
    await there.getByRole('button', { name: /^Run it/ }).click();
    const session = panel.session('far');
    await expect(session.row).toContainText(/Other|Elsewhere/);
    await expect(session.in('RUNNING')).toBeVisible({ timeout: 200_000 });
    await session.cancel.click();
    await page.getByRole('button', { name: 'Cancel the session' }).click();
    await expect(session.in('CANCELLED')).toBeVisible();

    // The settings have the broker. The token is in the file that keeps secrets where there is no
    // keyring, readable by its owner only, and nowhere else on the disk.
    expect(server.find(other.url)).not.toEqual([]);
    const keepers = server.find(TOKEN);
    expect(keepers.filter(file => !file.endsWith('secrets/secrets.json'))).toEqual([]);
    expect(keepers.map(file => server.modeOf(file))).toEqual(keepers.map(() => 0o600));
    expect(server.log).not.toContain(TOKEN);
    const kept = await page.evaluate(() => [
      JSON.stringify(localStorage),
      JSON.stringify(sessionStorage),
      document.documentElement.outerHTML,
      ...[...document.querySelectorAll('input')].map(({ value }) => value)
    ]);
    expect(kept.join('\n')).not.toContain(TOKEN);
    expect(JSON.stringify(await page.context().cookies())).not.toContain(TOKEN);

    // Removed with a way back, and then for good. Its details have been open since the sign-in.
    await brokers.button('Remove Other').click();
    await expect(brokers.row('Other')).toHaveCount(0);
    await page.keyboard.press('Enter');
    await expect(brokers.row('Other')).toBeVisible();
    await brokers.button('More about Other').click();
    await brokers.button('Remove Other').click();
    await expect(brokers.row('Other')).toHaveCount(0);
  } finally {
    await other.stop();
  }
});
