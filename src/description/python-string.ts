const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': ''
};
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([^]))/g;

/** A string literal taken apart. */
export interface Literal {
  /** Where the text starts and ends within the literal. */
  from: number;
  to: number;
  raw: boolean;
}

/** The parts of a Python string literal; `undefined` for bytes and for what does not end. */
export function literalParts(source: string): Literal | undefined {
  const head = /^([a-zA-Z]{0,2})('''|"""|'|")/.exec(source);
  const prefix = head?.[1]?.toLowerCase() ?? '';
  const quote = head?.[2];
  if (quote === undefined || prefix.includes('b')) {
    return undefined;
  }
  const from = prefix.length + quote.length;
  const to = source.length - quote.length;
  return to < from || !source.endsWith(quote) ? undefined : { from, to, raw: prefix.includes('r') };
}

/** The text that a piece of a literal stands for. */
export function unescape(text: string): string {
  if (!text.includes('\\')) {
    return text;
  }
  return text.replace(
    ESCAPE,
    (all: string, x?: string, u?: string, long?: string, octal?: string, other?: string) => {
      const hex = x ?? u ?? long;
      if (hex !== undefined) {
        const code = parseInt(hex, 16);
        return code > 0x10ffff ? all : String.fromCodePoint(code);
      }
      return octal === undefined
        ? (SIMPLE[other ?? ''] ?? all)
        : String.fromCharCode(parseInt(octal, 8));
    }
  );
}

/** The text of a whole literal without holes. */
export function literalText(source: string): string | undefined {
  const parts = literalParts(source);
  if (!parts) {
    return undefined;
  }
  const body = source.slice(parts.from, parts.to);
  return parts.raw ? body : unescape(body);
}
