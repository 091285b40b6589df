import { parseInstant } from '../model/time';
import type { Problem } from './finding';
import { at, isObject, type JsonObject } from './json';
import type { Turns } from './turns';

/**
 * The key of a notebook's metadata that is this extension's own: `requirements`, a list of pip's
 * lines, `python`, and what a description file may say (layer.ts).
 */
export const OWN_KEY = 'execution_broker';

/** A code cell that is not empty. */
export interface CodeCell {
  /** Counted from 0 over all cells of the notebook. */
  index: number;
  source: string;
  /** Its author expects it to fail (the tag `raises-exception`), and a run goes on after it. */
  mayFail: boolean;
  /** By its tag: it gives the notebook's parameters their values, or a run has put it in to do so. */
  role?: 'parameters' | 'injected-parameters';
  /** How long its last run took, in seconds, where JupyterLab recorded it. */
  seconds?: number;
}

export interface Notebook {
  metadata: JsonObject;
  cells: CodeCell[];
  /** Why this is not a notebook that can be run. */
  problem?: Problem;
}

/** A cell's run of more than this is a clock that jumped, not work: 30 days. */
const LONGEST_CELL_SECONDS = 30 * 24 * 3600;

/** The parts of nbformat 4 content that a description looks at; whatever is not as it should be is left out. */
export function readNotebook(content: unknown): Notebook {
  const metadata = at(content, 'metadata');
  const cells = at(content, 'cells');
  return {
    metadata: isObject(metadata) ? metadata : {},
    cells: Array.isArray(cells) ? cells.flatMap(readCell) : [],
    ...(Array.isArray(cells) ? {} : { problem: notANotebook(content) })
  };
}

/** The same, with turns for others between cells. */
export async function readLargeNotebook(content: unknown, turns: Turns): Promise<Notebook> {
  const cells = at(content, 'cells');
  if (!Array.isArray(cells)) {
    return readNotebook(content);
  }
  const read: CodeCell[] = [];
  for (const [index, cell] of cells.entries()) {
    read.push(...readCell(cell, index));
    await turns.next();
  }
  return { ...readNotebook({ metadata: at(content, 'metadata'), cells: [] }), cells: read };
}

function notANotebook(content: unknown): Problem {
  const old = Array.isArray(at(content, 'worksheets'));
  return {
    level: 'error',
    template: old
      ? 'This notebook has an old format (before 4); open it in JupyterLab and save it.'
      : 'This is not a notebook: it has no list of cells.'
  };
}

function readCell(cell: unknown, index: number): CodeCell[] {
  if (at(cell, 'cell_type') !== 'code') {
    return [];
  }
  const source = readSource(at(cell, 'source'));
  if (source.trim() === '') {
    return [];
  }
  const tags = at(cell, 'metadata', 'tags');
  const seconds = readSeconds(at(cell, 'metadata', 'execution'));
  return [
    {
      index,
      source,
      mayFail: Array.isArray(tags) && tags.includes('raises-exception'),
      ...roleOf(tags),
      ...(seconds === undefined ? {} : { seconds })
    }
  ];
}

function roleOf(tags: unknown): Pick<CodeCell, 'role'> {
  const role = (['parameters', 'injected-parameters'] as const).find(
    tag => Array.isArray(tags) && tags.includes(tag)
  );
  return role ? { role } : {};
}

/** nbformat allows one string or a list of lines. */
function readSource(source: unknown): string {
  const text = Array.isArray(source)
    ? source.filter(line => typeof line === 'string').join('')
    : source;
  return typeof text === 'string' ? text.replace(/\r\n?/g, '\n') : '';
}

/** JupyterLab records when the kernel took the cell and when it replied (its setting "recordTiming"). */
function readSeconds(execution: unknown): number | undefined {
  const start = readInstant(at(execution, 'iopub.execute_input'));
  const end = readInstant(at(execution, 'shell.execute_reply'));
  if (start === undefined || end === undefined || end < start) {
    return undefined;
  }
  const seconds = (end - start) / 1000;
  return seconds > LONGEST_CELL_SECONDS ? undefined : seconds;
}

function readInstant(value: unknown): number | undefined {
  return typeof value === 'string' ? parseInstant(value) : undefined;
}
