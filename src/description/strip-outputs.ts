import { at, isObject } from './json';

/**
 * A notebook's content as it is sent: without the outputs and execution counts of its code cells, with
 * everything else. What it is given stays as it is; parts that do not change are shared.
 */
export function stripOutputs(content: unknown): unknown {
  const cells = at(content, 'cells');
  if (!isObject(content) || !Array.isArray(cells)) {
    return content;
  }
  return {
    ...content,
    cells: cells.map((cell: unknown) =>
      isObject(cell) && cell.cell_type === 'code'
        ? { ...cell, outputs: [], execution_count: null }
        : cell
    )
  };
}
