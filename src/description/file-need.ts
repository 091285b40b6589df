import type { ElsewhereFile, FileNeed } from './description';
import { cellNumber, cellSource, type CellFacts } from './analysis';
import { listFinding, type Evidence, type Finding, type Problem, type Source } from './finding';
import type { Folders } from './folder';
import { fitsPattern, isPattern } from './glob';
import type { LocalModule } from './local-module';
import type { Opening } from './opening';
import { isAbsolutePath, isPathLike, isUrl, resolvePath } from './path';
import type { Turns } from './turns';

/** `**` goes so many folders down. */
const MAX_GLOB_DEPTH = 6;

/** Absolute paths that every system has, or that nobody expects to be sent. */
const SYSTEM = /^\/(?:dev|proc|sys|etc|usr|tmp)\//;

const HIDDEN =
  'Jupyter hides what may be there, so it is not sent (ContentsManager.allow_hidden = True shows it)';

export interface FoundFiles {
  files: Finding<FileNeed[]>;
  elsewhere: ElsewhereFile[];
}

/**
 * The files beside the notebook that its code opens, and what will be missing elsewhere. `moved`: the
 * folder in which its kernel is, as seen from the notebook's, where that is another.
 */
export async function findFiles(
  cells: CellFacts[],
  modules: LocalModule[],
  folder: string,
  folders: Folders,
  turns: Turns,
  moved?: string
): Promise<FoundFiles> {
  const search = new Search(folder, folders, moved);
  for (const module of modules) {
    for (const { path, size } of module.files) {
      search.add(path, size, {
        template: 'Cell {cell} imports {module}',
        values: { cell: cellNumber(module.cell), module: module.name },
        source: { kind: 'cell', cell: module.cell, line: module.line }
      });
    }
  }
  for (const cell of cells) {
    await search.readCell(cell);
    await turns.next();
  }
  return search.finish();
}

/** One opening, in code or in a line for IPython, with the sentence that speaks of it. */
interface Seen extends Pick<Opening, 'path' | 'use' | 'fallback' | 'line' | 'whole'> {
  command: boolean;
  evidence: Evidence;
}

class Search {
  constructor(folder: string, folders: Folders, moved: string | undefined) {
    this._folder = folder;
    this._folders = folders;
    this._moved = moved;
  }

  async readCell(cell: CellFacts): Promise<void> {
    const index = cellNumber(cell.cell.index);
    const seen: Seen[] = cell.openings.map(({ by, ...opening }) => ({
      ...opening,
      command: false,
      evidence: {
        template:
          opening.use === 'maybe'
            ? 'Cell {cell} names {path}'
            : 'Cell {cell} opens {path} with {call}',
        values: { cell: index, path: opening.path, call: by },
        source: cellSource(cell, opening.line)
      }
    }));
    for (const { line, meaning } of cell.commands) {
      const source = cellSource(cell, line);
      const add = (path: string, use: Opening['use']): void => {
        if (isPathLike(path) && !isUrl(path)) {
          const evidence: Evidence = {
            template: 'Cell {cell} names {path} in a command',
            values: { cell: index, path },
            source
          };
          seen.push({ path, use, fallback: false, line, command: true, evidence });
        }
      };
      meaning.writes.forEach(path => {
        add(path, 'write');
      });
      meaning.reads.forEach(path => {
        add(path, 'read');
      });
      meaning.words.forEach(word => {
        add(word, isPattern(word) ? 'glob' : 'maybe');
      });
      if (meaning.folder !== undefined) {
        this._changedFolder(meaning.folder, source, index);
      }
    }
    for (const call of cell.facts.calls) {
      if (call.owner === 'os' && call.name === 'chdir') {
        this._changedFolder(call.args[0]?.value?.value ?? '?', cellSource(cell, call.line), index);
      }
    }
    for (const one of seen.sort((a, b) => a.line - b.line)) {
      await this._look(one, index, cell.cell.mayFail);
    }
  }

  /** `path` is seen from the notebook's folder. */
  add(path: string, size: number | undefined, evidence: Evidence): void {
    this._need(path, true, size, evidence);
  }

  finish(): FoundFiles {
    const value = [...this._needs.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    for (const [path, { evidence }] of this._directories) {
      if (!value.some(need => need.path.startsWith(`${path}/`))) {
        this._problems.push({
          level: 'warning',
          template: '{path} is a folder: of a folder only the files go along that the code names.',
          values: { path },
          source: evidence.source
        });
      }
    }
    if (this._moved !== undefined && value.length > 0) {
      this._problems.unshift({
        level: 'warning',
        template:
          'The running kernel is in the folder {folder}: there it opens these files. A run begins beside the notebook.',
        values: { folder: this._moved },
        source: { kind: 'kernel' }
      });
    }
    return {
      files: listFinding(value, 'No cell opens a file beside the notebook', this._problems),
      elsewhere: [...this._elsewhere.values()]
    };
  }

  private async _look(seen: Seen, cell: string, mayFail: boolean): Promise<void> {
    const { path, use } = seen;
    const relative = isAbsolutePath(path) ? undefined : resolvePath('', path);
    const key = relative ?? path;
    if (use === 'write') {
      this._written.add(key);
    } else if (relative === undefined) {
      if ((use === 'read' || use === 'glob') && !this._written.has(key) && !SYSTEM.test(path)) {
        await this._outside(seen, cell);
      }
    } else if (use === 'glob') {
      await this._glob(relative, cell, seen);
    } else if (relative !== '' && !this._written.has(relative)) {
      await this._file(relative, seen, cell, mayFail);
    }
  }

  private async _file(path: string, seen: Seen, cell: string, mayFail: boolean): Promise<void> {
    const entry = await this._find(path);
    // `%run plot` runs plot.py.
    const script = entry || !(seen.command && seen.use === 'read') ? undefined : `${path}.py`;
    const ran = script === undefined ? undefined : await this._find(script);
    if (script !== undefined && ran?.kind === 'file') {
      this._need(script, true, ran.size, seen.evidence);
    } else if (entry?.kind === 'file') {
      this._need(path, true, entry.size, seen.evidence);
    } else if (entry?.kind === 'directory' && seen.whole) {
      await this._whole(path, seen.evidence, 0);
    } else if (entry?.kind === 'directory') {
      this._directories.set(path, seen);
    } else if (seen.use === 'read') {
      const known = this._needs.has(path);
      const hidden = await this._mayHide(path);
      this._need(path, hidden ? undefined : false, undefined, seen.evidence);
      if (!known && !mayFail) {
        const moved = await this._inKernelFolder(path);
        this._problems.push({
          level: 'warning',
          template: hidden
            ? `Cell {cell} opens {path}; ${HIDDEN}.`
            : seen.fallback
              ? 'Cell {cell} opens {path} if something else fails, and it is not there.'
              : moved
                ? 'Cell {cell} opens {path}, and it is not there but in {folder}, where the running kernel is.'
                : 'Cell {cell} opens {path}, and it is not there.',
          values: { cell, path, folder: this._moved ?? '' },
          source: seen.evidence.source
        });
      }
    }
  }

  private _mayHide(path: string): Promise<boolean> {
    return this._folders.mayHide(resolvePath(this._folder, path) ?? path);
  }

  private async _inKernelFolder(path: string): Promise<boolean> {
    const full =
      this._moved === undefined ? undefined : resolvePath(this._folder, `${this._moved}/${path}`);
    return full !== undefined && (await this._folders.find(full))?.kind === 'file';
  }

  /** A folder that is read as one thing goes along with all that is in it, hidden files as well. */
  private async _whole(path: string, evidence: Evidence, depth: number): Promise<void> {
    const entries = await this._folders.list(resolvePath(this._folder, path) ?? path);
    for (const entry of depth > MAX_GLOB_DEPTH ? [] : (entries?.values() ?? [])) {
      const inside = `${path}/${entry.name}`;
      if (entry.kind === 'directory') {
        await this._whole(inside, evidence, depth + 1);
      } else {
        this._need(inside, true, entry.size, evidence);
      }
    }
  }

  private _find(path: string): ReturnType<Folders['find']> {
    return this._folders.find(resolvePath(this._folder, path) ?? path);
  }

  private async _glob(pattern: string, cell: string, { evidence, command }: Seen): Promise<void> {
    let found = 0;
    const walk = async (folder: string, parts: string[], depth: number): Promise<void> => {
      const [part, ...rest] = parts;
      const entries = await this._folders.list(resolvePath(this._folder, folder) ?? folder);
      if (part === undefined || !entries || depth > MAX_GLOB_DEPTH + parts.length) {
        return;
      }
      if (part === '**') {
        await walk(folder, rest.length > 0 ? rest : ['*'], depth);
      }
      for (const entry of entries.values()) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        const hidden = entry.name.startsWith('.') && !part.startsWith('.');
        if (hidden || !(part === '**' || fitsPattern(entry.name, part))) {
          continue;
        }
        if (entry.kind === 'directory' && (part === '**' || rest.length > 0)) {
          await walk(path, part === '**' ? parts : rest, depth + 1);
        } else if (entry.kind === 'file' && rest.length === 0 && part !== '**') {
          found++;
          if (!this._written.has(path)) {
            this._need(path, true, entry.size, evidence);
          }
        }
      }
    };
    await walk('', pattern.split('/'), 0);
    const written = [...this._written].some(path => fitsPattern(path, pattern));
    if (found === 0 && !written && !command) {
      this._problems.push({
        level: 'warning',
        template: (await this._mayHide(pattern))
          ? `Cell {cell} looks for {path}; ${HIDDEN}.`
          : 'Cell {cell} looks for {path}, and no file here fits.',
        values: { cell, path: pattern },
        source: evidence.source
      });
    }
  }

  private _need(
    path: string,
    exists: boolean | undefined,
    size: number | undefined,
    evidence: Evidence
  ): void {
    const need = this._needs.get(path);
    if (need) {
      need.evidence.push(evidence);
    } else {
      this._needs.set(path, {
        path,
        ...(exists === undefined ? {} : { exists }),
        ...(size === undefined ? {} : { size }),
        evidence: [evidence]
      });
    }
  }

  private async _outside({ path, use, evidence }: Seen, cell: string): Promise<void> {
    const known = this._elsewhere.get(path);
    if (known) {
      known.evidence.push(evidence);
      return;
    }
    const inside = isAbsolutePath(path)
      ? this._folders.locate(path)
      : resolvePath(this._folder, path);
    const entry =
      inside === undefined || use === 'glob' ? undefined : await this._folders.find(inside);
    const seen =
      inside !== undefined &&
      use !== 'glob' &&
      (entry !== undefined || !(await this._folders.mayHide(inside)));
    this._elsewhere.set(path, {
      path,
      ...(seen ? { exists: entry !== undefined } : {}),
      ...(entry?.size === undefined ? {} : { size: entry.size }),
      evidence: [evidence]
    });
    this._problems.push({
      level: 'warning',
      template:
        'Cell {cell} opens {path}, which is outside of the notebook’s folder; it will not be there.',
      values: { cell, path },
      source: evidence.source
    });
  }

  private _changedFolder(folder: string, source: Source, cell: string): void {
    this._problems.push({
      level: 'warning',
      template:
        'Cell {cell} goes on in the folder {folder}; files that later cells open are looked for beside the notebook only.',
      values: { cell, folder },
      source
    });
  }

  private readonly _folder: string;
  private readonly _folders: Folders;
  private readonly _moved: string | undefined;
  private readonly _needs = new Map<string, FileNeed>();
  private readonly _elsewhere = new Map<string, ElsewhereFile>();
  private readonly _directories = new Map<string, Seen>();
  private readonly _written = new Set<string>();
  private readonly _problems: Problem[] = [];
}
