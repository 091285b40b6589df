import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { PYTHON, ROOT } from './places.mjs';

/**
 * Runs `work` with a page that nobody listens in on. Playwright has the browser keep the bodies of
 * all responses, and at the end of a long one that is a task of its own of 130 ms, which no person
 * ever meets. This page is only told what to evaluate.
 */
export async function withBarePage(folder, work) {
  const profile = mkdtempSync(join(folder, 'chromium-'));
  const browser = spawn(
    execFileSync(PYTHON, [join(ROOT, 'scripts/browser.py')])
      .toString()
      .trim(),
    [
      ...['--headless=new', '--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      ...['--window-size=1400,900', `--user-data-dir=${profile}`],
      ...['--remote-debugging-port=0', 'about:blank']
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] }
  );
  const ended = new Promise(done => browser.once('exit', done));
  try {
    const socket = new globalThis.WebSocket(await pageAddress(browser));
    await new Promise((opened, failed) => {
      socket.addEventListener('open', opened, { once: true });
      socket.addEventListener('error', failed, { once: true });
    });
    await work(new BarePage(socket));
    socket.close();
  } finally {
    browser.kill('SIGTERM');
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

class BarePage {
  #socket;
  #sent = 0;
  #waiting = new Map();

  constructor(socket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const { id, result, error } = JSON.parse(data);
      this.#waiting.get(id)?.(error ? { error } : { result });
      this.#waiting.delete(id);
    });
  }

  async goto(url) {
    await this.#send('Page.navigate', { url });
  }

  /** What a function gives in the page; waits where that is a promise. */
  async evaluate(what, ...args) {
    const { result, exceptionDetails } = await this.#send('Runtime.evaluate', {
      expression: `(${what})(${args.map(arg => JSON.stringify(arg)).join()})`,
      awaitPromise: true,
      returnByValue: true
    });
    if (exceptionDetails) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
    return result.value;
  }

  async #send(method, params) {
    const id = ++this.#sent;
    const { result, error } = await new Promise(answered => {
      this.#waiting.set(id, answered);
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
    if (error) {
      throw new Error(`${method}: ${error.message}`);
    }
    return result;
  }
}

async function pageAddress(browser) {
  for await (const line of createInterface({ input: browser.stderr })) {
    const port = /^DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(line)?.[1];
    if (port) {
      const targets = await (await fetch(`http://127.0.0.1:${port}/json`)).json();
      return targets.find(({ type }) => type === 'page').webSocketDebuggerUrl;
    }
  }
  throw new Error('The browser did not start');
}
