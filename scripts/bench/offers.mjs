import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { withBarePage } from './bare-page.mjs';
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
      async (_browser, base) => withBarePage(folder, async page => measure(page, base)),
      { brokers }
    );
  } finally {
    await fakes.stop();
  }
}

async function measure(page, base) {
  await page.goto(`${base}/lab/workspaces/offers/tree/orbits/orbits.ipynb?token=bench`);
  await until(page, () => document.querySelector('.jp-Notebook .jp-CodeCell') !== null);
  await sleep(4000);
  // The whole answer: what each broker of ours needs to read and keep a thousand offers is in it.
  const [time, count] = await page.evaluate(ask);
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
}

async function until(page, condition) {
  for (let i = 0; !(await page.evaluate(condition)); i++) {
    if (i > 300) {
      throw new Error('JupyterLab did not show the notebook within a minute');
    }
    await sleep(200);
  }
}

/** Runs in the page: presses the button; milliseconds to the whole answer, and how many cards. */
async function ask() {
  globalThis.longTasks = [];
  new PerformanceObserver(list => {
    globalThis.longTasks.push(...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: 'longtask' });
  const asked = performance.now();
  document
    .querySelector('.jp-NotebookPanel-toolbar [data-command="execution-broker:ask-where"]')
    .dispatchEvent(new globalThis.MouseEvent('mousedown', { bubbles: true, button: 0 }));
  for (;;) {
    const list = document.querySelector('.jp-ExecutionBroker-cards[data-virtual]');
    const time = performance.now() - asked;
    if (list?.getAttribute('aria-busy') === 'false') {
      return [
        time,
        document.querySelector('.jp-ExecutionBroker-card').getAttribute('aria-setsize')
      ];
    }
    if (time > 60_000) {
      throw new Error('The answer was not there within a minute');
    }
    await new Promise(requestAnimationFrame);
  }
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
