/**
 * Whether a name fits a pattern with `*`, `?` and `[…]`, as Python's `fnmatch` has it.
 *
 * Walks both with one point of return, so that no pattern takes more than pattern × name steps.
 */
export function fitsPattern(name: string, pattern: string): boolean {
  const tokens = pattern.match(/\[!?\]?[^\]]*\]|[^]/g) ?? [];
  let n = 0;
  let t = 0;
  let star = -1;
  let back = 0;
  while (n < name.length) {
    const token = tokens[t];
    if (token === '*') {
      star = t++;
      back = n;
    } else if (token !== undefined && fitsToken(name.charAt(n), token)) {
      n++;
      t++;
    } else if (star >= 0) {
      t = star + 1;
      n = ++back;
    } else {
      return false;
    }
  }
  while (tokens[t] === '*') {
    t++;
  }
  return t === tokens.length;
}

function fitsToken(char: string, token: string): boolean {
  if (token === '?') {
    return true;
  }
  if (token.length < 3) {
    return token === char;
  }
  const not = token.startsWith('[!');
  const body = token.slice(not ? 2 : 1, -1);
  let fits = false;
  for (let i = 0; i < body.length; i++) {
    if (body[i + 1] === '-' && i + 2 < body.length) {
      fits ||= char >= body.charAt(i) && char <= body.charAt(i + 2);
      i += 2;
    } else {
      fits ||= body[i] === char;
    }
  }
  return fits !== not;
}

/** Whether a path part is a pattern at all. */
export function isPattern(part: string): boolean {
  return /[*?[]/.test(part);
}
