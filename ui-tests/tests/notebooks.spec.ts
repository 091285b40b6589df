import { accessSync, chmodSync, constants } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

import { expect, test } from '../fixtures';
import { notebook } from '../jupyter/notebook';

test('a notebook in R: no, and why', async ({ lab, server }) => {
  server.write(
    'kinds/r.ipynb',
    notebook(['x <- c(1, 2, 3)\nmean(x)'], {
      kernelspec: { name: 'ir', display_name: 'R', language: 'R' },
      language_info: { name: 'R', version: '4.3.1' }
    })
  );
  await lab.open('kinds/r.ipynb');
  const panel = await lab.ask();
  await expect(panel.refusal).toContainText(/This computer cannot: .*written in r\b/i);
  await expect(panel.runIt).toHaveCount(0);
});

test('a notebook that names no kernel: Python is assumed, and the panel says so', async ({
  lab,
  server
}) => {
  server.write('kinds/bare.ipynb', notebook(['print(1)'], {}));
  await lab.open('kinds/bare.ipynb');
  const panel = await lab.ask();
  await panel.evidence('Environment').click();
  await expect(
    panel.root.getByText('The notebook names no kernel; Python is assumed').first()
  ).toBeVisible();
  await expect(panel.offer).toBeVisible();
});

test('a syntax error: the warning names the cell and its line', async ({ lab, server }) => {
  server.write('kinds/syntax.ipynb', notebook(['x = 1', 'y = 2\nz = (3\n']));
  await lab.open('kinds/syntax.ipynb');
  const panel = await lab.ask();
  await expect(panel.root.getByText(/Cell 2 has a syntax error in line [23];/)).toBeVisible();
});

test('what runs is what is on the screen, saved or not', async ({ lab, server, page }) => {
  server.write('kinds/unsaved.ipynb', notebook(['print("as it was saved")']));
  const saved = server.read('kinds/unsaved.ipynb');
  await lab.open('kinds/unsaved.ipynb');
  await page.locator('.jp-NotebookPanel:visible .jp-CodeCell .cm-content').first().click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('print("as it is on the screen: %d" % (6 * 7))');
  const panel = await lab.ask();
  await panel.run();
  const session = panel.session('unsaved');
  await expect(session.in('COMPLETED')).toBeVisible({ timeout: 120_000 });
  await session.open.click();
  await expect(lab.tab(/^unsaved\.run-/)).toHaveAttribute('aria-selected', 'true');
  const output = page.locator('.jp-NotebookPanel:visible .jp-OutputArea-output');
  await expect(output).toContainText('as it is on the screen: 42');
  expect(server.read('kinds/unsaved.ipynb')).toBe(saved);
});

test('a notebook and a folder that cannot be written to', async ({ lab, server }) => {
  server.write('locked/locked.ipynb', notebook(['print("locked")']));
  chmodSync(server.path('locked/locked.ipynb'), 0o444);
  chmodSync(server.path('locked'), 0o555);
  test.skip(canWrite(server.path('locked')), 'root may write everywhere: run it as somebody else');
  try {
    await lab.open('locked/locked.ipynb');
    const panel = await lab.ask();
    await panel.run();
    const session = panel.session('locked');
    await expect(session.in('COMPLETED')).toBeVisible({ timeout: 120_000 });
    await session.open.click();
    await expect(lab.tab(/^locked\.run-/)).toHaveAttribute('aria-selected', 'true');
    await expect(session.row).toContainText(/Its folder cannot be written to, so the result is/);
  } finally {
    chmodSync(server.path('locked'), 0o755);
  }
});

test('a notebook of 50 MB', async ({ lab, server, page }) => {
  const cells = Array.from({ length: 26 }, (_, i) => ({
    source: `print("part ${i + 1}")`,
    outputs: [
      {
        output_type: 'display_data',
        metadata: {},
        data: { 'image/png': noise(700, i).toString('base64'), 'text/plain': 'noise' }
      }
    ]
  }));
  server.write('kinds/large.ipynb', notebook([...cells, 'import time\ntime.sleep(4)']));
  expect(server.read('kinds/large.ipynb').length).toBeGreaterThan(50e6);
  await lab.open('kinds/large.ipynb');
  const panel = await lab.ask();
  await panel.run();
  const session = panel.session('large');
  await expect(session.row).toContainText(/code cell \d+ of 27/, { timeout: 120_000 });
  await panel.evidence('Environment').click();
  await expect(session.in('COMPLETED')).toBeVisible({ timeout: 120_000 });
  await session.open.click();
  await expect(page.locator('.jp-NotebookPanel:visible')).toContainText('part 1');
});

/** A picture that does not compress: PNG, RGB, `size` pixels square. */
function noise(size: number, seed: number): Buffer {
  const rows = Buffer.alloc(size * (1 + 3 * size));
  let state = seed + 1;
  for (let i = 0; i < rows.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    rows[i] = i % (1 + 3 * size) === 0 ? 0 : state >>> 24;
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows, { level: 0 })),
    chunk('IEND', Buffer.alloc(0))
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

function canWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
