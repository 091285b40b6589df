import { availableParallelism } from 'node:os';

import { expect, test } from '../fixtures';

test('more cores than there are: no, why, and what to ask for instead', async ({ lab }) => {
  await lab.open('orbits/orbits.ipynb');
  const panel = await lab.ask();
  await expect(panel.offer).toBeVisible();
  await panel.field('Cores, at least').fill('4096');
  await panel.field('Cores, at least').press('Enter');
  await expect(panel.refusal).toContainText(/This computer cannot: .*4096/);
  await expect(panel.runIt).toHaveCount(0);

  await panel.refusal.getByRole('button', { name: /^Ask so: \d+ cores?/ }).click();
  await expect(panel.offer).toBeVisible();
  await expect(panel.runIt.first()).toBeEnabled();
  await expect(panel.field('Cores, at least')).not.toHaveValue('4096');

  await panel.root.getByRole('button', { name: 'reset to what was found' }).click();
  await expect(panel.field('Cores, at least')).toHaveValue('1');
});

test('a page that has gone holds no offer: the next one gets the whole computer', async ({
  lab,
  page
}) => {
  const everything = String(availableParallelism());
  for (let visit = 0; visit < 3; visit++) {
    await lab.open('orbits/orbits.ipynb');
    const panel = await lab.ask();
    await expect(panel.runIt.or(panel.refusal).first()).toBeVisible();
    const cores = panel.field('Cores, at least');
    await cores.fill(everything);
    await cores.press('Enter');
    const all = new RegExp(`^Run it: This computer, ${everything} cores?,`);
    await expect(panel.root.getByRole('button', { name: all })).toBeVisible();
  }
  await page.close();
});
