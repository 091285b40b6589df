import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

import { withJupyterLab } from './jupyterlab.mjs';
import { question, startBroker } from './own-broker.mjs';
import { median, ms, print } from './printing.mjs';

const SESSIONS = 1000;
const TIMES = 5;
const HOUR = 3600_000;

/** A thousand sessions of the past: from the database to the page's first and last line. */
export async function benchHistory(folder) {
  const place = join(folder, 'history');
  const data = join(place, 'jupyter/execution-broker');
  mkdirSync(data, { recursive: true });
  // One that has really run is the pattern of them all.
  const broker = await startBroker(data, '.');
  try {
    const { offers } = await broker.call('/requests', question);
    const path = `/sessions/${offers[0].meta.uuid}`;
    await broker.call(path, { kind: 'uri:enum-value-update', path: 'phase', value: 'ACCEPTED' });
    while (!['COMPLETED', 'FAILED'].includes((await broker.call(path)).phase)) {
      await sleep(200);
    }
  } finally {
    await broker.stop();
  }
  multiply(join(data, 'broker.sqlite'));
  const again = await startBroker(data, '.');
  try {
    const asked = [];
    let bytes = 0;
    for (let i = 0; i <= TIMES; i++) {
      const start = performance.now();
      const { runs } = await again.call(`/sessions?fields=summary&limit=${SESSIONS}`);
      asked.push(performance.now() - start);
      if (runs.length !== SESSIONS) {
        throw new Error(`${runs.length} of ${SESSIONS} sessions came`);
      }
      bytes = JSON.stringify(runs).length;
    }
    print(
      `history: ${SESSIONS} sessions from the broker, median of ${TIMES}`,
      ms(median(asked.slice(1)))
    );
    print('history: the same in bytes', `${Math.round(bytes / 1000)} kB`);
  } finally {
    await again.stop();
  }
  await withJupyterLab(place, async (browser, base) => {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.goto(`${base}/lab/workspaces/history/tree/orbits/orbits.ipynb?token=bench`);
    await page.locator('.jp-Notebook .jp-CodeCell').first().waitFor({ timeout: 60_000 });
    await page.locator('[data-command="execution-broker:ask-where"]').first().click();
    const link = page.getByRole('button', { name: 'History of all sessions' });
    await link.waitFor();
    // As for somebody who has looked at the panel for a moment: its idle moments have passed.
    await page.waitForFunction(
      () =>
        performance.getEntriesByType('resource').some(({ name }) => name.includes('session-page')),
      undefined,
      { timeout: 60_000 }
    );
    await sleep(2000);
    const opened = [];
    for (let i = 0; i <= TIMES; i++) {
      opened.push(await page.evaluate(openHistory));
      await sleep(500);
      await page
        .locator('.lm-TabBar-tab', { hasText: 'Session History' })
        .locator('.lm-TabBar-tabCloseIcon')
        .click();
      await sleep(500);
    }
    print('history: click to its rows, at the first opening', ms(opened[0]));
    print(`history: click to its rows, median of ${TIMES}`, ms(median(opened.slice(1))), '100 ms');
    await page.evaluate(openHistory);
    print(
      'history: a letter typed to the rows that fit',
      ms(await page.evaluate(typeOne)),
      '50 ms'
    );
    await page.close();
  });
}

/** Makes a thousand of the session that is there: an hour between each two. */
function multiply(file) {
  const database = new DatabaseSync(file);
  const only = (sql, ...values) => database.prepare(sql).get(...values);
  const session = only('SELECT * FROM sessions WHERE accepted IS NOT NULL');
  const set = only('SELECT * FROM offer_sets WHERE uuid = ?', session.offer_set);
  const run = only('SELECT * FROM runs WHERE session = ?', session.uuid);
  const events = database.prepare('SELECT * FROM events WHERE session = ?').all(session.uuid);
  const insert = (table, row) =>
    database
      .prepare(
        `INSERT INTO ${table} (${Object.keys(row).join()}) VALUES (${Object.keys(row)
          .map(() => '?')
          .join()})`
      )
      .run(...Object.values(row));
  database.exec('BEGIN');
  for (let i = 1; i < SESSIONS; i++) {
    const [uuid, offerSet] = [randomUUID(), randomUUID()];
    insert('offer_sets', { ...set, uuid: offerSet });
    insert('sessions', {
      ...session,
      uuid,
      offer_set: offerSet,
      platform: i % 3 ? session.platform : 'Slurm "main"',
      accepted: session.accepted - i * HOUR
    });
    insert('runs', { ...run, session: uuid, name: `notebook ${i % 40}.ipynb` });
    events.forEach(event => insert('events', { ...event, session: uuid }));
  }
  database.exec('COMMIT');
  database.close();
}

/** Runs in the page: clicks, and waits for the frame in which there are rows; milliseconds. */
async function openHistory() {
  const start = performance.now();
  document.querySelector('[aria-label="History of all sessions"]').click();
  while (!document.querySelector('.jp-ExecutionBroker-runs [data-virtual] [data-index]')) {
    await new Promise(requestAnimationFrame);
  }
  return performance.now() - start;
}

/** Runs in the page: types into the search, and waits until the rows fit; milliseconds. */
async function typeOne() {
  const field = document.querySelector('.jp-ExecutionBroker-search');
  const count = () => document.querySelector('.jp-ExecutionBroker-runs [role=grid]').ariaRowCount;
  const before = count();
  const start = performance.now();
  Object.getOwnPropertyDescriptor(globalThis.HTMLInputElement.prototype, 'value').set.call(
    field,
    '7'
  );
  field.dispatchEvent(new Event('input', { bubbles: true }));
  while (count() === before) {
    await new Promise(requestAnimationFrame);
  }
  return performance.now() - start;
}
