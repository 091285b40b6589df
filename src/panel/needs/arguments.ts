/**
 * Arguments as one writes them in a shell: apart by blanks, with quotes around those that have some,
 * and `\\` before a letter that is only meant as itself. Nothing is filled in: `$HOME` stays as it is.
 *
 * @returns `undefined` where a quote has no end
 */
export function splitArguments(text: string): string[] | undefined {
  const found: string[] = [];
  const one = /\s*((?:[^\s"'\\]|\\[^]|"(?:[^"\\]|\\[^])*"|'[^']*')+)/y;
  const trimmed = text.trimEnd();
  while (one.lastIndex < trimmed.length) {
    const [, word] = one.exec(trimmed) ?? [];
    if (word === undefined) {
      return undefined;
    }
    found.push(
      word.replace(
        /"((?:[^"\\]|\\[^])*)"|'([^']*)'|\\([^])/g,
        (_, double?: string, single?: string, letter?: string) =>
          double?.replace(/\\(["\\])/g, '$1') ?? single ?? letter ?? ''
      )
    );
  }
  return found;
}

/** The same as a text. */
export function joinArguments(words: readonly string[]): string {
  return words
    .map(word =>
      /^[\w@%+=:,./-]+$/.test(word) ? word : `"${word.replace(/["\\]/g, letter => `\\${letter}`)}"`
    )
    .join(' ');
}
