import { expect, test } from '../fixtures';
import { notebook } from '../jupyter/notebook';

const LOCK = `version = 1
requires-python = ">=3.9"

[[package]]
name = "spectra"
version = "0.1.0"
source = { virtual = "." }
dependencies = [{ name = "six" }]

[[package]]
name = "six"
version = "1.17.0"
source = { registry = "https://index.example.org/simple" }
`;

test('a lock beside the notebook counts; what contradicts it and what is broken are told of', async ({
  lab,
  server
}) => {
  server.write('locked/uv.lock', LOCK);
  server.write('locked/requirements.txt', 'six<1.17\n');
  server.write('locked/environment.yml', 'dependencies:\n  - six\n - broken\n');
  server.write('locked/locked.ipynb', notebook(['import six']));
  await lab.open('locked/locked.ipynb');
  const panel = await lab.ask();
  await panel.evidence('Environment').click();
  await expect(
    panel.root.getByText('Pinned in locked/uv.lock: 1, of which 1 asked for and 0 needed by these')
  ).toBeVisible();
  await expect(panel.root.getByText('six==1.17.0', { exact: true })).toBeVisible();
  await expect(panel.root.getByText('Not used: six<1.17')).toBeVisible();
  await expect(
    panel.root.getByText(/locked\/environment\.yml, line 3: this cannot be read/)
  ).toBeVisible();
});
