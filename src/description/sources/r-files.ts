import type { Requirement } from '../description';
import type { Declared, VersionAsked } from '../environment';
import { asksFor } from './asks-for';
import { entriesOf, get, itemsOf, must, textOf, type Located } from './located';
import { declareList, declareLock } from './pinned';
import type { Place } from './place';
import { readR } from './r-code';
import { RequirementList } from './requirement-list';

/** Packages with their versions, as renv locked them. Source: renv's "Lockfiles" vignette. */
export function readRenvLock(document: Located, place: Place): Declared {
  must(get(document, 'Packages'));
  const list = new RequirementList(place);
  const needed = new Set<string>();
  for (const [name, node] of entriesOf(document, 'Packages').slice(0, 5_000)) {
    const version = textOf(node, 'Version');
    itemsOf(node, 'Requirements').forEach(({ text = '' }) => needed.add(text));
    for (const key of ['Imports', 'Depends', 'LinkingTo']) {
      itemsOf(node, key).forEach(({ text = '' }) => needed.add(/^[\w.]+/.exec(text)?.[0] ?? ''));
    }
    list.requirements.push(
      rPackage(name, version === undefined ? name : `${name}@${version}`, place, node.line)
    );
  }
  const direct = list.requirements.filter(({ name }) => !needed.has(name)).length;
  const r = textOf(document, 'R', 'Version');
  return {
    ...declareLock('r', place, list, needed.size > 0 ? direct : undefined, 0),
    ...(r === undefined ? {} : { version: asksFor('R', `==${r}`, place, 1) })
  };
}

/** What a package of R's needs. Source: "Writing R Extensions", 1.1.1 and 1.1.3. */
export function readDescription(text: string, place: Place): Declared {
  const list = new RequirementList(place);
  let field = '';
  let version: VersionAsked | undefined;
  text.split(/\r?\n/).forEach((raw, i) => {
    const start = /^([\w@/-]+):(.*)$/.exec(raw);
    field = start?.[1] ?? field;
    if (!/^(?:Depends|Imports|LinkingTo)$/.test(field) || (!start && !/^\s/.test(raw))) {
      return;
    }
    for (const part of (start?.[2] ?? raw).split(',')) {
      const [, name, range] = /^\s*([A-Za-z][\w.]*)\s*(?:\(([^()]*)\))?\s*$/.exec(part) ?? [];
      const wanted = range?.replace(/\s+/g, ' ').trim();
      if (name === 'R') {
        version =
          wanted === undefined ? version : asksFor('R', wanted.replace(' ', ''), place, i + 1);
      } else if (name !== undefined && list.requirements.length < 5_000) {
        const line = wanted === undefined ? name : `${name} (${wanted})`;
        list.requirements.push(rPackage(name, line, place, i + 1));
      } else if (part.trim() !== '') {
        list.trouble('warning', '{place} is not understood, and left out: {text}', i + 1, {
          text: part.trim().slice(0, 60)
        });
      }
    }
  });
  return { ...declareList('r', place, list), ...(version ? { version } : {}) };
}

/** What the script that repo2docker runs installs. */
export function readInstallR(text: string, place: Place): Declared {
  const list = new RequirementList(place);
  for (const { name, line, how } of readR(text)) {
    if (how === 'installs' && !list.requirements.some(known => known.name === name)) {
      list.requirements.push(rPackage(name, name, place, line));
    }
  }
  return { ...declareList('r', place, list), complete: false };
}

function rPackage(name: string, line: string, place: Place, at: number): Requirement {
  const values = { place: place.words(at) };
  return { name, line, evidence: [{ template: '{place}', values, source: place.at(at) }] };
}
