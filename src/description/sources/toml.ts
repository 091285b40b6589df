import { lineCounter, MAX_DEPTH, SyntaxTrouble, type Located } from './located';

const BARE = /[A-Za-z0-9_-]+/y;
/** Numbers, dates, times and truths: what they mean is the reader's matter. */
const PLAIN = /[+-]?[A-Za-z0-9_.:+-]+(?: \d\d:[0-9:.]+(?:Z|[+-]\d\d:\d\d)?)?/y;
const PLAIN_VALUE =
  /^(?:true|false|[+-]?(?:inf|nan)|[+-]?(?:0|[1-9][\d_]*)(?:\.\d[\d_]*)?(?:[eE][+-]?\d[\d_]*)?|0x[\da-fA-F_]+|0o[0-7_]+|0b[01_]+|\d{4}-\d\d-\d\d(?:[Tt ][\d:.]+(?:[Zz]|[+-]\d\d:\d\d)?)?|\d\d:\d\d(?::\d\d(?:\.\d+)?)?)$/;
const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  e: '\u001b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\'
};

/**
 * Reads TOML 1.0 (and what 1.1 adds to strings and inline tables), with the line of every value, which
 * evidence needs and no library gives.
 *
 * @throws SyntaxTrouble where it is no TOML
 */
export function readToml(text: string): Located {
  return new TomlReading(text.replace(/^\ufeff/, '').replace(/\r\n/g, '\n')).read();
}

class TomlReading {
  constructor(private readonly _text: string) {
    this._lineAt = lineCounter(_text);
  }

  read(): Located {
    const root = this._table();
    let here = root;
    this._skipLines();
    while (this._at < this._text.length) {
      if (this._peek('[')) {
        here = this._header(root);
      } else {
        this._pair(here, 0);
      }
      this._endOfLine();
      this._skipLines();
    }
    return root;
  }

  private _header(root: Located): Located {
    const list = this._text.startsWith('[[', this._at);
    this._at += list ? 2 : 1;
    const path = this._key();
    this._expect(list ? ']]' : ']');
    const last = path.pop() ?? '';
    const parent = path.reduce((table, key) => this._child(table, key), root);
    const known = parent.entries?.get(last);
    if (list) {
      const table = this._table();
      if (known && (!known.items || !this._tables.has(known))) {
        this._fail(`${last} is there already`);
      }
      const items = known ?? { line: this._line(), items: [] };
      this._tables.add(items);
      items.items?.push(table);
      parent.entries?.set(last, items);
      return table;
    }
    if (known && (!known.entries || this._closed.has(known))) {
      this._fail(`${last} is there already`);
    }
    const table = known ?? this._table();
    this._closed.add(table);
    parent.entries?.set(last, table);
    return table;
  }

  /** The table behind a key of a header or a dotted key, made where there is none. */
  private _child(table: Located, key: string): Located {
    const known = table.entries?.get(key);
    if (!known) {
      const made = this._table();
      table.entries?.set(key, made);
      return made;
    }
    const last = this._tables.has(known) ? known.items?.at(-1) : known;
    return last?.entries && !this._inline.has(last) ? last : this._fail(`${key} is no table`);
  }

  private _pair(table: Located, depth: number): void {
    const line = this._line();
    const path = this._key();
    this._expect('=');
    this._skipSpaces();
    const last = path.pop() ?? '';
    const parent = path.reduce((here, key) => this._child(here, key), table);
    if (parent.entries?.has(last)) {
      this._fail(`${last} is there already`);
    }
    const value = this._value(depth);
    value.line = line;
    parent.entries?.set(last, value);
  }

  private _key(): string[] {
    const path: string[] = [];
    do {
      this._skipSpaces();
      const quote = this._text.charAt(this._at);
      if (quote === '"' || quote === "'") {
        path.push(this._string(false));
      } else {
        path.push(this._match(BARE) ?? this._fail('a name is expected'));
      }
      this._skipSpaces();
    } while (path.length < MAX_DEPTH && this._take('.'));
    return path;
  }

  private _value(depth: number): Located {
    const line = this._line();
    if (depth > MAX_DEPTH) {
      this._fail('it is nested too deeply');
    }
    const start = this._text.charAt(this._at);
    if (start === '"' || start === "'") {
      return { line, text: this._string() };
    }
    if (this._take('[')) {
      const items: Located[] = [];
      this._list(']', () => {
        items.push(this._value(depth + 1));
      });
      return { line, items };
    }
    if (this._take('{')) {
      const table = this._table();
      this._list('}', () => {
        this._pair(table, depth + 1);
      });
      this._inline.add(table);
      return table;
    }
    const plain = this._match(PLAIN) ?? '';
    return PLAIN_VALUE.test(plain) ? { line, text: plain } : this._fail('a value is expected');
  }

  private _list(end: string, item: () => void): void {
    this._skipLines();
    while (!this._take(end)) {
      item();
      this._skipLines();
      if (!this._take(',') && !this._peek(end)) {
        this._fail(`a comma or ${end} is expected`);
      }
      this._skipLines();
    }
  }

  private _string(mayBeLong = true): string {
    const quote = this._text.charAt(this._at);
    const long = mayBeLong && this._text.startsWith(quote.repeat(3), this._at);
    const mark = long ? quote.repeat(3) : quote;
    this._at += mark.length;
    if (long && this._peek('\n')) {
      this._at++;
    }
    const parts: string[] = [];
    let from = this._at;
    for (;;) {
      const char = this._text.charAt(this._at);
      if (char === '' || (char === '\n' && !long)) {
        this._fail('a string does not end');
      }
      if (this._text.startsWith(mark, this._at)) {
        // `""""` ends a long string that has a quote for its last character.
        while (long && this._text.charAt(this._at + 3) === quote) {
          this._at++;
        }
        parts.push(this._text.slice(from, this._at));
        this._at += mark.length;
        return parts.join('');
      }
      this._at++;
      if (char === '\\' && quote === '"') {
        parts.push(this._text.slice(from, this._at - 1), this._escape(long));
        from = this._at;
      }
    }
  }

  private _escape(long: boolean): string {
    const char = this._text.charAt(this._at++);
    const digits = { x: 2, u: 4, U: 8 }[char];
    if (digits !== undefined) {
      const hex = this._text.slice(this._at, this._at + digits);
      const code = /^[\da-fA-F]+$/.test(hex) && hex.length === digits ? parseInt(hex, 16) : -1;
      this._at += digits;
      return code >= 0 && code <= 0x10ffff
        ? String.fromCodePoint(code)
        : this._fail('a \\u is no character');
    }
    if (long && /\s/.test(char)) {
      while (/\s/.test(this._text.charAt(this._at))) {
        this._at++;
      }
      return '';
    }
    return ESCAPES[char] ?? this._fail(`\\${char} says nothing`);
  }

  private _table(): Located {
    return { line: this._line(), entries: new Map() };
  }

  private _line(): number {
    return this._lineAt(this._at);
  }

  private _match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this._at;
    const found = pattern.exec(this._text)?.[0];
    this._at += found?.length ?? 0;
    return found;
  }

  private _peek(text: string): boolean {
    return this._text.startsWith(text, this._at);
  }

  private _take(text: string): boolean {
    const there = this._peek(text);
    this._at += there ? text.length : 0;
    return there;
  }

  private _expect(text: string): void {
    this._skipSpaces();
    if (!this._take(text)) {
      this._fail(`${text} is expected`);
    }
  }

  private _skipSpaces(): void {
    while (this._peek(' ') || this._peek('\t')) {
      this._at++;
    }
  }

  /** White space, line ends and comments. */
  private _skipLines(): void {
    for (;;) {
      this._skipSpaces();
      if (this._peek('#')) {
        const end = this._text.indexOf('\n', this._at);
        this._at = end < 0 ? this._text.length : end;
      }
      if (!this._take('\n')) {
        return;
      }
    }
  }

  private _endOfLine(): void {
    this._skipSpaces();
    if (this._at < this._text.length && !this._peek('\n') && !this._peek('#')) {
      this._fail('the line should end here');
    }
  }

  private _fail(reason: string): never {
    throw new SyntaxTrouble(reason, this._line());
  }

  private readonly _lineAt: (offset: number) => number;
  /** Lists that `[[…]]` made, tables that `[…]` named, and tables that `{…}` finished. */
  private readonly _tables = new Set<Located>();
  private readonly _closed = new Set<Located>();
  private readonly _inline = new Set<Located>();
  private _at = 0;
}
