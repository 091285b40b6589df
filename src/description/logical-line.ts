/** A piece of a cell that IPython looks at as one: to the newline that ends the statement. */
export interface LogicalLine {
  /** Offsets in the cell; the newline is outside. */
  from: number;
  to: number;
  /** Counted from 1. */
  line: number;
}

/** What the caller makes of a line that starts here: the offset where its own line ends, or nothing. */
export type TakeLine = (from: number, line: number) => number | undefined;

const NEWLINE = 10;
const DOUBLE_QUOTE = 34;
const HASH = 35;
const SINGLE_QUOTE = 39;
const BACKSLASH = 92;

/**
 * Walks a cell by the lines at which a Python statement can start, so that a `%` within a string, in
 * brackets or after a backslash is not taken for a magic.
 *
 * `take` sees each start first, and may claim the line for IPython.
 */
export function walkLines(source: string, from: number, take: TakeLine): void {
  let i = from;
  let line = source.slice(0, from).split('\n').length;
  while (i < source.length) {
    const claimed = take(i, line);
    const end = claimed ?? statementEnd(source, i);
    for (let k = source.indexOf('\n', i); k >= 0 && k <= end; k = source.indexOf('\n', k + 1)) {
      line++;
    }
    i = end + 1;
  }
}

/** The offset of the newline that ends the statement which starts here, or the cell's length. */
function statementEnd(source: string, from: number): number {
  let depth = 0;
  let i = from;
  while (i < source.length) {
    const code = source.charCodeAt(i);
    if (code === NEWLINE && depth <= 0) {
      return i;
    }
    if (code === HASH) {
      i = lineEnd(source, i);
    } else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      i = stringEnd(source, i);
    } else if (code === BACKSLASH) {
      i += 2;
    } else {
      depth += nesting(code);
      i++;
    }
  }
  return source.length;
}

/** 1 for an opening bracket, -1 for a closing one. */
function nesting(code: number): number {
  switch (code) {
    case 40: // (
    case 91: // [
    case 123: // {
      return 1;
    case 41: // )
    case 93: // ]
    case 125: // }
      return -1;
    default:
      return 0;
  }
}

/** The offset of the next newline, or the text's length. */
export function lineEnd(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  return end < 0 ? source.length : end;
}

/** The offset after the string that starts here; one that never ends stops with its line. */
function stringEnd(source: string, from: number): number {
  const quote = source.charAt(from);
  const long = source.startsWith(quote.repeat(3), from);
  const mark = long ? quote.repeat(3) : quote;
  let i = from + mark.length;
  while (i < source.length) {
    if (source[i] === '\\') {
      i += 2;
    } else if (source.startsWith(mark, i)) {
      return i + mark.length;
    } else if (!long && source[i] === '\n') {
      return i;
    } else {
      i++;
    }
  }
  return source.length;
}
