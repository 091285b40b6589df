import { JupyterServer } from '../jupyter/server';
import { expect, test } from '../fixtures';
import { withPause } from '../jupyter/notebook';

for (const name of ['orbits', 'quantities', 'redshift-plot']) {
  test(`${name}: from the question to the executed notebook`, async ({ lab, server, page }) => {
    test.skip(
      name !== 'orbits' && !JupyterServer.hasShared,
      `${name} is not among the notebooks beside this folder (../shared/notebooks)`
    );
    const path = `${name}/${name}.ipynb`;
    server.write(path, withPause(server.read(path)));
    const original = server.read(path);
    await lab.open(path);
    const panel = await lab.ask();

    await panel.evidence('Environment').click();
    await expect(panel.root.getByText(/requirements.txt, line 2/)).toBeVisible();
    await expect(panel.offer).toContainText('This computer');
    await panel.run();

    const session = panel.session(name);
    await expect(session.row).toContainText(/code cell \d+ of \d+/, { timeout: 200_000 });
    await expect(session.in('COMPLETED')).toBeVisible({ timeout: 120_000 });
    await session.open.click();

    const result = lab.tab(new RegExp(`^${name}\\.run-\\d{8}-\\d{6}\\.ipynb`));
    await expect(result).toHaveAttribute('aria-selected', 'true');
    const executed = page.locator('.jp-NotebookPanel:visible');
    await expect(executed.locator('.jp-OutputArea-output').first()).toBeVisible();
    if (name !== 'quantities') {
      const picture = executed.locator('.jp-RenderedImage img').last();
      await picture.scrollIntoViewIfNeeded();
      await expect(picture).toBeVisible();
    }
    await expect(lab.tab(`${name}.ipynb`)).toBeVisible();
    expect(server.read(path)).toBe(original);
  });
}
