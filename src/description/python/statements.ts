import type { Facts } from '../facts';
import { namesOf } from './atoms';
import { TooDeep } from './reading';
import { NotPython } from './scanner';
import { isTarget, SimpleStatements } from './simple-statements';
import type { Value } from './value';

/** Deeper indentation is not followed; CPython's own limit. */
const MAX_BLOCKS = 100;

const COMPOUND = new Set(['if', 'while', 'for', 'try', 'with', 'def', 'class', 'async', '@']);

/**
 * Python's statements: what they import, call and name, and where they stop being Python.
 *
 * Source: as for expressions.
 */
export class Statements extends SimpleStatements {
  private _errorAt: number | undefined;
  /** False: something was too deep to follow, and what comes of that is no error. */
  private _judges = true;

  read(): Facts {
    this._carefully(() => {
      this.next();
    });
    while (!this.atKind('end')) {
      this._block(this.indent);
      if (!this.atKind('end')) {
        // Indented less than the first line.
        this._wrong(this.from);
      }
    }
    return this.found.facts(this.code, this._errorAt);
  }

  /** The statements of one indentation. */
  private _block(indent: number): void {
    while (!this.atKind('end') && this.indent >= indent) {
      if (this.indent > indent) {
        this._wrong(this.from);
      }
      this._carefully(() => {
        this._statement();
      });
    }
  }

  /** Reads; where that is no Python goes on with the next line. */
  private _carefully(read: () => void): void {
    const blocks = this.blocks;
    const { from } = this;
    const error = this.attempt(read);
    if (error) {
      this._judges &&= error instanceof NotPython;
      this._wrong(error instanceof NotPython ? error.offset : this.from);
      this.blocks = blocks;
      this._skip(Math.max(from, this.from));
    }
  }

  /** Only the first place is told: what follows it may be wrong for its sake. */
  private _wrong(offset: number): void {
    if (this._judges) {
      this._errorAt ??= Math.min(offset, Math.max(0, this.code.trimEnd().length - 1));
    }
  }

  /** To the start of the next line that can be scanned. */
  private _skip(from: number): void {
    let end = this.code.indexOf('\n', from);
    while (end >= 0) {
      this.goTo(end + 1, 'newline');
      if (!this.attempt(() => this.next())) {
        return;
      }
      end = this.code.indexOf('\n', Math.max(end + 1, this.from));
    }
    this.goTo(this.code.length, 'operator');
    this.next();
  }

  private _statement(): void {
    // Most statements begin with a name, and nothing else is asked of them.
    if (!this.atKind('name') && COMPOUND.has(this.text)) {
      this._compound();
    } else if (!this.at('match') || !this._match()) {
      this.simple();
    }
  }

  private _compound(): void {
    const column = this.indent;
    switch (this.text) {
      case 'if':
        do {
          this.next();
          this.named();
          this._suite(column);
        } while (this._goesOn('elif', column));
        this._else(column);
        return;
      case 'while':
        this.next();
        this.named();
        this._suite(column);
        this._else(column);
        return;
      case 'for':
        this.next();
        // A loop's variable has many values.
        this._bind(this.list(() => this.target()).values);
        this.expect('in');
        this.list(() => this.starred());
        this._suite(column);
        this._else(column);
        return;
      case 'try':
        this._try(column);
        return;
      case 'with':
        this._with(column);
        return;
      case 'def':
        this._def(column);
        return;
      case 'class':
        this._class(column);
        return;
      case '@':
        this._decorated();
        return;
      default:
        this.next();
        if (!this.at('def') && !this.at('for') && !this.at('with')) {
          this.fail();
        }
        this._compound();
    }
  }

  private _decorated(): void {
    while (this.at('@')) {
      this.next();
      this.named();
      this.endOfLine();
    }
    if (!this.at('def') && !this.at('class') && !this.at('async')) {
      this.fail();
    }
    this._compound();
  }

  /** Whether the statement that starts at a column goes on with this word. */
  private _goesOn(word: string, column: number): boolean {
    return this.at(word) && this.indent === column;
  }

  private _else(column: number): void {
    if (this._goesOn('else', column)) {
      this.next();
      this._suite(column);
    }
  }

  private _bind(targets: readonly Value[]): void {
    if (!targets.every(isTarget)) {
      this.fail();
    }
    for (const name of targets.flatMap(namesOf)) {
      this.constants.assign(name, undefined);
    }
  }

  private _try(column: number): void {
    this.next();
    const start = this.found.mark();
    this._suite(column);
    const isHandled = this._goesOn('except', column);
    if (isHandled) {
      this.found.settle(start, 'try');
    }
    while (this._goesOn('except', column)) {
      const handler = this.found.mark();
      this.next();
      this.accept('*');
      if (!this.at(':')) {
        this.list(() => this.expression());
        this.as();
      }
      this._suite(column);
      this.found.settle(handler, 'except');
    }
    const rest = this.found.mark();
    if (isHandled) {
      this._else(column);
    }
    if (this._goesOn('finally', column)) {
      this.next();
      this._suite(column);
    } else if (!isHandled) {
      this.fail();
    }
    if (isHandled) {
      this.found.settle(rest, 'plain');
    }
  }

  private _with(column: number): void {
    this.next();
    if (!this.at('(') || !this._withBrackets()) {
      do {
        this._withItem();
      } while (this.accept(','));
    }
    this._suite(column);
  }

  /** `(a as b, c as d,)`; brackets around a value alone are part of it. */
  private _withBrackets(): boolean {
    return this.perhaps(() => {
      this.open();
      do {
        if (this.at(')')) {
          break;
        }
        this._withItem();
      } while (this.accept(','));
      this.close(')');
      return this.at(':');
    });
  }

  private _withItem(): void {
    this.starred();
    if (this.accept('as')) {
      this._bind([this.target()]);
    }
  }

  private _def(column: number): void {
    this.next();
    this.name();
    this.typeParameters();
    if (!this.at('(')) {
      this.fail();
    }
    this.open();
    const names = this.parameters(')', true);
    this.close(')');
    if (this.accept('->')) {
      this.list(() => this.starred());
    }
    this.within(names, () => {
      this._suite(column);
    });
  }

  private _class(column: number): void {
    this.next();
    this.name();
    this.typeParameters();
    if (this.at('(')) {
      this.open();
      this.args();
      this.close(')');
    }
    this._suite(column);
  }

  /** `match a:` with its cases; elsewhere `match` is a name. */
  private _match(): boolean {
    const { indent } = this;
    const is = this.perhaps(() => {
      this.next();
      if (!this.startsExpression()) {
        return false;
      }
      this.list(() => this.starred());
      this.expect(':');
      this.endOfLine();
      return this.at('case') && this.indent > indent;
    });
    const column = this.indent;
    while (is && this._goesOn('case', column)) {
      this.next();
      const pattern = this.found.mark();
      this.inPattern = true;
      this.list(() => this.starred());
      this.inPattern = false;
      // A class in a pattern is not called, and its texts are compared.
      this.found.forget(pattern);
      if (this.accept('if')) {
        this.named();
      }
      this._suite(column);
    }
    return is;
  }

  /** `:` and what it stands before: statements of the same line, or a block. */
  private _suite(column: number): void {
    this.expect(':');
    if (!this.atKind('newline')) {
      this.simple();
      return;
    }
    this.next();
    if (this.kind === 'end' || this.indent <= column) {
      this._wrong(this.from);
      return;
    }
    if (++this.blocks > MAX_BLOCKS) {
      throw new TooDeep();
    }
    this._block(this.indent);
    this.blocks--;
  }
}
