import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { startFakes } from './fake-brokers.mjs';
import { withJupyterLab } from './jupyterlab.mjs';
import { median, ms, print } from './printing.mjs';

const BROKERS = 10;
const OFFERS = 1000;
const ALL = BROKERS * OFFERS;

/** Ten thousand offers, from brokers on the network through ours to the panel, and through the list. */
export async function benchOffers(folder) {
  const fakes = await startFakes({ healthy: BROKERS, offers: OFFERS });
  const brokers = fakes.healthy.map((url, i) => ({ name: `broker ${i}`, url }));
  try {
    await withJupyterLab(
      join(folder, 'offers'),
      async (browser, base) => {
        const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
        await page.addInitScript(noteLongTasks);
        await page.goto(`${base}/lab/workspaces/offers/tree/orbits/orbits.ipynb?token=bench`);
        const button = page.locator(
          '.jp-NotebookPanel-toolbar [data-command="execution-broker:ask-where"]'
        );
        await button.waitFor({ timeout: 60_000 });
        await page.locator('.jp-Notebook .jp-CodeCell').first().waitFor();
        await sleep(4000);
        await page.evaluate(() => {
          globalThis.longTasks.length = 0;
          globalThis.asked = performance.now();
        });
        await button.click();
        // The whole answer: what each broker of ours needs to read and keep a thousand offers is in it.
        await page.waitForFunction(
          () => {
            const list = document.querySelector('.jp-ExecutionBroker-cards[data-virtual]');
            return list?.getAttribute('aria-busy') === 'false';
          },
          undefined,
          { polling: 'raf', timeout: 60_000 }
        );
        const [time, count] = await page.evaluate(() => [
          performance.now() - globalThis.asked,
          document.querySelector('.jp-ExecutionBroker-card').getAttribute('aria-setsize')
        ]);
        print(`offers: click to the whole answer, ${count} of ${ALL} offers and NOs`, ms(time));
        await sleep(3000);
        const tasks = await page.evaluate(() => globalThis.longTasks);
        print('offers: longest task of the page meanwhile', ms(Math.max(0, ...tasks)), '60 ms');
        print('offers: long tasks (over 50 ms) meanwhile', String(tasks.length), '0');
        const frames = await page.evaluate(scrollThrough);
        const sorted = frames.toSorted((a, b) => a - b);
        print('offers: frames while scrolling, median', ms(median(frames)));
        print(
          'offers: frames while scrolling, 95th percentile',
          ms(sorted[Math.floor(sorted.length * 0.95)]),
          '20 ms'
        );
        await page.close();
      },
      { brokers }
    );
  } finally {
    await fakes.stop();
  }
}

/** Runs in the page: notes its tasks of more than 50 ms. */
function noteLongTasks() {
  globalThis.longTasks = [];
  new PerformanceObserver(list => {
    globalThis.longTasks.push(...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: 'longtask', buffered: true });
}

/** Runs in the page: scrolls the panel by 200 pixels a frame; milliseconds of each frame. */
async function scrollThrough() {
  const list = document.querySelector('.jp-ExecutionBroker-cards[data-virtual]');
  const scroller = list.closest('.jp-SidePanel-content');
  const frame = async () => new Promise(requestAnimationFrame);
  const times = [];
  let before = await frame();
  for (let i = 0; i < 300; i++) {
    scroller.scrollTop += 200;
    const now = await frame();
    times.push(now - before);
    before = now;
  }
  return times;
}
