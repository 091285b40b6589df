import type { Page } from '@playwright/test';

import { expect, test } from '../fixtures';
import { JupyterBroker } from '../jupyter/jupyter-broker';
import { notebook } from '../jupyter/notebook';
import { OtherBroker } from '../jupyter/other-broker';
import { Wire } from '../jupyter/wire';
import { Cells } from '../pages/cells';

const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const LINES = 60;
const ALL = Array.from({ length: LINES }, (_, i) => `line ${i}`);
const COUNT = `import time\nfor i in range(${LINES}):\n    print("line", i, flush=True)\n    time.sleep(0.1)`;

/** What works in any kernel has to work in one that is somewhere else. */
const WORK = [
  'import os\nhere = os.getpid()\nprint(os.getcwd())',
  `import base64\nfrom IPython.display import Image, display\ndisplay(Image(base64.b64decode("${PNG}")))`,
  'print("hello", input("who? "))',
  'import ipywidgets\nslider = ipywidgets.IntSlider(value=5)\nslider',
  'print("slider at", slider.value)',
  'import time\nprint("begun", flush=True)\ntime.sleep(600)',
  COUNT,
  'print("the same", here == os.getpid())'
];

async function workThrough(page: Page, cells: Cells): Promise<void> {
  await cells.start(0);
  await expect(cells.output(0)).toContainText('/', { timeout: 60_000 });
  await cells.start(1);
  await expect(cells.output(1).locator('img')).toHaveAttribute(
    'src',
    `data:image/png;base64,${PNG}`
  );
  await cells.start(2);
  await cells.answer(2, 'world');
  await expect(cells.output(2).last()).toContainText('hello world');
  await cells.start(3);
  const slider = cells.output(3).getByRole('slider');
  await slider.focus();
  await slider.press('ArrowRight');
  await slider.press('ArrowRight');
  await cells.start(4);
  await expect(cells.output(4)).toHaveText('slider at 7');
  await cells.start(5);
  await expect(cells.output(5)).toContainText('begun');
  await page.keyboard.press('Escape');
  await page.keyboard.press('i');
  await page.keyboard.press('i');
  await expect(cells.output(5).last()).toContainText('KeyboardInterrupt');
}

test('on this computer: plots, input, widgets, interrupt, a reload, a restart of Jupyter, the end', async ({
  lab,
  server,
  page
}) => {
  test.setTimeout(240_000);
  server.write('bridge/here.ipynb', notebook(WORK));
  server.write('bridge/requirements.txt', 'ipywidgets\n');
  await lab.open('bridge/here.ipynb');
  const panel = await lab.ask();
  await panel.workInIt.first().click();
  const session = panel.session('here');
  await session.work.click({ timeout: 180_000 });
  const status = page.getByText('here.ipynb on This computer | Idle');
  await expect(status).toBeVisible({ timeout: 60_000 });
  const cells = new Cells(page);
  await workThrough(page, cells);

  // The page is loaded again while a cell runs: the kernel has not noticed.
  await page.keyboard.press('Control+s');
  await cells.start(6);
  await expect(cells.output(6)).toContainText('line 3');
  await lab.open('bridge/here.ipynb');
  await expect(status).toBeVisible({ timeout: 60_000 });
  await cells.start(7);
  await expect(cells.output(7)).toHaveText('the same True', { timeout: 30_000 });

  // Jupyter is started again: the session has gone on, and a kernel in it is one click away.
  await server.restart();
  await lab.open('bridge/here.ipynb');
  await lab.ask();
  await expect(session.in('RUNNING')).toBeVisible({ timeout: 30_000 });
  await session.work.click();
  await expect(status).toBeVisible({ timeout: 60_000 });
  await cells.start(6);
  await expect.poll(async () => cells.lines(6), { timeout: 30_000 }).toEqual(ALL);

  // It ends: the cell that waits says so, and no front end offers its kernel any more.
  await cells.start(5);
  await expect(cells.output(5)).toContainText('begun');
  await session.cancel.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the session' }).click();
  await expect(session.in('CANCELLED')).toBeVisible({ timeout: 30_000 });
  await expect(cells.output(5).last()).toContainText('The session ended (CANCELLED)', {
    timeout: 30_000
  });
  await expect
    .poll(async () => JSON.stringify(await server.api('kernelspecs')), { timeout: 30_000 })
    .not.toContain('session-');
});

test('in a Jupyter server of somebody else: the same, over a network that goes away', async ({
  lab,
  server,
  page
}) => {
  test.setTimeout(180_000);
  const other = await JupyterBroker.start();
  try {
    server.setBrokers([{ name: 'Other', url: other.url, form: 'v1.0' }]);
    server.write('bridge/there.ipynb', notebook(WORK));
    await lab.open('bridge/there.ipynb');
    const panel = await lab.ask();
    const offer = panel.offer.filter({ hasText: 'Other' });
    await offer.getByRole('button', { name: /^Work in it: / }).click();
    const session = panel.session('there');
    await session.work.click({ timeout: 30_000 });
    await expect(page.getByText('there.ipynb on Other | Idle')).toBeVisible({ timeout: 60_000 });
    const cells = new Cells(page);
    await workThrough(page, cells);
    await expect(cells.output(0)).toContainText(other.path(''));

    await cells.start(6);
    await expect(cells.output(6).first()).toContainText('line 9');
    other.wire.cut();
    // As long as half of the cell: what happens in an outage has no event to wait for here.
    await page.waitForTimeout(3000);
    other.wire.mend();
    await expect
      .poll(async () => (await cells.lines(6)).at(-1), { timeout: 30_000 })
      .toBe(ALL.at(-1));
    // That server has no relay: what was on its way when the line was cut may be gone, and it is said.
    const printed = await cells.lines(6);
    expect(printed).toEqual(ALL.filter(line => printed.includes(line)));
    const said = (await cells.output(6).allInnerTexts()).join('\n');
    expect(said).toContain('Output of that time may be missing');
    await expect(cells.prompt(6)).toHaveText(/\[\d+\]:/);
    await cells.start(7);
    await expect(cells.output(7)).toHaveText('the same True');
  } finally {
    server.setBrokers([]);
    await other.stop();
  }
});

test('through our broker to another of ours: ten seconds without a network, and every line comes once', async ({
  lab,
  server,
  page
}) => {
  test.setTimeout(240_000);
  const other = await OtherBroker.start('Elsewhere');
  const wire = await Wire.to(Number(new URL(other.url).port));
  try {
    server.setBrokers([{ name: 'Other', url: `http://127.0.0.1:${wire.port}`, form: 'v1.0' }]);
    const count = COUNT.replace(String(LINES), '200');
    server.write('bridge/through.ipynb', notebook([WORK[0]!, count, 'print(here == os.getpid())']));
    await lab.open('bridge/through.ipynb');
    const panel = await lab.ask();
    const offer = panel.offer.filter({ hasText: 'Other' });
    await offer.getByRole('button', { name: /^Work in it: / }).click();
    const session = panel.session('through');
    await session.work.click({ timeout: 120_000 });
    await expect(page.getByText('through.ipynb on Other | Idle')).toBeVisible({ timeout: 60_000 });
    const cells = new Cells(page);
    await cells.start(0);
    await expect(cells.output(0)).toContainText('/', { timeout: 60_000 });
    await cells.start(1);
    await expect(cells.output(1).first()).toContainText('line 9');
    wire.cut();
    // Half of the cell's time: what happens in an outage has no event to wait for here.
    await page.waitForTimeout(10_000);
    wire.mend();
    const all = Array.from({ length: 200 }, (_, i) => `line ${i}`);
    await expect.poll(async () => cells.lines(1), { timeout: 60_000 }).toEqual(all);
    await expect(cells.prompt(1)).toHaveText(/\[\d+\]:/);
    await cells.start(2);
    await expect(cells.output(2)).toHaveText('True');
    await session.cancel.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the session' }).click();
    await expect(session.in('CANCELLED')).toBeVisible({ timeout: 30_000 });
  } finally {
    server.setBrokers([]);
    wire.close();
    await other.stop();
  }
});
