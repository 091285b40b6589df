import { cellNumber, cellSource, type CellFacts } from '../analysis';
import type { Install } from '../installs';
import { readRequirementLine } from '../requirement-line';
import { readCondaSpec } from './conda-package';

/** What cells install with conda, under the names that pip has for it. */
export function condaInstalls(cells: readonly CellFacts[]): Install[] {
  return cells.flatMap(cell =>
    cell.commands.flatMap(({ line, meaning }) =>
      meaning.conda.flatMap((text): Install[] => {
        const found = readCondaSpec(text);
        const base = { text, cell: cellNumber(cell.cell.index), source: cellSource(cell, line) };
        const pip = found.kind === 'package' ? readRequirementLine(found.line) : undefined;
        if (pip?.kind === 'package') {
          return [{ ...base, requirement: { name: pip.name, line: pip.line } }];
        }
        return found.kind !== 'unmapped'
          ? []
          : [
              {
                ...base,
                problem: {
                  level: 'warning',
                  template:
                    'Cell {cell} installs {package} with conda, which has no pip counterpart known; a plain pip environment will not have it.',
                  values: { cell: base.cell, package: text },
                  source: base.source
                }
              }
            ];
      })
    )
  );
}
