import { cellNumber, cellSource, type CellFacts } from './analysis';
import type { Problem, Source } from './finding';
import { holdsSecret, readRequirementLine } from './requirement-line';

/** A package that a line such as `%pip install x` names. */
export interface Install {
  text: string;
  cell: string;
  source: Source;
  requirement?: { name: string; line: string };
  problem?: Problem;
}

export function findInstalls(cells: CellFacts[]): Install[] {
  return cells.flatMap(cell =>
    cell.commands.flatMap(({ line, meaning }) =>
      meaning.packages.map((text): Install => {
        const values = { cell: cellNumber(cell.cell.index), package: text };
        const base = { text, cell: values.cell, source: cellSource(cell, line) };
        const found = readRequirementLine(text);
        if (found.kind === 'package' && !holdsSecret(found.line)) {
          return { ...base, requirement: { name: found.name, line: found.line } };
        }
        return found.kind === 'local'
          ? {
              ...base,
              problem: {
                level: 'warning',
                template: 'Cell {cell} installs {package}, a folder that no other machine has.',
                values,
                source: base.source
              }
            }
          : base;
      })
    )
  );
}

/** What cells install although the list that is taken does not name it. */
export function missingInstalls(
  file: string,
  installs: Install[],
  names: ReadonlySet<string>
): Problem[] {
  return installs.flatMap(({ text, requirement, problem, source, cell }): Problem[] => {
    if (problem) {
      return [problem];
    }
    return requirement === undefined || names.has(requirement.name)
      ? []
      : [
          {
            level: 'warning',
            template: 'Cell {cell} installs {package} while it runs; {file} does not name it.',
            values: { cell, package: text, file },
            source
          }
        ];
  });
}
