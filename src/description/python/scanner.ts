import { operatorLength } from './operator-length';

/** What a piece of code is to the reader; `format`: a string with holes, of which only the start is scanned. */
export type TokenKind =
  'name' | 'keyword' | 'number' | 'string' | 'format' | 'operator' | 'newline' | 'end';

/** Where code stops being Python. */
export class NotPython extends Error {
  constructor(readonly offset: number) {
    super('not Python');
  }
}

/** A place to go back to. */
export interface ScannerState {
  kind: TokenKind;
  text: string;
  from: number;
  to: number;
  indent: number;
  depth: number;
  bodyFrom: number;
  bodyTo: number;
}

const KEYWORDS = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally ' +
    'for from global if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' ')
);
/** What may follow a number without a space. */
const AFTER_NUMBER = /^(?:and|else|for|if|in|is|not|or)(?!\w)/;
const NUMBER =
  /0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?[jJ]?/y;
const STRING_PREFIX = /^(?:[rbuft]|[bft]r|r[bft])$/i;
const IDENTIFIER = /^[\p{ID_Start}_]\p{ID_Continue}*$/u;
const TAB = 8;

/**
 * Python's tokens, one after the other.
 *
 * Source: the language reference, chapter 2 ("Lexical analysis"), of Python 3.14.
 */
export class Scanner {
  kind: TokenKind = 'newline';
  /** Of names, keywords and operators; '' of others. */
  text = '';
  from = 0;
  to = 0;
  /** The column at which the line of this token starts, where it is the first of its line. */
  indent = 0;
  /** Of a string: where its text starts and ends; of one with holes, only the start. */
  bodyFrom = 0;
  bodyTo = 0;

  constructor(protected readonly code: string) {
    if (code.startsWith('\uFEFF')) {
      this.to = 1;
    }
  }

  /** Goes on to the next token. @throws NotPython */
  next(): void {
    const { code } = this;
    let i = this.kind === 'newline' ? this._lineStart(this.to) : this.to;
    this.text = '';
    for (;;) {
      const c = code.charCodeAt(i);
      if (c === 32 || c === 9 || c === 12 || c === 13) {
        i++;
      } else if (c === 35) {
        i = this._lineEnd(i);
      } else if (c === 92) {
        i = this._afterBackslash(i);
      } else if (c === 10 && this.depth > 0) {
        i++;
      } else {
        this.from = i;
        this._scan(c, i);
        return;
      }
    }
  }

  save(): ScannerState {
    const { kind, text, from, to, indent, depth, bodyFrom, bodyTo } = this;
    return { kind, text, from, to, indent, depth, bodyFrom, bodyTo };
  }

  restore(state: ScannerState): void {
    Object.assign(this, state);
  }

  /** Whether it is this name, keyword or operator. */
  protected at(text: string): boolean {
    return this.text === text;
  }

  protected atKind(kind: TokenKind): boolean {
    return this.kind === kind;
  }

  /** Goes over such a token, if there is one. */
  protected accept(text: string): boolean {
    const is = this.text === text;
    if (is) {
      this.next();
    }
    return is;
  }

  protected fail(): never {
    throw new NotPython(this.from);
  }

  /** Whether an `=` follows this token, as after the name of a keyword argument. */
  protected isBeforeEquals(): boolean {
    let i = this.to;
    while (this.code.charCodeAt(i) === 32) {
      i++;
    }
    return this.code.charCodeAt(i) === 61 && this.code.charCodeAt(i + 1) !== 61;
  }

  /** Goes to an offset, as if a token of that kind ended there. */
  protected goTo(offset: number, kind: TokenKind): void {
    this.kind = kind;
    this.text = '';
    this.to = offset;
  }

  /** Brackets that are open; lines do not end within them. */
  protected depth = 0;

  /** The first line that is not blank, with its column. */
  private _lineStart(from: number): number {
    const { code } = this;
    let column = 0;
    for (let i = from; ; i++) {
      switch (code.charCodeAt(i)) {
        case 32:
          column++;
          break;
        case 9:
          column = (Math.floor(column / TAB) + 1) * TAB;
          break;
        case 10:
        case 12:
          column = 0;
          break;
        case 13:
          break;
        case 35:
          i = this._lineEnd(i) - 1;
          break;
        default:
          this.indent = i < code.length ? column : 0;
          return i;
      }
    }
  }

  private _lineEnd(from: number): number {
    const end = this.code.indexOf('\n', from);
    return end < 0 ? this.code.length : end;
  }

  private _afterBackslash(at: number): number {
    const { code } = this;
    const end = code.charCodeAt(at + 1) === 13 ? at + 2 : at + 1;
    if (code.charCodeAt(end) !== 10) {
      throw new NotPython(at);
    }
    return end + 1;
  }

  private _scan(c: number, i: number): void {
    if (isWordPart(c) && !isDigit(c)) {
      this._name(i);
    } else if (c === 34 || c === 39) {
      this._string(i, i);
    } else if (isDigit(c) || (c === 46 && isDigit(this.code.charCodeAt(i + 1)))) {
      this._number(i);
    } else if (c === 10) {
      this.kind = 'newline';
      this.to = i + 1;
    } else if (i >= this.code.length) {
      this.kind = 'end';
      this.to = i;
    } else {
      const length = operatorLength(this.code, i, c);
      if (length === 0) {
        this.fail();
      }
      this.kind = 'operator';
      this.to = i + length;
      this.text = this.code.slice(i, this.to);
    }
  }

  private _name(from: number): void {
    const { code } = this;
    let i = from;
    let plain = true;
    for (let c = code.charCodeAt(i); isWordPart(c); c = code.charCodeAt(++i)) {
      plain &&= c < 128;
    }
    const after = code.charCodeAt(i);
    if ((after === 34 || after === 39) && i - from <= 2) {
      if (STRING_PREFIX.test(code.slice(from, i))) {
        this._string(from, i);
        return;
      }
    }
    this.text = code.slice(from, i);
    this.to = i;
    this.kind = KEYWORDS.has(this.text) ? 'keyword' : 'name';
    if (!plain && !IDENTIFIER.test(this.text.normalize('NFKC'))) {
      this.fail();
    }
  }

  private _number(from: number): void {
    const { code } = this;
    NUMBER.lastIndex = from;
    const [text = ''] = NUMBER.exec(code) ?? [];
    const end = from + text.length;
    if (/^0[\d_]*[1-9]/.test(text) && !/[.eEjJ]/.test(text)) {
      this.fail();
    }
    if (
      isWordPart(code.charCodeAt(end)) &&
      !AFTER_NUMBER.test(code.slice(end, Math.min(end + 5, code.length)))
    ) {
      this.fail();
    }
    this.kind = 'number';
    this.to = end;
  }

  private _string(from: number, quoteAt: number): void {
    const { code } = this;
    const quote = code.charCodeAt(quoteAt);
    const long = code.charCodeAt(quoteAt + 1) === quote && code.charCodeAt(quoteAt + 2) === quote;
    this.bodyFrom = quoteAt + (long ? 3 : 1);
    if (/[ft]/i.test(code.slice(from, quoteAt))) {
      this.kind = 'format';
      this.to = this.bodyFrom;
      return;
    }
    for (let i = this.bodyFrom; ; i++) {
      const c = code.charCodeAt(i);
      if (c === 92) {
        i++;
      } else if (
        c === quote &&
        (!long || (code.charCodeAt(i + 1) === quote && code.charCodeAt(i + 2) === quote))
      ) {
        this.kind = 'string';
        this.bodyTo = i;
        this.to = i + (long ? 3 : 1);
        return;
      } else if ((c === 10 && !long) || i >= code.length) {
        this.fail();
      }
    }
  }
}

/** Of a letter or digit of any script, or an underscore. */
function isWordPart(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || isDigit(c) || c === 95 || c >= 128;
}

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}
