import type { Text } from '../facts';
import { Reading } from './reading';
import { NotPython } from './scanner';
import { unescape } from './unescape';
import { joinTexts, type Value } from './value';

/**
 * Strings, with what stands in their holes.
 *
 * Source: the language reference, 2.5 to 2.7, of Python 3.14.
 */
export abstract class Strings extends Reading {
  /** What a hole begins with. */
  protected abstract values(): unknown;

  /** Strings, one after the other. */
  protected strings(): Value {
    const { from } = this;
    const first = this._part();
    let last = first;
    const texts = [first.text];
    let { type } = first;
    while (this.atKind('string') || this.atKind('format')) {
      last = this._part();
      texts.push(last.text);
      type = last.type === type ? type : undefined;
    }
    if (last === first) {
      return first;
    }
    const text = joinTexts(texts, '');
    const { to } = last;
    const value: Value = { from, to, shape: 'string', name: '', text, type };
    if (text && this.around !== undefined) {
      this.found.url(value, text, this.around);
    }
    return value;
  }

  private _part(): Value {
    const part = this.atKind('string') ? this._plain() : this._format();
    if (part.text && this.around !== undefined) {
      this.found.url(part, part.text, this.around);
    }
    return part;
  }

  private _plain(): Value {
    const { from, to, bodyFrom, bodyTo, code } = this;
    const prefix = code.slice(from, bodyFrom).toLowerCase();
    const value: Value = { from, to, shape: 'string', name: '', type: 'str' };
    if (prefix.includes('b')) {
      value.type = 'bytes';
    } else {
      const body = code.slice(bodyFrom, bodyTo);
      value.text = { value: prefix.includes('r') ? body : unescape(body), pattern: false };
      this.found.literal(value.text.value, from, this.around);
    }
    this.next();
    return value;
  }

  /** A string with holes; those that hold a known name are filled, others stay as they are. */
  private _format(): Value {
    const { from, bodyFrom, code } = this;
    const quote = code.charAt(bodyFrom - 1);
    const long = code.slice(bodyFrom - 3, bodyFrom) === quote.repeat(3);
    const end = long ? quote.repeat(3) : quote;
    const prefix = code.slice(from, bodyFrom - end.length).toLowerCase();
    const raw = prefix.includes('r');
    const text: Text = { value: '', pattern: false };
    let done = bodyFrom;
    const add = (to: number, hole = ''): void => {
      const piece = code.slice(done, to);
      text.value += (raw ? piece : unescape(piece)) + hole;
    };
    for (let i = bodyFrom; ; i++) {
      const c = code.charAt(i);
      if (c === '' || (c === '\n' && !long)) {
        throw new NotPython(from);
      }
      if (c === quote && code.startsWith(end, i)) {
        add(i);
        this.goTo(i + end.length, 'operator');
        break;
      }
      if (c === '\\') {
        // `\N{DASH}` is no hole; what comes after any other `\` is.
        const named = !raw && code.startsWith('N{', i + 1) ? code.indexOf('}', i) : -1;
        i = named >= 0 ? named : /[{}]/.test(code.charAt(i + 1)) ? i : i + 1;
      } else if ((c === '{' || c === '}') && code[i + 1] === c) {
        i++;
      } else if (c === '}') {
        throw new NotPython(i);
      } else if (c === '{') {
        const to = this._hole(i);
        const inside = code.slice(i + 1, to - 1).trim();
        const filled = this.known(inside);
        add(i, filled?.value ?? code.slice(i, to));
        text.pattern ||= filled?.pattern ?? true;
        done = to;
        i = to - 1;
      }
    }
    const { to } = this;
    this.next();
    const value: Value = { from, to, shape: 'string', name: '' };
    return prefix.includes('t') ? value : { ...value, text };
  }

  /** What stands between two braces in a string; where it ends. */
  private _hole(at: number): number {
    this.goTo(at, 'operator');
    // The brace itself is the bracket that opens.
    this.next();
    this.open();
    this.values();
    this.accept('=');
    if (this.accept('!')) {
      this.name();
    }
    let { to } = this;
    if (this.at(':') || this.at(':=')) {
      to = this._holeFormat(this.from + 1);
    } else if (!this.at('}')) {
      this.fail();
    }
    this.depth--;
    return to;
  }

  /** What comes after the colon, with holes of its own; where the whole hole ends. */
  private _holeFormat(from: number): number {
    const { code } = this;
    for (let i = from; ; i++) {
      const c = code.charAt(i);
      if (c === '}') {
        return i + 1;
      }
      if (c === '{') {
        i = this._hole(i) - 1;
      } else if (c === '') {
        throw new NotPython(from);
      }
    }
  }
}
