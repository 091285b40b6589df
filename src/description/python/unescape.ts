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
