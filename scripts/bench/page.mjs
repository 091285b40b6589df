import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { withJupyterLab } from './jupyterlab.mjs';
import { median, ms, print } from './printing.mjs';

/** The page: what our plug-ins cost JupyterLab, and from a click to the first offer. */
export async function benchPage(folder) {
  await withJupyterLab(join(folder, 'page'), async (browser, base) => {
    const clicks = [];
    const activations = [];
    for (let i = 0; i < 4; i++) {
      const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
      const fetched = [];
      page.on('response', response => {
        if (/extensions\/jupyterlab-execution-broker\/.*\.js/.test(response.url())) {
          fetched.push(response);
        }
      });
      await page.addInitScript(timeActivation);
      await page.goto(`${base}/lab/workspaces/bench-${i}/tree/orbits/orbits.ipynb?token=bench`);
      const button = page.locator(
        '.jp-NotebookPanel-toolbar [data-command="execution-broker:ask-where"]'
      );
      await button.waitFor({ timeout: 60_000 });
      await page.locator('.jp-Notebook .jp-CodeCell').first().waitFor();
      await sleep(4000);
      if (i === 0) {
        print('page: JavaScript fetched at start', await sizeOf(fetched), '50 KiB');
      }
      const activation = await page.evaluate(() => globalThis.activation);
      activations.push(Object.values(activation).reduce((sum, time) => sum + time, 0));
      // Measured in the page, from the pointer's press to the frame after the card is there.
      await page.evaluate(() => {
        globalThis.measured = new Promise(done => {
          let start;
          document.addEventListener('pointerdown', () => (start = performance.now()), {
            capture: true,
            once: true
          });
          const seen = new MutationObserver(() => {
            if (document.querySelector('.jp-ExecutionBroker-card')) {
              seen.disconnect();
              requestAnimationFrame(() => done(performance.now() - start));
              globalThis.scriptsWhenShown = performance
                .getEntriesByType('resource')
                .map(({ name }) => name);
            }
          });
          seen.observe(document.body, { childList: true, subtree: true });
        });
      });
      await button.click();
      const time = await Promise.race([
        page.evaluate(() => globalThis.measured),
        sleep(30_000).then(() => {
          throw new Error('No offer within 30 s of the click');
        })
      ]);
      clicks.push(time);
      if (i === 0) {
        const shown = await page.evaluate(() => globalThis.scriptsWhenShown);
        const first = fetched.filter(response => shown.includes(response.url()));
        print('page: the same until the first offers', await sizeOf(first), '266 KiB');
        await sleep(3000);
        print('page: the same after idle moments', await sizeOf(fetched));
      }
      await page.close();
    }
    print(
      'page: all activate() together (median of 4)',
      `${median(activations).toFixed(1)} ms`,
      '10 ms'
    );
    print('page: click to first offer, cold broker', ms(clicks[0]), '1500 ms');
    print('page: click to first offer, warm (median of 3)', ms(median(clicks.slice(1))), '300 ms');
  });
}

async function sizeOf(responses) {
  const bodies = await Promise.all(responses.map(response => response.body()));
  return `${(bodies.reduce((sum, { length }) => sum + length, 0) / 1024).toFixed(1)} KiB`;
}

/** Runs in the page before JupyterLab: notes how long each of our plug-ins takes to activate. */
function timeActivation() {
  const timed = plugin => ({
    ...plugin,
    activate: (...given) => {
      const start = performance.now();
      try {
        return plugin.activate(...given);
      } finally {
        globalThis.activation[plugin.id] = performance.now() - start;
      }
    }
  });
  globalThis.activation = {};
  globalThis._JUPYTERLAB = new Proxy(
    {},
    {
      set(containers, name, container) {
        containers[name] =
          name !== 'jupyterlab-execution-broker'
            ? container
            : {
                init: container.init,
                get: async module => {
                  const factory = await container.get(module);
                  return () => {
                    const { default: plugins, ...rest } = factory();
                    return { __esModule: true, ...rest, default: plugins?.map(timed) };
                  };
                }
              };
        return true;
      }
    }
  );
}
