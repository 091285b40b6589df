/** A package that R or Julia code names. */
export interface CodePackage {
  name: string;
  /** Counted from 1. */
  line: number;
  /** `installs`: the code itself fetches it. */
  how: 'loads' | 'installs';
}

/** What R always has. Source: R's own "base" and "recommended to be there" packages, R 4.4. */
const BASE = new Set(
  'base compiler datasets graphics grDevices grid methods parallel splines stats stats4 tcltk tools utils'.split(
    ' '
  )
);
const TOKEN =
  /#[^\n]*|[rR](["'])(-*)[([{]|"[^"\\]*(?:\\[^][^"\\]*)*"?|'[^'\\]*(?:\\[^][^'\\]*)*'?|`[^`\n]*`|:::?|[A-Za-z.][\w.]*|\n|[^\s]/y;
const PACKAGE = /^[A-Za-z][A-Za-z0-9.]*$/;
const LOADS = new Set(['library', 'require', 'requireNamespace', 'loadNamespace', 'p_load']);
const INSTALLS =
  /^(?:install\.packages|install_(?:version|cran|github|gitlab|bioc)|pkg_install|pak|install|p_load)$/;
/** More code than this in one piece is not looked at, in characters. */
const MAX_CODE = 1024 * 1024;
/** Nor more tokens of one call. */
const MAX_CALL = 400;

interface Token {
  text: string;
  line: number;
}

/** The packages that a piece of R names: `library(x)`, `require("x")`, `x::y`, `install.packages(c("x"))`. */
export function readR(code: string): CodePackage[] {
  const tokens = tokenize(code.slice(0, MAX_CODE));
  const found: CodePackage[] = [];
  const take = (token: Token | undefined, how: CodePackage['how']): void => {
    const name = bare(token?.text ?? '');
    if (token && PACKAGE.test(name) && !BASE.has(name)) {
      found.push({ name, line: token.line, how });
    }
  };
  tokens.forEach((token, i) => {
    const next = tokens[i + 1]?.text;
    if (/^:::?$/.test(next ?? '') && /^[A-Za-z.`]/.test(token.text)) {
      take(token, 'loads');
    } else if (next === '(' && LOADS.has(token.text)) {
      const first = tokens[i + 2];
      const named = tokens[i + 3]?.text === '=' && /^(?:package)$/.test(first?.text ?? '');
      const word = named ? tokens[i + 4] : first;
      // library(x, character.only = TRUE) names a variable.
      const variable = argumentsText(tokens, i + 1).some(text => text === 'character.only');
      if (!variable || /^["']/.test(word?.text ?? '')) {
        take(word, 'loads');
      }
    } else if (next === '(' && INSTALLS.test(token.text)) {
      installed(tokens, i + 1).forEach(part => {
        take(part, 'installs');
      });
    }
  });
  return found;
}

/** The texts in a call's first argument: one, or those of c(…); `user/repo` of GitHub is `repo`. */
function installed(tokens: Token[], open: number): Token[] {
  const found: Token[] = [];
  let depth = 0;
  for (let i = open; i < Math.min(tokens.length, open + MAX_CALL); i++) {
    const { text, line } = tokens[i] ?? { text: '', line: 0 };
    depth += text === '(' ? 1 : text === ')' ? -1 : 0;
    if (depth === 0 || (depth === 1 && text === ',')) {
      break;
    }
    if (/^["']/.test(text)) {
      const name = bare(text).split('@')[0] ?? '';
      found.push({ text: name.slice(name.lastIndexOf('/') + 1), line });
    }
  }
  return found;
}

function argumentsText(tokens: Token[], open: number): string[] {
  const found: string[] = [];
  for (let i = open + 1; i < Math.min(tokens.length, open + 40) && tokens[i]?.text !== ')'; i++) {
    found.push(tokens[i]?.text ?? '');
  }
  return found;
}

function bare(text: string): string {
  return /^["'`]/.test(text) ? text.slice(1, -1) : text;
}

function tokenize(code: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  let line = 1;
  for (let at = 0; at < code.length;) {
    pattern.lastIndex = at;
    const found = pattern.exec(code);
    const raw = found?.[0] ?? code.charAt(at);
    let end = at + raw.length;
    if (found?.[1] !== undefined) {
      // r"---( … )---" ends with its bracket, its dashes and its quote.
      const close = { '(': ')', '[': ']', '{': '}' }[raw.at(-1) ?? ''] ?? ')';
      const stop = code.indexOf(`${close}${found[2] ?? ''}${found[1]}`, end);
      end = stop < 0 ? code.length : stop + 2 + (found[2]?.length ?? 0);
    } else if (/\S/.test(raw) && !raw.startsWith('#')) {
      tokens.push({ text: raw, line });
    }
    line += code.slice(at, end).split('\n').length - 1;
    at = end;
  }
  return tokens;
}
