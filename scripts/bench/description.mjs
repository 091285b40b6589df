import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'esbuild';

import { withBarePage } from './bare-page.mjs';
import { ROOT } from './places.mjs';
import { median, ms, print } from './printing.mjs';

const CELLS = 5000;
const FILES = 10_000;
const MEGABYTES = 50;
const ROUNDS = 5;

/** A notebook of 50 MB beside ten thousand files is described: by the command line's code, and in a page. */
export async function benchDescription(folder) {
  const beside = mkdtempSync(join(folder, 'description-'));
  for (let i = 0; i < FILES; i++) {
    writeFileSync(join(beside, `file-${i}.csv`), 'a,b\n');
  }
  mkdirSync(join(beside, 'mine'));
  writeFileSync(join(beside, 'mine', '__init__.py'), 'import scipy\n');
  const notebook = JSON.stringify(largeNotebook());
  const inNode = join(folder, 'describe-node.mjs');
  await bundle(
    `import { describe } from './src/description/describe';
     import { FolderReader } from './src/cli/folder-reader';
     import { parser } from '@lezer/python';
     export const run = (content, folder) =>
       describe({ path: 'large.ipynb', content }, new FolderReader(folder));
     export const parse = code => parser.parse(code);`,
    { outfile: inNode, platform: 'node', format: 'esm' }
  );
  const { run, parse } = await import(inNode);
  const content = JSON.parse(notebook);
  const times = [];
  for (let i = 0; i < ROUNDS; i++) {
    const start = performance.now();
    const { cells, files } = await run(content, beside);
    times.push(performance.now() - start);
    if (cells !== CELLS || files.value.length < 500) {
      throw new Error(`It found ${cells} cells and ${files.value.length} files`);
    }
  }
  const what = `${CELLS} cells, ${Math.round(notebook.length / 1e6)} MB, ${FILES} files`;
  print(`description: ${what}, first time`, ms(times[0]), '500 ms');
  print(`description: the same again, median of ${ROUNDS}`, ms(median(times)), '500 ms');
  const start = performance.now();
  content.cells.forEach(({ source }) => parse(source.join('')));
  print('description: the same cells by the grammar of editors (@lezer/python), trees alone', ms(performance.now() - start));
  await benchPage(folder, what);
}

/** The page's own part: the code and the pauses of the panel, files held in memory. */
async function benchPage(folder, what) {
  const outfile = join(folder, 'describe-page.js');
  await bundle(
    `import { describe } from './src/description/describe';
     import { pagePause } from './src/panel/ask/page-pause';
     globalThis.describeHere = (content, entries) =>
       describe({ path: 'large.ipynb', content }, {
         list: async path => path === '' ? entries : undefined, read: async () => undefined
       }, pagePause);`,
    { outfile, platform: 'browser', format: 'iife' }
  );
  const { readFileSync } = await import('node:fs');
  const code = readFileSync(outfile, 'utf8');
  await withBarePage(folder, async page => {
    await page.evaluate(text => (0, globalThis.eval)(text) && undefined, code);
    const [time, again, longest, long] = await page.evaluate(
      inPage,
      `(${largeNotebook.toString()})`,
      CELLS,
      FILES,
      MEGABYTES
    );
    print(`description: ${what}, in the page`, ms(time), '500 ms');
    print('description: the same again, in the page', ms(again), '500 ms');
    print('description: longest task of the page meanwhile', ms(longest), '50 ms');
    print('description: long tasks (over 50 ms) meanwhile', String(long), '0');
  });
}

async function bundle(contents, options) {
  await build({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    logLevel: 'error',
    ...options
  });
}

/** Runs in the page: milliseconds to the description, and to a second one, of the longest task, and how many long ones. */
async function inPage(make, cells, files, megabytes) {
  const content = (0, globalThis.eval)(make)(cells, megabytes);
  const entries = Array.from({ length: files }, (_, i) => ({
    name: `file-${i}.csv`,
    kind: 'file',
    size: 4
  }));
  await new Promise(done => setTimeout(done, 500));
  const tasks = [];
  const observer = new PerformanceObserver(list => {
    tasks.push(...list.getEntries().map(({ duration }) => duration));
  });
  observer.observe({ type: 'longtask' });
  const times = [];
  let found;
  for (let i = 0; i < 2; i++) {
    const start = performance.now();
    found = await globalThis.describeHere(content, entries);
    times.push(performance.now() - start);
  }
  await new Promise(done => setTimeout(done, 500));
  if (found.cells !== cells) {
    throw new Error(`It found ${found.cells} cells`);
  }
  return [...times, Math.max(0, ...tasks), tasks.length];
}

/** Cells of ten lines that import, open, fetch and plot, with outputs that make the rest of the size. */
function largeNotebook(cells = 5000, megabytes = 50) {
  const output = 'x'.repeat(Math.floor((megabytes * 1e6) / cells) - 700);
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'python3', language: 'python', display_name: 'Python 3' } },
    cells: Array.from({ length: cells }, (_, i) => ({
      cell_type: 'code',
      id: `cell-${i}`,
      metadata: {},
      execution_count: i,
      source: [
        'import numpy as np\n',
        'import matplotlib.pyplot as plt\n',
        'from astropy.table import Table\n',
        `table_${i} = Table.read("file-${i * 2}.csv", format="csv")\n`,
        `x = np.linspace(0, ${i}, 100)\n`,
        'for k in range(10):\n',
        '    y = np.sin(k * x) + table_0["a"].mean()\n',
        `    plt.plot(x, y, label=f"curve {k} of ${i}")\n`,
        `plt.savefig("plot-${i}.png")\n`,
        `data_${i} = download("https://example.org/data/${i}.fits", cache=True)\n`
      ],
      outputs: [{ output_type: 'stream', name: 'stdout', text: output }]
    }))
  };
}
