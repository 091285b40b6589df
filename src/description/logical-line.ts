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

const OPENING = '([{';
const CLOSING = ')]}';

/**
 * Walks a cell by the lines at which a Python statement can start, so that a `%` within a string, in
 * brackets or after a backslash is not taken for a magic.
 *
 * `take` sees each start first, and may claim the line for IPython. `onNumber` is told of each `.` that
 * ends a number (`20.`).
 */
export function walkLines(
  source: string,
  from: number,
  take: TakeLine,
  onNumber: (dot: number) => void
): void {
  let i = from;
  let line = source.slice(0, from).split('\n').length;
  while (i < source.length) {
    const claimed = take(i, line);
    const end = claimed ?? statementEnd(source, i, onNumber);
    for (let k = i; k <= end && k < source.length; k++) {
      line += source[k] === '\n' ? 1 : 0;
    }
    i = end + 1;
  }
}

/** The offset of the newline that ends the statement which starts here, or the cell's length. */
function statementEnd(source: string, from: number, onNumber: (dot: number) => void): number {
  let depth = 0;
  let i = from;
  while (i < source.length) {
    const char = source.charAt(i);
    if (char === '\n' && depth <= 0) {
      return i;
    }
    if (char === '#') {
      i = lineEnd(source, i);
    } else if (char === '"' || char === "'") {
      i = stringEnd(source, i);
    } else if (char === '\\') {
      i += 2;
    } else if (/[\w\u0080-\uffff]/.test(char)) {
      i = wordEnd(source, i, onNumber);
    } else {
      depth += OPENING.includes(char) ? 1 : CLOSING.includes(char) ? -1 : 0;
      i++;
    }
  }
  return source.length;
}

/** The offset of the next newline, or the text's length. */
export function lineEnd(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  return end < 0 ? source.length : end;
}

function wordEnd(source: string, from: number, onNumber: (dot: number) => void): number {
  let i = from;
  while (i < source.length && /[\w\u0080-\uffff]/.test(source.charAt(i))) {
    i++;
  }
  if (/^\d[\d_]*$/.test(source.slice(from, i)) && source[i] === '.' && source[from - 1] !== '.') {
    if (!/\d/.test(source.charAt(i + 1))) {
      onNumber(i);
    }
    return i + 1;
  }
  return i;
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
