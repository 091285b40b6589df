import { readCommand, type CommandMeaning } from './command';
import type { Facts } from './facts';
import type { Source } from './finding';
import { readIPython } from './ipython';
import type { CodeCell, Notebook } from './notebook';
import { findOpenings, type Opening } from './opening';
import { Constants } from './python/constants';
import { readPython } from './python/read-python';
import { RemoteCalls, type RemoteFact } from './remote-call';
import type { Turns } from './turns';

/** No more code than this is read, in characters of all cells together. */
export const MAX_CODE = 8 * 1024 * 1024;

/** What one cell says. */
export interface CellFacts {
  cell: CodeCell;
  facts: Facts;
  openings: Opening[];
  remote: RemoteFact[];
  commands: { line: number; meaning: CommandMeaning }[];
}

const NOTHING: Facts = { imports: [], calls: [], literals: [], urls: [] };

/** Reads all cells in their order; names that one cell gives a text keep it in the next. */
export async function analyse(notebook: Notebook, turns: Turns): Promise<CellFacts[]> {
  const constants = new Constants();
  const imported = new Set<string>();
  const calls = new RemoteCalls();
  let left = MAX_CODE;
  const read = (cell: CodeCell): CellFacts => {
    left -= cell.source.length;
    if (left < 0) {
      return { cell, facts: NOTHING, openings: [], remote: [], commands: [] };
    }
    const { code, commands } = readIPython(cell.source);
    const facts = code === undefined ? NOTHING : readPython(code, constants);
    facts.imports.forEach(({ names }) => {
      names.forEach(name => imported.add(name));
    });
    const far = calls.read(facts);
    const near = facts.calls.filter(call => !far.calls.has(call));
    return {
      cell,
      facts,
      remote: far.remote,
      openings: findOpenings({ ...facts, calls: near }, imported),
      commands: commands.map(command => ({ line: command.line, meaning: readCommand(command) }))
    };
  };
  const found: CellFacts[] = [];
  for (const cell of notebook.cells) {
    found.push(read(cell));
    await turns.next();
  }
  return found;
}

/** The number by which people know a cell, as JupyterLab's status bar: all kinds count, from 1. */
export function cellNumber(index: number): string {
  return String(index + 1);
}

export function cellSource({ cell }: CellFacts, line: number): Source {
  return { kind: 'cell', cell: cell.index, line };
}
