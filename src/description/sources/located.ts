/**
 * A document of TOML, YAML or JSON as far as descriptions look at it: texts, lists and tables, each
 * with the line that it starts at, from 1. Numbers, dates and truths are the text that is written.
 */
export interface Located {
  line: number;
  text?: string;
  items?: Located[];
  entries?: Map<string, Located>;
  /** A name that a table has twice, and where it stands again; the later value is the one that is kept. */
  twice?: { name: string; line: number };
}

/** A document nested deeper than this is not one that a tool wrote. */
export const MAX_DEPTH = 100;

/** Why a document cannot be read, and where. */
export class SyntaxTrouble extends Error {
  constructor(
    readonly reason: string,
    readonly line: number
  ) {
    super(reason);
  }
}

/** What lies behind a chain of keys. */
export function get(node: Located | undefined, ...keys: string[]): Located | undefined {
  return keys.reduce<Located | undefined>((here, key) => here?.entries?.get(key), node);
}

/** The text behind a chain of keys; `undefined` where there is none or it is empty. */
export function textOf(node: Located | undefined, ...keys: string[]): string | undefined {
  const text = get(node, ...keys)?.text?.trim();
  return text === '' ? undefined : text;
}

/** The items behind a chain of keys. */
export function itemsOf(node: Located | undefined, ...keys: string[]): Located[] {
  return get(node, ...keys)?.items ?? [];
}

/** The texts of a list behind a chain of keys. */
export function textsOf(node: Located | undefined, ...keys: string[]): string[] {
  return itemsOf(node, ...keys).map(({ text = '' }) => text);
}

/** The names and values behind a chain of keys. */
export function entriesOf(node: Located | undefined, ...keys: string[]): [string, Located][] {
  return [...(get(node, ...keys)?.entries ?? [])];
}

/** Line numbers, from 1, of offsets that only grow. */
export function lineCounter(text: string): (offset: number) => number {
  let at = 0;
  let line = 1;
  return offset => {
    for (; at < offset; at++) {
      line += text.charCodeAt(at) === 10 ? 1 : 0;
    }
    return line;
  };
}

/** A file of this name has this part; without it, another tool wrote it. */
export function must(part: Located | undefined): void {
  if (!part) {
    throw new SyntaxTrouble('it has not the parts that such a file has', 1);
  }
}
