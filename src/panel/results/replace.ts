import type { INotebookModel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

type SharedNotebook = INotebookModel['sharedModel'];
type SharedCodeCell = Extract<SharedNotebook['cells'][number], { cell_type: 'code' }>;

/** A code cell that ran, as it is in a file: texts may be lists of lines. */
interface RanCell {
  id?: unknown;
  source?: unknown;
  execution_count: number;
  metadata?: { execution?: Parameters<SharedCodeCell['setMetadata']>[1] };
  outputs: ReturnType<SharedCodeCell['getOutputs']>;
}

export interface Replaced {
  /** How many code cells have the outputs of the run now, and of how many those are others. */
  cells: number;
  differ: number;
  /** The code cells that keep theirs, counted from 1 among all cells as a person does. */
  kept: number[];
}

/**
 * Puts the outputs of a run into the notebook that was run, in one step that can be undone: where a
 * cell's source is still the one that ran (the cell of the same id, else one of the same source).
 */
export function replaceOutputs(original: SharedNotebook, executed: unknown): Replaced {
  const ran = cellsOf(executed).filter(isRan);
  const byId = new Map(ran.map(cell => [cell.id, cell]));
  const ids = new Set<unknown>(original.cells.map(cell => cell.getId()));
  const strays = ran.filter(({ id }) => !ids.has(id));
  const replaced: Replaced = { cells: 0, differ: 0, kept: [] };
  original.transact(() => {
    [...original.cells].forEach((cell, i) => {
      const source = cell.getSource();
      if (!('getOutputs' in cell) || !source.trim()) {
        return;
      }
      const stray = strays.findIndex(other => text(other.source) === source);
      const match = byId.get(cell.getId()) ?? (stray < 0 ? undefined : strays.splice(stray, 1)[0]);
      if (!match || text(match.source) !== source) {
        replaced.kept.push(i + 1);
        return;
      }
      const outputs = match.outputs.map(output =>
        'text' in output ? { ...output, text: text(output.text) } : output
      );
      replaced.cells += 1;
      replaced.differ += comparable(outputs) === comparable(cell.getOutputs()) ? 0 : 1;
      const { execution_count, metadata } = match;
      const execution = metadata?.execution ? { execution: metadata.execution } : {};
      const json = cell.toJSON();
      // As a change of a cell's type is made. Outputs alone, replaced in one step, are put together
      // wrongly by the cell's own model, and again when that is undone.
      original.deleteCell(i);
      original.insertCell(i, {
        ...json,
        outputs,
        execution_count,
        metadata: { ...json.metadata, ...execution }
      });
    });
  });
  return replaced;
}

/** What was done, for the reader. */
export function replacedText({ cells, differ, kept }: Replaced, trans: TranslationBundle): string {
  const done = trans._n(
    '%1 cell has the outputs of this run now; %2 differ. Undo brings the earlier ones back.',
    '%1 cells have the outputs of this run now; %2 differ. Undo brings the earlier ones back.',
    cells,
    differ
  );
  const left = kept.length
    ? trans.__('Changed since, or not run, and left as they are: %1.', kept.join(', '))
    : '';
  return `${done} ${left}`.trim();
}

function cellsOf(executed: unknown): unknown[] {
  const cells = (executed as { cells?: unknown } | null)?.cells;
  return Array.isArray(cells) ? cells : [];
}

function isRan(cell: unknown): cell is RanCell {
  const { cell_type, execution_count, outputs } = (cell ?? {}) as Record<string, unknown>;
  return (
    cell_type === 'code' &&
    typeof execution_count === 'number' &&
    Array.isArray(outputs) &&
    outputs.every(output => typeof output === 'object' && output !== null)
  );
}

function text(lines: unknown): string {
  return Array.isArray(lines) ? lines.join('') : typeof lines === 'string' ? lines : '';
}

/** Outputs without what is another at each run, and with texts in one piece each. */
function comparable(outputs: unknown): string {
  return JSON.stringify(outputs, (key, value: unknown) =>
    key === 'execution_count' ? undefined : Array.isArray(value) && key ? text(value) : value
  );
}
