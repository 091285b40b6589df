import AxeBuilder from '@axe-core/playwright';
import type { CDPSession, Page } from '@playwright/test';

import { expect, test } from '../fixtures';
import { notebook, slowNotebook } from '../jupyter/notebook';
import { Notifications } from '../pages/notifications';
import { SessionPage } from '../pages/session-page';

test.afterEach(({ server }) => {
  server.setNotifications({});
  server.setTheme('JupyterLab Light');
});

/** Two processes, neither of which is near a limit of its own, take together more than was promised. */
const TOGETHER = `import subprocess, sys
code = "import time; kept = bytearray(b'x') * (700 * 2**20); time.sleep(60)"
both = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]
[each.wait() for each in both]`;

test('more time: on the session’s page, and from the notification near its limit', async ({
  lab,
  server,
  page
}) => {
  const seconds = 150;
  server.write('longer/longer.ipynb', slowNotebook(seconds));
  await lab.open('longer/longer.ipynb');
  const panel = await lab.ask();
  const duration = panel.field('For how long it may run');
  await duration.fill('1 min');
  await duration.press('Enter');
  await expect(panel.offer.first()).toContainText('1 min');
  await panel.run();
  await panel.root.getByRole('button', { name: 'Follow longer.ipynb' }).first().click();
  const session = new SessionPage(page);
  await expect(session.log).toContainText('second 2', { timeout: 120_000 });
  const limit = session.root.locator('.jp-ExecutionBroker-limit');
  await expect(limit).toContainText(/until .*, [345]\d s from now/);
  await limit.getByRole('spinbutton', { name: 'Minutes more' }).fill('1');
  await limit.getByRole('button', { name: 'Give it more time' }).click();
  await expect(limit).toContainText(/until .*, 1 min/);

  // Past its first limit, the last tenth of its two minutes comes.
  const notifications = new Notifications(page);
  const near = /^The time of longer\.ipynb on This computer is over in/;
  await expect(notifications.inFront(near)).toBeVisible({ timeout: 130_000 });
  await expect(session.log).toContainText(/second (6[2-9]|[7-9]\d|1\d\d)/);
  await notifications.press(near, '30 min more');
  await expect(notifications.inFront('The session may go on until')).toBeVisible();
  await expect(notifications.inFront(near)).toHaveCount(0);
  await expect(limit).toContainText(/until .*, (29|30) min/);
  await expect(session.phase).toHaveText('done', { timeout: 100_000 });
  await expect(session.log).toContainText(`second ${seconds}`);
});

test('a failure says what happened, asks again with more in one click, and is out of the way then', async ({
  lab,
  server,
  page
}, info) => {
  server.setTheme('JupyterLab Dark');
  server.write('killed/killed.ipynb', notebook(['print("before")', TOGETHER]));
  await lab.open('killed/killed.ipynb');
  const panel = await lab.ask();
  const memory = panel.field('Memory in GiB, at least');
  await memory.fill('1');
  await memory.press('Enter');
  await expect(panel.offer.first()).toContainText('1 GiB');
  await panel.run();
  const notifications = new Notifications(page);
  const failed = notifications.inFront('killed.ipynb failed on This computer: The run reached');
  await expect(failed).toBeVisible({ timeout: 120_000 });
  const { violations } = await new AxeBuilder({ page }).include('.jp-toastContainer').analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  await page.screenshot({ path: info.outputPath('failed.png') });

  // Whoever looks at the session has seen it; the list keeps it.
  await panel.root.getByRole('button', { name: 'Follow killed.ipynb' }).first().click();
  const session = new SessionPage(page);
  await expect(session.part('How it ended')).toContainText('1.0 GiB were promised');
  await expect(failed).toHaveCount(0, { timeout: 5000 });
  await notifications.toggleList();
  const kept = notifications.listed('killed.ipynb failed on This computer');
  await expect(kept).toBeVisible();
  await page.screenshot({ path: info.outputPath('list.png') });
  await kept.getByRole('button', { name: 'Ask for 2 GiB' }).click();
  await expect(memory).toHaveValue('2');
  await expect(panel.offer.or(panel.refusal).first()).toBeVisible();
  await expect(panel.root).toContainText('killed.ipynb');
  await expect(kept).toBeVisible();
});

test('a failure goes from in front by itself, and its button leads to the session’s page', async ({
  lab,
  server,
  page
}) => {
  server.write('wrong/wrong.ipynb', notebook(['1 / 0']));
  await lab.open('wrong/wrong.ipynb');
  const panel = await lab.ask();
  await panel.run();
  const notifications = new Notifications(page);
  const text = /^wrong\.ipynb failed on This computer: .*ZeroDivisionError/;
  await expect(notifications.inFront(text)).toBeVisible({ timeout: 120_000 });
  await expect(notifications.inFront(text)).toHaveCount(0, { timeout: 40_000 });
  await notifications.toggleList();
  await notifications.listed(text).getByRole('button', { name: 'What happened' }).click();
  const session = new SessionPage(page);
  await expect(session.part('How it ended')).toContainText('ZeroDivisionError');
  await expect(notifications.listed(text)).toBeVisible();
});

test('ready to be worked in is told, with a button; and that it is over', async ({
  lab,
  server,
  page
}) => {
  server.write('ready/ready.ipynb', notebook(['print("here")']));
  await lab.open('ready/ready.ipynb');
  const panel = await lab.ask();
  await panel.workInIt.first().click();
  const notifications = new Notifications(page);
  const ready = 'ready.ipynb is ready on This computer: you can work in it.';
  await expect(notifications.inFront(ready)).toBeVisible({ timeout: 120_000 });
  await notifications.press(ready, 'Work in it');
  await expect(page.getByText('ready.ipynb on This computer | Idle')).toBeVisible();
  await panel
    .session('ready')
    .row.getByRole('button', { name: /^Finish / })
    .click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Finish/ })
    .click();
  await expect(
    notifications.inFront('The session in ready.ipynb on This computer is over.')
  ).toBeVisible();
});

test.describe('on the desktop', () => {
  /** What the browser's own Notification was given, and whether it was shown. */
  async function listen(page: Page): Promise<() => Promise<string[]>> {
    await page.addInitScript(() => {
      const told: string[] = [];
      Object.assign(window, { told });
      window.Notification = new Proxy(window.Notification, {
        construct(Kind, args: [string, NotificationOptions]) {
          const made = new Kind(...args);
          made.addEventListener('show', () => told.push(`shown: ${args[1].body ?? ''}`));
          made.addEventListener('error', () => told.push(`refused: ${args[1].body ?? ''}`));
          return made;
        }
      });
    });
    return async () => page.evaluate(() => (window as unknown as { told: string[] }).told);
  }

  async function permit(browser: CDPSession, setting: 'granted' | 'denied', origin: string) {
    const { targetInfo } = await browser.send('Target.getTargetInfo');
    const { browserContextId } = targetInfo;
    await browser.send('Browser.setPermission', {
      ...{ permission: { name: 'notifications' }, setting, origin },
      ...(browserContextId === undefined ? {} : { browserContextId })
    });
  }

  /** FakeHidden: a page behind another; a browser without a screen has none. */
  async function hide(page: Page): Promise<void> {
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
  }

  for (const [setting, told] of [
    ['granted', ['shown: desk.ipynb has run on This computer.']],
    ['denied', []]
  ] as const) {
    test(`an end is told while the page is hidden, as the browser permits it: ${setting}`, async ({
      lab,
      server,
      page,
      context
    }) => {
      await permit(await context.newCDPSession(page), setting, server.url);
      server.setNotifications({ desktop: true });
      server.write('desk/desk.ipynb', slowNotebook(4));
      const heard = await listen(page);
      await lab.open('desk/desk.ipynb');
      expect(await page.evaluate(() => Notification.permission)).toBe(setting);
      const panel = await lab.ask();
      await panel.run();
      await expect(panel.session('desk').row).toContainText(/cell [1-4] of 5/, {
        timeout: 120_000
      });
      await hide(page);
      const inPage = new Notifications(page).inFront('desk.ipynb has run on This computer.');
      // A hidden page looks every half minute, and leaves it to one that is seen for a while.
      await expect(inPage).toBeVisible({ timeout: 90_000 });
      await expect.poll(heard).toEqual(told);
    });
  }

  test('is asked for by a click, where the browser wants to be asked', async ({
    lab,
    server,
    page
  }) => {
    server.setNotifications({ desktop: true });
    server.write('desk/allow.ipynb', notebook(['1']));
    await lab.open('desk/allow.ipynb');
    await lab.ask();
    const permission = () => page.evaluate(() => Notification.permission);
    const notifications = new Notifications(page);
    const question = 'Your browser wants to know whether notifications may show on the desktop.';
    await expect(notifications.inFront(question)).toBeVisible();
    expect(await permission()).toBe('default');
    await notifications.press(question, 'Allow…');
    // A browser without a screen answers its own question with no.
    await expect.poll(permission).toBe('denied');
  });
});
