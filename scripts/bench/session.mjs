import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { withBarePage } from './bare-page.mjs';
import { withJupyterLab } from './jupyterlab.mjs';
import { median, ms, print } from './printing.mjs';

const LINES = 100_000;
const NAME = 'talkative.ipynb';
const TEXT = JSON.stringify({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } },
  cells: [
    {
      cell_type: 'code',
      id: 'talk',
      metadata: {},
      execution_count: null,
      outputs: [],
      source: `for i in range(${LINES}): print(f"\\x1b[32mline\\x1b[0m {i:06} " + "." * 60)`
    }
  ]
});

/** A run that writes a hundred thousand lines, and the page on which they are read. */
export async function benchSession(folder) {
  const home = join(folder, 'session');
  await withJupyterLab(home, async (_browser, base) => {
    writeFileSync(join(home, 'root', NAME), TEXT);
    await run(base);
    await withBarePage(folder, async page => measure(page, base));
  });
}

/** Runs the notebook to its end. */
async function run(base) {
  const call = async (path, init = {}) => {
    const response = await fetch(`${base}/execution-broker${path}`, {
      ...init,
      headers: {
        Accept: 'application/json',
        Authorization: 'token bench',
        ...(init.body ? { 'Content-Type': 'application/json' } : {})
      }
    });
    if (!response.ok) {
      throw new Error(`${path} is answered by ${response.status}: ${await response.text()}`);
    }
    return response.json();
  };
  const post = async (path, document) =>
    call(path, { method: 'POST', body: JSON.stringify(document) });
  const location = `data:application/x-ipynb+json;base64,${Buffer.from(TEXT).toString('base64')}`;
  const { offers } = await post('/requests', {
    executable: {
      kind: 'https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/jupyter-notebook.yaml',
      meta: { name: NAME, description: NAME },
      location
    }
  });
  const path = `/sessions/${offers[0].meta.uuid}`;
  await post(path, { kind: 'uri:enum-value-update', path: 'phase', value: 'ACCEPTED' });
  for (let i = 0; ; i++) {
    const { phase, meta } = await call(path);
    if (phase === 'COMPLETED') {
      return;
    }
    if (phase === 'FAILED' || i > 600) {
      throw new Error(`The session is ${phase}: ${meta.messages?.at(-1)?.message}`);
    }
    await sleep(200);
  }
}

async function measure(page, base) {
  await page.goto(`${base}/lab/workspaces/session/tree/${NAME}?token=bench`);
  const click = async selector => {
    for (let i = 0; ; i++) {
      const found = await page.evaluate(text => {
        const node = document.querySelector(text);
        node?.dispatchEvent(new globalThis.MouseEvent('mousedown', { bubbles: true, button: 0 }));
        node?.click();
        return node !== null;
      }, selector);
      if (found) {
        return;
      }
      if (i > 300) {
        throw new Error(`There is no ${selector} within a minute`);
      }
      await sleep(200);
    }
  };
  await click('.jp-NotebookPanel-toolbar [data-command="execution-broker:ask-where"]');
  await click(`[aria-label="Follow ${NAME}"]`);
  await click('.jp-ExecutionBroker-log p button');
  await sleep(1000);
  const { lines, frames, longest } = await page.evaluate(scrollThrough, LINES);
  const sorted = frames.toSorted((a, b) => a - b);
  print(`session: frames while scrolling a log of ${lines} lines, median`, ms(median(frames)));
  print(
    'session: frames while scrolling it, 95th percentile',
    ms(sorted[Math.floor(sorted.length * 0.95)]),
    '20 ms'
  );
  print('session: longest task of the page meanwhile', ms(longest), '50 ms');
  const found = await page.evaluate(find);
  print('session: a text is found in it', ms(found), '100 ms');
}

/** Runs in the page: scrolls the log by 400 pixels a frame; milliseconds of each frame. */
async function scrollThrough(lines) {
  const started = performance.now();
  const node = () => document.querySelector('.jp-ExecutionBroker-logRows');
  while (!node()?.getAttribute('aria-label').includes(String(lines))) {
    if (performance.now() - started > 60_000) {
      throw new Error(`The log shows ${node()?.getAttribute('aria-label')}`);
    }
    await new Promise(done => setTimeout(done, 100));
  }
  const tasks = [];
  new PerformanceObserver(list => {
    tasks.push(...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: 'longtask' });
  const frame = async () => new Promise(requestAnimationFrame);
  const frames = [];
  node().scrollTop = 0;
  let before = await frame();
  for (let i = 0; i < 300; i++) {
    // Slowly at first, then in leaps: both are what people do.
    node().scrollTop += i < 200 ? 400 : 10_000;
    const now = await frame();
    frames.push(now - before);
    before = now;
  }
  return { lines, frames, longest: Math.max(0, ...tasks) };
}

/** Runs in the page: types a text that stands in the last line; milliseconds until it is told where. */
async function find() {
  const field = document.querySelector('.jp-ExecutionBroker-search');
  const began = performance.now();
  Object.getOwnPropertyDescriptor(globalThis.HTMLInputElement.prototype, 'value').set.call(
    field,
    'line 099999'
  );
  field.dispatchEvent(new Event('input', { bubbles: true }));
  while (!document.querySelector('.jp-ExecutionBroker-log [role="status"]')) {
    await new Promise(requestAnimationFrame);
  }
  return performance.now() - began;
}
