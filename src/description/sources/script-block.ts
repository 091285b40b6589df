import type { CodeCell } from '../notebook';

/** The script block of a cell: TOML, and how many lines of the cell come before it. */
export interface ScriptBlock {
  cell: number;
  before: number;
  text: string;
}

const START = /^# \/\/\/ script[ \t]*$/;
const END = /^# \/\/\/[ \t]*$/;

/** The first block `# /// script` of a notebook's cells. Source: PEP 723, "Specification". */
export function findScriptBlock(cells: readonly CodeCell[]): ScriptBlock | undefined {
  for (const { index, source } of cells) {
    if (!source.includes('# /// script')) {
      continue;
    }
    const lines = source.split('\n');
    const start = lines.findIndex(line => START.test(line));
    let end = start + 1;
    let last = -1;
    // A line of the block is a comment; of the ends the last counts, as PEP 723 has it.
    for (; start >= 0 && /^#(?: |$)/.test(lines[end] ?? ''); end++) {
      last = END.test(lines[end] ?? '') ? end : last;
    }
    if (start >= 0 && last > start) {
      const text = lines.slice(start + 1, last).map(line => line.replace(/^# ?/, ''));
      return { cell: index, before: start + 1, text: text.join('\n') };
    }
  }
  return undefined;
}
