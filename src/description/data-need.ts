import { cellNumber, cellSource, type CellFacts } from './analysis';
import type { DataNeed } from './description';
import { listFinding, type Finding } from './finding';
import { isUrl } from './path';

/** So many places where one URL is seen are kept. */
const MAX_EVIDENCE = 20;

/** The URLs that code hands to a call, each once. */
export function findData(cells: CellFacts[]): Finding<DataNeed[]> {
  const needs = new Map<string, DataNeed>();
  const add = (cell: CellFacts, url: string, pattern: boolean, line: number): void => {
    const need = needs.get(url) ?? { url, ...(pattern ? { pattern } : {}), evidence: [] };
    needs.set(url, need);
    if (need.evidence.length < MAX_EVIDENCE) {
      need.evidence.push({
        template: pattern
          ? 'Cell {cell} makes URLs that start like {url}'
          : 'Cell {cell} fetches {url}',
        values: { cell: cellNumber(cell.cell.index), url },
        source: cellSource(cell, line)
      });
    }
  };
  for (const cell of cells) {
    for (const { value, pattern, line } of cell.facts.urls) {
      add(cell, value, pattern, line);
    }
    for (const { line, meaning } of cell.commands) {
      meaning.words.filter(isUrl).forEach(url => {
        add(cell, url, /[{$]/.test(url), line);
      });
    }
  }
  const value = [...needs.values()];
  return listFinding(value, 'No cell fetches a URL');
}
