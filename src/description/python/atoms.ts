import { Strings } from './strings';
import { other, type Value } from './value';
import type { Mark } from './reading';

/** So often a comprehension is read again in one piece of code, knowing its own names. */
const MAX_AGAIN = 1000;

/** What expressions are made of: names, literals, brackets with what is in them, comprehensions. */
export abstract class Atoms extends Strings {
  private _again = 0;

  protected abstract expression(): Value;
  protected abstract starred(): Value;
  /** What can be given a value: without `in`, which follows it in a loop. */
  protected abstract target(): Value;
  protected abstract list(element: () => Value): { values: Value[] };
  /** An expression with operators that bind so firmly, at least. */
  protected abstract binary(min: number): Value;

  protected atom(): Value {
    const { from, to, kind, text } = this;
    switch (kind) {
      case 'name': {
        this.next();
        const known = this.known(text);
        const value: Value = { from, to, shape: 'name', name: text, text: known };
        if (known && this.around !== undefined) {
          this.found.url(value, known, this.around);
        }
        return value;
      }
      case 'number':
        this.next();
        return {
          ...{ from, to, shape: 'number', name: '' },
          type: numberType(this.code.slice(from, to))
        };
      case 'string':
      case 'format':
        return this.strings();
      case 'keyword':
        if (text !== 'None' && text !== 'True' && text !== 'False') {
          break;
        }
        this.next();
        return { ...other(from, to), type: text === 'None' ? 'None' : 'bool' };
      case 'operator':
        switch (text) {
          case '(':
            return this._parenthesized();
          case '[':
            return this._bracketed();
          case '{':
            return this._braced();
          case '...':
            this.next();
            return other(from, to);
        }
    }
    this.fail();
  }

  /**
   * Reads the loops of a comprehension, if some follow. What was read before them is read again where
   * they hide a name that has a text.
   */
  protected comprehended(start: Mark, element: () => unknown): boolean {
    if (!this.at('for') && !this.at('async')) {
      return false;
    }
    const names = this._loops();
    if (names.some(name => this.known(name)) && this._again++ < MAX_AGAIN) {
      this.goBack(start);
      this.within(names, () => {
        element();
        this._loops();
      });
    }
    return true;
  }

  private _parenthesized(): Value {
    const { from } = this;
    this.open();
    if (this.at(')')) {
      return { ...group(from, this.close(')'), []), type: 'tuple' };
    }
    if (this.at('yield')) {
      this.values();
      return other(from, this.close(')'));
    }
    const start = this.mark();
    const first = this.starred();
    if (this.comprehended(start, () => this.starred())) {
      return other(from, this.close(')'));
    }
    if (!this.at(',')) {
      const { text, type, shape } = first;
      if (shape === 'rest') {
        this.fail();
      }
      return { from, to: this.close(')'), shape: 'paren', name: '', text, type, items: [first] };
    }
    const items = this._items(first, ')', () => this.starred());
    return { ...group(from, this.close(')'), items), type: allTyped(items) ? 'tuple' : undefined };
  }

  private _bracketed(): Value {
    const { from } = this;
    this.open();
    if (this.at(']')) {
      return { ...group(from, this.close(']'), []), type: 'list' };
    }
    const start = this.mark();
    const first = this.starred();
    if (this.comprehended(start, () => this.starred())) {
      return other(from, this.close(']'));
    }
    const items = this._items(first, ']', () => this.starred());
    return { ...group(from, this.close(']'), items), type: allTyped(items) ? 'list' : undefined };
  }

  private _braced(): Value {
    const { from } = this;
    this.open();
    if (this.at('}')) {
      return { ...other(from, this.close('}')), type: 'dict' };
    }
    const start = this.mark();
    let pairs = 0;
    const entry = (): Value => {
      if (this.at('**')) {
        pairs++;
        this.next();
        return other(from, this.target().to);
      }
      const key = this.starred();
      if (!this.at(':')) {
        return key;
      }
      pairs++;
      this.next();
      const value = this.expression();
      return key.type !== undefined ? value : other(key.from, value.to);
    };
    const first = entry();
    if (this.comprehended(start, entry)) {
      return other(from, this.close('}'));
    }
    const items = this._items(first, '}', entry);
    const to = this.close('}');
    return {
      ...other(from, to),
      type: allTyped(items) ? (pairs > 0 ? 'dict' : 'set') : undefined
    };
  }

  private _items(first: Value, end: string, element: () => Value): Value[] {
    const items = [first];
    while (this.accept(',') && !this.at(end)) {
      items.push(element());
    }
    return items;
  }

  /** `for a, b in c if d`, as often as it comes; the names that they give values. */
  private _loops(): string[] {
    const names: string[] = [];
    while (this.at('for') || this.at('async')) {
      this.accept('async');
      this.expect('for');
      const { values } = this.list(() => this.target());
      names.push(...values.flatMap(namesOf));
      this.expect('in');
      this.binary(1);
      while (this.at('if')) {
        this.next();
        this.binary(1);
      }
    }
    return names;
  }
}

function group(from: number, to: number, items: Value[]): Value {
  return { from, to, shape: 'group', name: '', items };
}

function allTyped(items: readonly Value[]): boolean {
  return items.every(({ type }) => type !== undefined);
}

/** The names that a target gives values. */
export function namesOf({ shape, name, items = [] }: Value): string[] {
  return shape === 'name' ? [name] : items.flatMap(namesOf);
}

function numberType(text: string): string {
  if (/j$/i.test(text)) {
    return 'complex';
  }
  return /^0[xob]/i.test(text) || !/[.e]/i.test(text) ? 'int' : 'float';
}
