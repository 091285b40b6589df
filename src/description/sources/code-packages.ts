import { cellNumber } from '../analysis';
import type { Requirement } from '../description';
import type { Notebook } from '../notebook';
import { readJulia } from './julia-code';
import { readR } from './r-code';

/** The packages that an R or Julia notebook's cells load and install. */
export function codePackages(notebook: Notebook, language: string): Requirement[] {
  const found = new Map<string, Requirement>();
  for (const { index, source } of notebook.cells) {
    for (const { name, line, how } of language === 'r' ? readR(source) : readJulia(source)) {
      const known = found.get(name) ?? { name, line: name, evidence: [] };
      found.set(name, known);
      if (known.evidence.length < 20) {
        known.evidence.push({
          template:
            how === 'loads' ? 'Cell {cell} loads {package}' : 'Cell {cell} installs {package}',
          values: { cell: cellNumber(index), package: name },
          source: { kind: 'cell', cell: index, line }
        });
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
