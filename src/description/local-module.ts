import type { CellFacts } from './analysis';
import type { ImportFact } from './facts';
import type { Source } from './finding';
import type { Folders } from './folder';
import { resolvePath } from './path';
import { readPython } from './python/read-python';
import { isStandard } from './standard-library';
import type { Turns } from './turns';

/** So many files of local modules are read for what they import in turn. */
export const MAX_MODULE_FILES = 100;
/** Packages within packages. */
const MAX_PACKAGE_DEPTH = 4;

/** A module that lies beside the notebook: files that go along, not a package to install. */
export interface LocalModule {
  name: string;
  /** Seen from the notebook's folder. */
  files: { path: string; size?: number }[];
  /** Who imports it first. */
  cell: number;
  line: number;
}

/** An import with the place that it was seen at. */
export interface ImportSeen extends ImportFact {
  cell: number;
  /** In the cell, or in a file that the cell's import leads to. */
  source: Source;
}

export interface Imports {
  /** Of everything that is not beside the notebook, in order. */
  packages: ImportSeen[];
  modules: LocalModule[];
}

/** Sorts imports into packages and local modules, and follows the local ones. */
export async function sortImports(
  cells: CellFacts[],
  folder: string,
  folders: Folders,
  turns: Turns
): Promise<Imports> {
  const packages: ImportSeen[] = [];
  const modules = new Map<string, LocalModule>();
  const elsewhere = new Set<string>();
  const waiting: ImportSeen[] = cells.flatMap(({ cell, facts }) =>
    facts.imports.map(found => ({
      ...found,
      cell: cell.index,
      source: { kind: 'cell' as const, cell: cell.index, line: found.line }
    }))
  );
  let filesLeft = MAX_MODULE_FILES;
  // It grows meanwhile, by what local modules import.
  for (const next of waiting) {
    await turns.next();
    const name = next.module.split('.')[0] ?? next.module;
    if (modules.has(name)) {
      continue;
    }
    const files = elsewhere.has(name) ? [] : await moduleFiles(name, folder, folders);
    if (files.length === 0) {
      elsewhere.add(name);
      if (!isStandard(name)) {
        packages.push(next);
      }
      continue;
    }
    modules.set(name, { name, files, cell: next.cell, line: next.line });
    for (const { path } of files) {
      if (filesLeft-- <= 0) {
        break;
      }
      const full = resolvePath(folder, path) ?? path;
      const read = await folders.read(full);
      for (const found of 'text' in read ? readPython(read.text).imports : []) {
        waiting.push({
          ...found,
          cell: next.cell,
          source: { kind: 'file', path: full, line: found.line }
        });
      }
    }
  }
  return { packages, modules: [...modules.values()] };
}

/** `name.py`, or all Python files of the folder `name`. */
async function moduleFiles(
  name: string,
  folder: string,
  folders: Folders
): Promise<LocalModule['files']> {
  const beside = await folders.list(folder);
  const file = beside?.get(`${name}.py`);
  if (file?.kind === 'file') {
    return [{ path: file.name, ...(file.size === undefined ? {} : { size: file.size }) }];
  }
  return beside?.get(name)?.kind === 'directory' ? pythonFiles(name, folder, folders, 1) : [];
}

async function pythonFiles(
  path: string,
  folder: string,
  folders: Folders,
  depth: number
): Promise<LocalModule['files']> {
  const found: LocalModule['files'] = [];
  for (const entry of (await folders.list(resolvePath(folder, path) ?? path))?.values() ?? []) {
    const inside = `${path}/${entry.name}`;
    if (entry.kind === 'file' && entry.name.endsWith('.py')) {
      found.push({ path: inside, ...(entry.size === undefined ? {} : { size: entry.size }) });
    } else if (
      entry.kind === 'directory' &&
      depth < MAX_PACKAGE_DEPTH &&
      !entry.name.startsWith('.')
    ) {
      found.push(...(await pythonFiles(inside, folder, folders, depth + 1)));
    }
  }
  return found;
}
