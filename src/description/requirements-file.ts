import type { Requirement, RequirementOption } from './description';
import type { Problem, Source } from './finding';
import type { Folders } from './folder';
import { folderOf, isUrl, resolvePath } from './path';
import { holdsSecret, readRequirementLine, type RequirementLine } from './requirement-line';

/** Files that include each other are followed so deep. */
export const MAX_INCLUDES = 8;
/** So many files are included at most. */
export const MAX_FILES = 100;
/** Lines of all files together; the rest is told of and left out. */
export const MAX_LINES = 20_000;

/** What a requirements file and the files that it includes say. */
export interface RequirementsFile {
  requirements: Requirement[];
  options: RequirementOption[];
  problems: Problem[];
}

/** A line with its continuations joined and its comment gone. */
export interface LogicalLine {
  text: string;
  /** Of the first part, from 1. */
  line: number;
}

interface Constraint {
  found: Extract<RequirementLine, { kind: 'package' }>;
  source: Source;
}

/**
 * A file's logical lines. As pip does it: lines that end in a backslash go on, then comments fall; a
 * `#` starts one at the start of a line or after white space.
 */
export function logicalRequirementLines(text: string): LogicalLine[] {
  const found: LogicalLine[] = [];
  let parts: string[] = [];
  let first = 0;
  text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .forEach((raw, i, all) => {
      const comment = raw.trimStart().startsWith('#');
      first = parts.length === 0 ? i + 1 : first;
      if (raw.endsWith('\\') && !comment && i < all.length - 1) {
        parts.push(raw.slice(0, -1));
        return;
      }
      parts.push(comment ? ` ${raw}` : raw.replace(/\\$/, ''));
      const line = withoutComment(parts.join('')).trim();
      parts = [];
      if (line !== '') {
        found.push({ text: line, line: first });
      }
    });
  return found;
}

function withoutComment(line: string): string {
  for (let i = line.indexOf('#'); i >= 0; i = line.indexOf('#', i + 1)) {
    if (i === 0 || /\s/.test(line.charAt(i - 1))) {
      return line.slice(0, i);
    }
  }
  return line;
}

/** Reads a requirements file of which the text is known, and all that it includes. */
export async function readRequirementsFile(
  folders: Folders,
  path: string,
  text: string
): Promise<RequirementsFile> {
  return readLines(folders, path, logicalRequirementLines(text));
}

/** Reads lines in pip's format that stand in another document, such as an environment.yml. */
export async function readLines(
  folders: Folders,
  path: string,
  lines: readonly LogicalLine[]
): Promise<RequirementsFile> {
  const reading = new Reading(folders);
  await reading.read(path, lines, [path], false);
  return reading.finish();
}

class Reading {
  constructor(folders: Folders) {
    this._folders = folders;
  }

  /** `chain`: the files that led here, this one last. */
  async read(
    path: string,
    lines: readonly LogicalLine[],
    chain: string[],
    constraint: boolean
  ): Promise<void> {
    for (const { text: line, line: number } of lines) {
      const source: Source = { kind: 'file', path, line: number };
      const values = { line: String(number), file: path };
      if (this._linesLeft-- <= 0) {
        if (this._linesLeft === -1) {
          this._problem(
            'error',
            '{file} is too long; line {line} and all after it is left out.',
            values,
            source
          );
        }
        return;
      }
      const found = readRequirementLine(line);
      if (found.kind === 'include') {
        await this._include(found.file, found.constraint || constraint, chain, source, values);
      } else {
        this._take(found, line, constraint, source, values);
      }
    }
  }

  /** Constraints join the packages that they limit. */
  finish(): RequirementsFile {
    for (const { found, source } of this._constraints) {
      const limited = this._requirements.find(({ name }) => name === found.name);
      if (!limited) {
        const values = { package: found.line };
        const template =
          '{package} limits a package that only other packages need; the limit is not sent.';
        this._problem('warning', template, values, source);
      } else if (found.versions !== undefined && found.versions !== '') {
        limited.line = withVersions(limited.line, found.versions);
        limited.evidence.push({
          template: 'Limited to {versions}',
          values: { versions: found.versions },
          source
        });
      }
    }
    return { requirements: this._requirements, options: this._options, problems: this._problems };
  }

  private _take(
    found: Exclude<RequirementLine, { kind: 'include' }>,
    line: string,
    constraint: boolean,
    source: Source,
    values: Record<string, string>
  ): void {
    if (found.kind === 'local') {
      this._problem(
        'error',
        'Line {line} of {file} names a folder on this machine, which no other machine has: {path}',
        { ...values, path: found.path },
        source
      );
    } else if (found.kind === 'unknown') {
      this._problem(
        'warning',
        'Line {line} of {file} is not understood, and left out: {text}',
        { ...values, text: line.slice(0, 60) },
        source
      );
    } else if (holdsSecret(found.line)) {
      // What is sent goes to every broker that is asked.
      this._problem(
        'error',
        'Line {line} of {file} holds a password or token; it is left out, so that no broker sees it.',
        values,
        source
      );
    } else if (found.kind === 'option') {
      this._options.push({
        line: found.line,
        evidence: [{ template: '{file}, line {line}', values, source }]
      });
    } else if (constraint) {
      this._constraints.push({ found, source });
    } else {
      const evidence = [{ template: '{file}, line {line}', values, source }];
      this._requirements.push({ name: found.name, line: found.line, evidence });
    }
  }

  private async _include(
    file: string,
    constraint: boolean,
    chain: string[],
    source: Source,
    values: Record<string, string>
  ): Promise<void> {
    const more = { ...values, included: file };
    if (isUrl(file)) {
      const line = `${constraint ? '-c' : '-r'} ${file}`;
      if (!holdsSecret(line)) {
        this._options.push({
          line,
          evidence: [{ template: '{file}, line {line}', values, source }]
        });
      }
      return;
    }
    const path = file.startsWith('/') ? undefined : resolvePath(folderOf(chain.at(-1) ?? ''), file);
    if (path === undefined) {
      const template =
        'Line {line} of {file} includes {included}, which lies outside of the files here.';
      this._problem('error', template, more, source);
    } else if (chain.includes(path)) {
      const template = 'Line {line} of {file} includes {included}, which leads back to itself.';
      this._problem('error', template, more, source);
    } else if (chain.length >= MAX_INCLUDES || this._seen.size >= MAX_FILES) {
      const template = 'Line {line} of {file} includes {included}, one file too many.';
      this._problem('error', template, more, source);
    } else if (!this._seen.has(`${constraint} ${path}`)) {
      this._seen.add(`${constraint} ${path}`);
      const read = await this._folders.read(path);
      if ('text' in read) {
        const lines = logicalRequirementLines(read.text);
        await this.read(path, lines, [...chain, path], constraint);
      } else {
        this._problem('error', NOT_READ[read.missing], more, source);
      }
    }
  }

  private _problem(
    level: Problem['level'],
    template: string,
    values: Record<string, string>,
    source: Source
  ): void {
    this._problems.push({ level, template, values, source });
  }

  private readonly _folders: Folders;
  private readonly _requirements: Requirement[] = [];
  private readonly _options: RequirementOption[] = [];
  private readonly _constraints: Constraint[] = [];
  private readonly _problems: Problem[] = [];
  /** A file that two others include counts once. */
  private readonly _seen = new Set<string>();
  private _linesLeft = MAX_LINES;
}

const NOT_READ = {
  absent: 'Line {line} of {file} includes {included}, which is not there.',
  large: 'Line {line} of {file} includes {included}, which is too large to be read.',
  unreadable: 'Line {line} of {file} includes {included}, which is not text or cannot be read.'
};

/** More versions for a line that may have a marker and hashes behind its own; URLs keep theirs. */
function withVersions(line: string, versions: string): string {
  if (/\s@\s|:\/\//.test(line)) {
    return line;
  }
  const end = line.search(/;|\s--/);
  const head = end < 0 ? line : line.slice(0, end);
  return `${head}${/[<>=!~]/.test(head) ? ',' : ''}${versions}${end < 0 ? '' : line.slice(end)}`;
}
