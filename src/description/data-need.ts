import { cellNumber, cellSource, type CellFacts } from './analysis';
import { dataSource, type DataSource } from './data-source';
import type { DataNeed } from './description';
import { listFinding, type Finding, type Sentence } from './finding';
import { isUrl } from './path';
import { rucio } from './remote-call';
import type { Turns } from './turns';

/** So many places where one URL is seen are kept. */
const MAX_EVIDENCE = 20;

/** What code fetches by itself, wherever it runs, each once. */
export async function findData(cells: CellFacts[], turns: Turns): Promise<Finding<DataNeed[]>> {
  const needs = new Map<string, DataNeed>();
  const add = (
    cell: CellFacts,
    line: number,
    url: string,
    pattern: boolean,
    { kind, protocol, resource }: DataSource,
    by?: string
  ): void => {
    const known = needs.get(url);
    // What the call says about a URL is more than what the URL says.
    const better = known?.kind === 'url' && kind !== 'url';
    const need: DataNeed = known ?? { url, kind, evidence: [] };
    if (!known || better) {
      delete need.resource;
      Object.assign(need, { kind }, pattern && { pattern }, protocol && { protocol });
      Object.assign(need, resource && { resource });
      needs.set(url, need);
    }
    if (need.evidence.length < MAX_EVIDENCE) {
      const { template, values } = sentence(url, pattern, protocol, by);
      need.evidence.push({
        template,
        values: { cell: cellNumber(cell.cell.index), ...values },
        source: cellSource(cell, line)
      });
    }
  };
  for (const cell of cells) {
    await turns.next();
    for (const { value, pattern, line, call } of cell.facts.urls) {
      add(cell, line, value, pattern, dataSource(value, call, pattern));
    }
    for (const { url, pattern, line, by, ...source } of cell.remote) {
      add(cell, line, url, pattern, source, by);
    }
    for (const { line, meaning } of cell.commands) {
      meaning.words.filter(isUrl).forEach(url => {
        const pattern = /[{$]/.test(url);
        add(cell, line, url, pattern, dataSource(url, undefined, pattern));
      });
      for (const did of meaning.words.slice(meaning.words[0] === 'rucio' ? 1 : Infinity)) {
        const found = isUrl(did) ? undefined : rucio(did);
        if (found) {
          add(cell, line, found.url, false, found, 'rucio');
        }
      }
    }
  }
  return listFinding([...needs.values()], 'No cell fetches a URL');
}

function sentence(
  url: string,
  pattern: boolean,
  protocol: string | undefined,
  by: string | undefined
): Required<Sentence> {
  if (protocol !== undefined) {
    return { template: 'Cell {cell} asks the {protocol} service {url}', values: { url, protocol } };
  }
  if (by !== undefined) {
    return pattern
      ? {
          template: 'Cell {cell} fetches what starts like {url} with {call}',
          values: { url, call: by }
        }
      : { template: 'Cell {cell} fetches {url} with {call}', values: { url, call: by } };
  }
  return pattern
    ? { template: 'Cell {cell} makes URLs that start like {url}', values: { url } }
    : { template: 'Cell {cell} fetches {url}', values: { url } };
}
