import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';

import { build } from 'esbuild';

import { withBarePage } from './bare-page.mjs';
import { ROOT } from './places.mjs';
import { median, ms, print } from './printing.mjs';

const CELLS = 5000;
const FILES = 10_000;
const MEGABYTES = 50;
const ROUNDS = 5;

/** Notebooks of 50 MB beside ten thousand files are described: by the command line's code, and in a page. */
export async function benchDescription(folder) {
  const beside = mkdtempSync(join(folder, 'description-'));
  for (let i = 0; i < FILES; i++) {
    writeFileSync(join(beside, `file-${i}.csv`), 'a,b\n');
  }
  mkdirSync(join(beside, 'mine'));
  writeFileSync(join(beside, 'mine', '__init__.py'), 'import scipy\n');
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
  for (const [what, cells, files] of [
    ['cells of real notebooks', realCells(), 1],
    ['each cell of ten lines, two files, a URL', denseCells(), CELLS / 2]
  ]) {
    const title = `description: ${CELLS} cells, ${MEGABYTES} MB, ${FILES} files; ${what}`;
    // A code of its own each time, so that the first time is one.
    const { run, parse } = await import(`${inNode}?${cells.length}-${what.length}`);
    const content = largeNotebook(cells, MEGABYTES);
    const times = [];
    for (let i = 0; i < ROUNDS; i++) {
      const start = performance.now();
      const found = await run(content, beside);
      times.push(performance.now() - start);
      const code = cells.filter(({ type }) => type === 'code').length;
      if (found.cells !== code || found.files.value.length < files) {
        throw new Error(`It found ${found.cells} cells, ${found.files.value.length} files`);
      }
    }
    print(`${title}; first time`, ms(times[0]), '500 ms');
    print(`description: the same again, median of ${ROUNDS}`, ms(median(times)), '500 ms');
    const start = performance.now();
    cells.filter(({ type }) => type === 'code').forEach(({ source }) => parse(source));
    const grammar = performance.now() - start;
    print('description: for these cells the grammar of editors alone (@lezer/python)', ms(grammar));
    await benchPage(folder, title, cells);
  }
}

/** The page's own part: the code and the pauses of the panel, files held in memory. */
async function benchPage(folder, title, cells) {
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
  const code = readFileSync(outfile, 'utf8');
  await withBarePage(folder, async page => {
    await page.evaluate(text => (0, globalThis.eval)(text) && undefined, code);
    const [time, again, longest, long] = await page.evaluate(inPage, [
      `(${largeNotebook.toString()})`,
      cells,
      FILES,
      MEGABYTES
    ]);
    print(`${title}; in the page`, ms(time), '500 ms');
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
async function inPage([make, cells, files, megabytes]) {
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
  for (let i = 0; i < 2; i++) {
    const start = performance.now();
    const found = await globalThis.describeHere(content, entries);
    times.push(performance.now() - start);
    if (found.cells !== cells.filter(({ type }) => type === 'code').length) {
      throw new Error(`It found ${found.cells} cells`);
    }
  }
  await new Promise(done => setTimeout(done, 500));
  return [...times, Math.max(0, ...tasks), tasks.length];
}

/** Cells with outputs that make the rest of the size. */
function largeNotebook(cells, megabytes) {
  const output = 'x'.repeat(Math.floor((megabytes * 1e6) / cells.length) - 700);
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'python3', language: 'python', display_name: 'Python 3' } },
    cells: cells.map(({ type, source }, i) => ({
      cell_type: type,
      id: `cell-${i}`,
      metadata: {},
      source,
      ...(type === 'code'
        ? {
            execution_count: i,
            outputs: [{ output_type: 'stream', name: 'stdout', text: output }]
          }
        : { attachments: {}, text: output })
    }))
  };
}

/** The cells of the notebooks in ../shared, or of the example, again and again, each time a little different. */
function realCells() {
  const beside = join(ROOT, '..', 'shared', 'notebooks');
  const folder = existsSync(beside) ? beside : join(ROOT, 'examples');
  const cells = readdirSync(folder, { recursive: true })
    .filter(name => name.endsWith('.ipynb'))
    .sort()
    .map(name => JSON.parse(readFileSync(join(folder, name), 'utf8')))
    .filter(({ metadata }) => /^python/.test(metadata?.kernelspec?.name ?? ''))
    .flatMap(notebook => notebook.cells)
    .filter(({ cell_type, source }) => cell_type !== 'code' || source.length > 0);
  return Array.from({ length: CELLS }, (_, i) => {
    const { cell_type: type, source } = cells[i % cells.length];
    return { type, source: `${[source].flat().join('')}${type === 'code' ? `\n# ${i}` : ''}` };
  });
}

/** Each imports, opens, fetches and plots: more than people write. */
function denseCells() {
  return Array.from({ length: CELLS }, (_, i) => ({
    type: 'code',
    source: [
      'import numpy as np',
      'import matplotlib.pyplot as plt',
      'from astropy.table import Table',
      `table_${i} = Table.read("file-${i * 2}.csv", format="csv")`,
      `x = np.linspace(0, ${i}, 100)`,
      'for k in range(10):',
      '    y = np.sin(k * x) + table_0["a"].mean()',
      `    plt.plot(x, y, label=f"curve {k} of ${i}")`,
      `plt.savefig("plot-${i}.png")`,
      `data_${i} = download("https://example.org/data/${i}.fits", cache=True)`
    ].join('\n')
  }));
}
