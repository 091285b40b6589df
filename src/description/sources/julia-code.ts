import type { CodePackage } from './r-code';

/** What Julia always has. Source: the `stdlib` folder of Julia 1.10 and 1.11. */
const STANDARD = new Set(
  `Base Core Main ArgTools Artifacts Base64 CRC32c CompilerSupportLibraries_jll Dates DelimitedFiles
  Distributed Downloads FileWatching Future InteractiveUtils LazyArtifacts LibCURL LibGit2 Libdl
  LinearAlgebra Logging Markdown Mmap MozillaCACerts_jll NetworkOptions Pkg Printf Profile REPL Random SHA
  Serialization SharedArrays Sockets SparseArrays Statistics StyledStrings SuiteSparse TOML Tar Test UUIDs
  Unicode`.split(/\s+/)
);
const WORD = /[A-Za-z_\u00a1-\uffff][\w!\u00a1-\uffff]*/y;
const MAX_CODE = 1024 * 1024;
const MAX_CALL = 400;

interface Token {
  text: string;
  line: number;
}

export function isJuliaStandard(name: string): boolean {
  return STANDARD.has(name);
}

/** The packages that a piece of Julia names: `using A, B: c`, `import A.B`, `Pkg.add("A")`, `] add A`. */
export function readJulia(code: string): CodePackage[] {
  const found: CodePackage[] = [];
  const take = (name: string, line: number, how: CodePackage['how']): void => {
    if (/^[A-Za-z]\w*$/.test(name) && !STANDARD.has(name)) {
      found.push({ name, line, how });
    }
  };
  const shell = /^\s*\]\s*add\s+(.*)/.exec(code);
  if (shell) {
    (shell[1] ?? '').split(/[\s,]+/).forEach(word => {
      take(word.split('@')[0] ?? '', code.slice(0, shell.index).split('\n').length, 'installs');
    });
    return found;
  }
  const tokens = tokenize(code.slice(0, MAX_CODE));
  for (let i = 0; i < tokens.length; i++) {
    const { text } = tokens[i] ?? { text: '' };
    const starts =
      i === 0 || /^(?:\n|;|begin|else|try|do|everywhere)$/.test(tokens[i - 1]?.text ?? '');
    if ((text === 'using' || text === 'import') && starts) {
      i = readUsing(tokens, i + 1, take);
    } else if (text === 'Pkg' && tokens[i + 1]?.text === '.' && tokens[i + 2]?.text === 'add') {
      for (let k = i + 4; k < Math.min(tokens.length, i + MAX_CALL); k++) {
        const { text: word, line } = tokens[k] ?? { text: '', line: 0 };
        if (word === ')') {
          break;
        }
        if (word.startsWith('"')) {
          take(word.slice(1, -1).split('@')[0] ?? '', line, 'installs');
        }
      }
    }
  }
  return found;
}

/** The list behind `using`; gives the offset of its last token. */
function readUsing(
  tokens: Token[],
  from: number,
  take: (name: string, line: number, how: CodePackage['how']) => void
): number {
  let fresh = true;
  let i = from;
  for (; i < tokens.length; i++) {
    const { text, line } = tokens[i] ?? { text: '', line: 0 };
    if (text === '\n' && tokens[i - 1]?.text === ',') {
      continue;
    }
    if (text === ':') {
      // Only names of one module follow, to the end of the statement.
      while (i + 1 < tokens.length && (!ends(tokens[i + 1]) || tokens[i]?.text === ',')) {
        i++;
      }
      return i;
    }
    if (ends(tokens[i])) {
      return i;
    }
    if (text === ',') {
      fresh = true;
    } else if (fresh) {
      // `.Local` and `..Local` are modules of the code itself.
      fresh = false;
      if (text !== '.') {
        take(text, line, 'loads');
      }
    }
  }
  return i;
}

function ends(token: Token | undefined): boolean {
  return token === undefined || token.text === '\n' || token.text === ';';
}

function tokenize(code: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (let at = 0; at < code.length;) {
    const char = code.charAt(at);
    let end = at + 1;
    let text = '';
    if (code.startsWith('#=', at)) {
      end = commentEnd(code, at);
    } else if (char === '#') {
      end = code.indexOf('\n', at);
      end = end < 0 ? code.length : end;
    } else if (char === '"' || char === '`') {
      end = stringEnd(code, at, char);
      text = code.slice(at, end);
    } else if (char === "'") {
      // After a name or a bracket it turns a matrix; else it begins a character.
      const turned = /[\w)\]}'.\u00a1-\uffff]/.test(code.charAt(at - 1));
      end = turned
        ? at + 1
        : (/'(?:\\.[^'\n]{0,8}|[^'\\\n]{1,2})'/y.exec(code.slice(at, at + 12))?.[0].length ?? 1) +
          at;
    } else {
      WORD.lastIndex = at;
      text = WORD.exec(code)?.[0] ?? (char === '\n' || /\S/.test(char) ? char : '');
      end = at + Math.max(1, text.length);
    }
    if (text !== '') {
      tokens.push({ text, line });
    }
    line += code.slice(at, end).split('\n').length - 1;
    at = end;
  }
  return tokens;
}

/** `#= … #= … =# … =#` */
function commentEnd(code: string, from: number): number {
  const pattern = /#=|=#/g;
  pattern.lastIndex = from;
  let depth = 0;
  for (let found = pattern.exec(code); found; found = pattern.exec(code)) {
    depth += found[0] === '#=' ? 1 : -1;
    if (depth === 0) {
      return pattern.lastIndex;
    }
  }
  return code.length;
}

/** The offset after a string; quotes within `$(…)` do not end it. */
function stringEnd(code: string, from: number, quote: string): number {
  const mark = code.startsWith(quote.repeat(3), from) ? quote.repeat(3) : quote;
  let depth = 0;
  for (let i = from + mark.length; i < code.length; i++) {
    if (code[i] === '\\') {
      i++;
    } else if (depth === 0 && code.startsWith(mark, i)) {
      return i + mark.length;
    } else if (code[i] === '(') {
      depth += depth > 0 || code[i - 1] === '$' ? 1 : 0;
    } else if (code[i] === ')') {
      depth -= depth > 0 ? 1 : 0;
    }
  }
  return code.length;
}
