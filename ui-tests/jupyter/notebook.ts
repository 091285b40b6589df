/** One cell of a notebook that a test makes. */
export interface Cell {
  source: string;
  outputs?: unknown[];
}

const PYTHON = { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } };

/** A notebook of code cells, as a file's text. */
export function notebook(cells: (string | Cell)[], metadata: object = PYTHON): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata,
    cells: cells.map((cell, i) => {
      const { source, outputs = [] } = typeof cell === 'string' ? { source: cell } : cell;
      return {
        cell_type: 'code',
        id: `cell-${i}`,
        metadata: {},
        execution_count: null,
        source,
        outputs
      };
    })
  });
}

/** A notebook with a pause at its end, so that whoever looks once a second sees it run. */
export function withPause(text: string): string {
  const parsed = JSON.parse(text) as { nbformat_minor: number; cells: object[] };
  const pause = {
    cell_type: 'code',
    ...(parsed.nbformat_minor < 5 ? {} : { id: 'pause' }),
    metadata: {},
    execution_count: null,
    source: 'import time\ntime.sleep(4)',
    outputs: []
  };
  return JSON.stringify({ ...parsed, cells: [...parsed.cells, pause] });
}

/** A notebook that takes about so many seconds, one cell a second. */
export function slowNotebook(seconds: number): string {
  const cells = Array.from(
    { length: seconds },
    (_, i) => `time.sleep(1)\nprint("second ${i + 1}")`
  );
  return notebook(['import time', ...cells]);
}
