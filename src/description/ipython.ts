import { lineEnd, walkLines } from './logical-line';

/** A line that IPython takes for itself: `%pip install x`, `!ls`, a line of a `%%bash` cell. */
export interface Command {
  kind: 'magic' | 'shell';
  /** The magic's name and arguments without the `%`, or the shell's command line. */
  text: string;
  /** Counted from 1 within the cell. */
  line: number;
}

export interface IPythonCell {
  /** As long as the source, line for line, with what is not Python replaced; absent: no Python. */
  code?: string;
  commands: Command[];
}

/** Cell magics whose body is Python, run by this kernel or another Python. */
const PYTHON_CELLS = new Set(
  [
    'time',
    'timeit',
    'capture',
    'prun',
    'memit',
    'mprun',
    'lprun',
    'scalene',
    'snakeviz',
    'debug'
  ].concat(['px', 'python', 'python3'])
);
/** Cell magics whose body is a shell's. */
const SHELL_CELLS = new Set(['bash', 'sh', 'zsh', '!', 'sx', 'system', 'script']);
/** Line magics that take a Python statement, with their options. */
const STATEMENT_MAGIC = /^%(?:time|timeit|prun|memit)[ \t]+(?:-[a-zA-Z]+[ \t]*(?:\d+[ \t]+)?)*/;
const COMPOUND = /^(?:for|while|with|if|def|class|try|async|@)\b/;
/** Line magics that people write without their `%` (IPython's automagic). */
const BARE_MAGIC =
  /^(?:pip|conda|mamba|cd|ls|ll|cat|cp|mv|rm|mkdir|rmdir|run|load_ext|matplotlib|pylab|less|more|man)[ \t]+(?!(?:in|is|if|and|or|not|for|else)\b)[\w.~/'"*-]/;
const HELP = /^(?:\?.*|%{0,2}[A-Za-z_][\w.*]*\?{1,2})$/;
const ASSIGNED = /^[\w.,[\] \t]{1,200}=[ \t]*(?=[%!]\w)/;

/**
 * A cell as Python alone, and the lines that are IPython's own.
 *
 * Source: IPython's input transformation (`IPython.core.inputtransformer2`).
 */
export function readIPython(source: string): IPythonCell {
  const head = /^\s*%%(!|\w*)[ \t]*(.*)/.exec(source);
  if (!head) {
    return readLines(source, 0);
  }
  const [all = '', magic = '', rest = ''] = head;
  const line = lineNumber(source, all.length);
  const command: Command = { kind: 'magic', text: `%${magic} ${rest}`.trim(), line };
  if (PYTHON_CELLS.has(magic)) {
    const python = readLines(source, all.length);
    return { ...python, commands: [command, ...python.commands] };
  }
  const shell = SHELL_CELLS.has(magic) && !/\b(?:perl|ruby|node)\b/.test(rest);
  return { commands: shell ? [command, ...shellLines(source, all.length)] : [command] };
}

function lineNumber(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length;
}

function shellLines(source: string, from: number): Command[] {
  const first = lineNumber(source, from);
  return source
    .slice(from)
    .split('\n')
    .map((text, i): Command => ({ kind: 'shell', text: text.trim(), line: first + i }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'));
}

function readLines(source: string, from: number): IPythonCell {
  const commands: Command[] = [];
  const pieces = [blank(source.slice(0, from))];
  let done = from;
  const replace = (start: number, end: number, by: string): void => {
    const body = source.slice(start, end);
    pieces.push(source.slice(done, start), by + blank(body.slice(by.length)));
    done = end;
  };
  walkLines(source, from, (start, line) => {
    const end = continuedEnd(source, start);
    const text = source.slice(start, end);
    const found = escaped(text);
    if (!found) {
      return undefined;
    }
    commands.push({ ...found.command, line });
    if (found.to !== undefined) {
      // The statement behind `%time` is walked like any other.
      replace(start + found.from, start + found.to, found.by);
      return undefined;
    }
    replace(start + found.from, end, found.by);
    return end;
  });
  pieces.push(source.slice(done));
  return { code: pieces.join(''), commands };
}

interface Escaped {
  command: Omit<Command, 'line'>;
  /** What is to be replaced, within the line, and by which Python. */
  from: number;
  to?: number;
  by: string;
}

/** What a line is to IPython; `undefined`: plain Python. */
function escaped(line: string): Escaped | undefined {
  const from = line.length - line.trimStart().length;
  const text = line.slice(from).trimEnd();
  // Most lines are plain Python, and nothing else is asked of them.
  if (!/[%!?]|^[,;/]/.test(text) && !BARE_MAGIC.test(text)) {
    return undefined;
  }
  const joined = text.replace(/\\\n/g, ' ');
  // A number stands in: it is a statement, so an indented body stays one.
  const by = '0';
  if (HELP.test(text)) {
    return { command: { kind: 'magic', text: 'pinfo' }, from, by };
  }
  const statement = STATEMENT_MAGIC.exec(text);
  if (
    statement &&
    statement[0].length < text.length &&
    !COMPOUND.test(text.slice(statement[0].length))
  ) {
    const to = from + statement[0].length;
    return { command: { kind: 'magic', text: joined.slice(1) }, from, to, by: '0;' };
  }
  if (text.startsWith('%')) {
    return { command: { kind: 'magic', text: joined.slice(1).trim() }, from, by };
  }
  if (text.startsWith('!')) {
    return { command: { kind: 'shell', text: joined.replace(/^!+/, '').trim() }, from, by };
  }
  if (/^[,;/]/.test(text)) {
    return { command: { kind: 'magic', text: 'autocall' }, from, by };
  }
  const assigned = ASSIGNED.exec(text);
  if (assigned) {
    const kind = text[assigned[0].length] === '!' ? 'shell' : 'magic';
    const command = joined.slice(assigned[0].length + 1).trim();
    return { command: { kind, text: command }, from: from + assigned[0].length, by };
  }
  return BARE_MAGIC.test(text) ? { command: { kind: 'magic', text: joined }, from, by } : undefined;
}

/** The end of a line, and of those that it goes on in after a backslash. */
function continuedEnd(source: string, from: number): number {
  let end = lineEnd(source, from);
  while (end < source.length && source[end - 1] === '\\') {
    end = lineEnd(source, end + 1);
  }
  return end;
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
