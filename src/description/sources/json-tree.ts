import { lineCounter, MAX_DEPTH, SyntaxTrouble, type Located } from './located';

const TOKEN = /[\s,:]*("[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]|[^\s,:[\]{}"]+)/y;

/**
 * Reads JSON, with the line of every value.
 *
 * @throws SyntaxTrouble where it is no JSON
 */
export function readJsonTree(text: string): Located {
  const plain = text.replace(/^\ufeff/, '');
  try {
    JSON.parse(plain);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const position = /position (\d+)/.exec(reason)?.[1];
    const line = position === undefined ? 1 : lineCounter(plain)(Number(position));
    throw new SyntaxTrouble(reason.replace(/\s+/g, ' ').slice(0, 100), line);
  }
  // It is JSON, so its tokens alone tell how it is built.
  const lineAt = lineCounter(plain);
  const pattern = new RegExp(TOKEN);
  const next = (): string => pattern.exec(plain)?.[1] ?? '';
  const read = (token: string, depth: number): Located => {
    const line = lineAt(pattern.lastIndex);
    if (depth > MAX_DEPTH) {
      throw new SyntaxTrouble('it is nested too deeply', line);
    }
    if (token === '[') {
      const items: Located[] = [];
      for (let part = next(); part !== ']'; part = next()) {
        items.push(read(part, depth + 1));
      }
      return { line, items };
    }
    if (token === '{') {
      const entries = new Map<string, Located>();
      let twice: Located['twice'];
      for (let key = next(); key !== '}'; key = next()) {
        const name = unquote(key);
        const value = read(next(), depth + 1);
        if (entries.has(name)) {
          twice ??= { name, line: value.line };
        }
        entries.set(name, value);
      }
      return { line, entries, ...(twice ? { twice } : {}) };
    }
    return { line, text: token.startsWith('"') ? unquote(token) : token };
  };
  return read(next(), 0);
}

function unquote(token: string): string {
  const value: unknown = JSON.parse(token);
  return typeof value === 'string' ? value : token;
}
