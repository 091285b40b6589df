import type { Facts, ImportFact } from '../facts';
import { Expressions, namesOf, TooDeep } from './expressions';
import { NotPython } from './scanner';
import type { Value } from './value';

/** Deeper indentation is not followed; CPython's own limit. */
const MAX_BLOCKS = 100;

/** A name that is given a value: `name: annotation = value`. */
export interface Assignment {
  name: string;
  /** Where the statement starts. */
  from: number;
  /** The code of the annotation. */
  annotation?: string;
  /** The value; absent: there are several, with commas. */
  value?: Value;
  /** Where the code of the value is. */
  valueFrom: number;
  valueTo: number;
  /** Whether it is in no block. */
  isTop: boolean;
}

const COMPOUND = new Set(['if', 'while', 'for', 'try', 'with', 'def', 'class', 'async', '@']);
const AUGMENTED = /^(?:[-+*/%@&|^]|\/\/|\*\*|>>|<<)=$/;

/**
 * Python's statements: what they import, call and name, and where they stop being Python.
 *
 * Source: as for expressions.
 */
export class Statements extends Expressions {
  private _errorAt: number | undefined;
  /** False: something was too deep to follow, and what comes of that is no error. */
  private _judges = true;
  private _blocks = 0;

  /** Told of each name that is given a value. */
  onAssign?: (assignment: Assignment) => void;

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
    const blocks = this._blocks;
    const { from } = this;
    const error = this.attempt(read);
    if (error) {
      this._judges &&= error instanceof NotPython;
      this._wrong(error instanceof NotPython ? error.offset : this.from);
      this._blocks = blocks;
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
    if (COMPOUND.has(this.text)) {
      this._compound();
    } else if (!this.at('match') || !this._match()) {
      this._simple();
    }
  }

  /** Simple statements of one line. */
  private _simple(): void {
    for (;;) {
      this._small();
      if (!this.at(';')) {
        break;
      }
      this.next();
      if (this.atKind('newline') || this.atKind('end')) {
        break;
      }
    }
    this._endOfLine();
  }

  private _endOfLine(): void {
    if (this.atKind('end')) {
      return;
    }
    if (!this.atKind('newline')) {
      this.fail();
    }
    this.next();
  }

  private _small(): void {
    switch (this.text) {
      case 'pass':
      case 'break':
      case 'continue':
        this.next();
        return;
      case 'return':
        this.next();
        if (this.startsExpression()) {
          this.values();
        }
        return;
      case 'raise':
        this.next();
        if (this.startsExpression()) {
          this.expression();
          if (this.accept('from')) {
            this.expression();
          }
        }
        return;
      case 'global':
      case 'nonlocal':
        do {
          this.next();
          this.name();
        } while (this.at(','));
        return;
      case 'del':
        this.next();
        this.list(() => this.target());
        return;
      case 'assert':
        this.next();
        this.expression();
        if (this.accept(',')) {
          this.expression();
        }
        return;
      case 'import':
        this._import();
        return;
      case 'from':
        this._importFrom();
        return;
      case 'type':
        if (this._typeAlias()) {
          return;
        }
    }
    this._assignment();
  }

  /** `type A[T] = b`; elsewhere `type` is a name. */
  private _typeAlias(): boolean {
    return this._perhaps(() => {
      this.next();
      if (!this.atKind('name')) {
        return false;
      }
      this.next();
      this._typeParameters();
      this.expect('=');
      this.expression();
      return true;
    });
  }

  private _assignment(): void {
    const { from } = this;
    const first = this.values();
    const sides = [first];
    let annotation: string | undefined;
    if (this.at(':') && !first.isTuple && isPlace(first.values[0]!)) {
      const start = this.to;
      this.next();
      const { to } = this.expression();
      annotation = this.code.slice(start, to).trim();
    } else if (AUGMENTED.test(this.text)) {
      this.next();
      this.values();
      if (first.isTuple || !isPlace(first.values[0]!)) {
        throw new NotPython(from);
      }
      this.constants.assign(this.code.slice(from, first.to), undefined);
      return;
    }
    while (this.at('=')) {
      const wrong = sides.at(-1)!.values.find(value => !isTarget(value));
      if (wrong) {
        throw new NotPython(wrong.from);
      }
      this.next();
      sides.push(this.values());
    }
    if (sides.length > 1) {
      this._assign(from, sides, annotation);
    }
  }

  private _assign(
    from: number,
    sides: ReturnType<Expressions['values']>[],
    annotation: string | undefined
  ): void {
    const right = sides.pop()!;
    const [first] = sides[0]!.values;
    const [value] = right.values;
    for (const { call } of right.values) {
      if (call) {
        call.used = 'assigned';
        if (first?.shape === 'name') {
          call.target = first.name;
        }
      }
    }
    const text = right.isTuple ? undefined : value?.text;
    for (const { values, isTuple } of sides) {
      for (const { shape, name } of values) {
        if (shape === 'name') {
          this.constants.assign(name, isTuple ? undefined : text);
        }
      }
    }
    if (this.onAssign && sides.length === 1 && !sides[0]!.isTuple && first?.shape === 'name') {
      this.onAssign({
        ...{ name: first.name, from, valueFrom: value!.from, valueTo: right.to },
        ...(annotation === undefined ? {} : { annotation }),
        ...(right.isTuple ? {} : { value: value! }),
        isTop: this._blocks === 0
      });
    }
  }

  private _import(): void {
    const { from } = this;
    do {
      this.next();
      const module = this._dotted();
      const name = this._as() ?? module.split('.')[0] ?? module;
      this.found.import({ module, full: module, names: [name], line: 0, within: 'plain' }, from);
    } while (this.at(','));
  }

  private _dotted(): string {
    let module = this.name();
    while (this.at('.')) {
      this.next();
      module += `.${this.name()}`;
    }
    return module;
  }

  private _as(): string | undefined {
    if (!this.at('as')) {
      return undefined;
    }
    this.next();
    return this.name();
  }

  private _importFrom(): void {
    const { from } = this;
    this.next();
    let isLocal = false;
    while (this.at('.') || this.at('...')) {
      isLocal = true;
      this.next();
    }
    const module = isLocal && this.at('import') ? '' : this._dotted();
    if (!this.at('import')) {
      this.fail();
    }
    this.next();
    const items: { item: string; name: string }[] = [];
    const read = (): void => {
      const item = this.name();
      items.push({ item, name: this._as() ?? item });
    };
    if (this.accept('*')) {
      items.push({ item: '', name: '' });
    } else if (this.at('(')) {
      this.open();
      do {
        read();
      } while (this.accept(',') && !this.at(')'));
      this.close(')');
    } else {
      do {
        read();
      } while (this.accept(','));
    }
    if (!isLocal) {
      const first = items[0]?.item ?? '';
      const fact: ImportFact = {
        module,
        full: first === '' ? module : `${module}.${first}`,
        names: items.map(({ name }) => name),
        line: 0,
        within: 'plain'
      };
      this.found.import(fact, from);
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
      this._endOfLine();
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
        this._as();
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
    return this._perhaps(() => {
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

  /** Reads what may be something else; then nothing is read. */
  private _perhaps(read: () => boolean): boolean {
    const state = this.save();
    const found = this.found.mark();
    let is = false;
    this.attempt(() => {
      is = read();
    });
    if (!is) {
      this.restore(state);
      this.found.forget(found);
    }
    return is;
  }

  private _def(column: number): void {
    this.next();
    this.name();
    this._typeParameters();
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
    this._typeParameters();
    if (this.at('(')) {
      this.open();
      this.args();
      this.close(')');
    }
    this._suite(column);
  }

  /** `[T: bound = default, *Ts, **P]` */
  private _typeParameters(): void {
    if (!this.at('[')) {
      return;
    }
    this.open();
    while (!this.at(']')) {
      if (this.at('*') || this.at('**')) {
        this.next();
      }
      this.name();
      for (const mark of [':', '=']) {
        if (this.accept(mark)) {
          this.starred();
        }
      }
      if (!this.at(',')) {
        break;
      }
      this.next();
    }
    this.close(']');
  }

  /** `match a:` with its cases; elsewhere `match` is a name. */
  private _match(): boolean {
    const { indent } = this;
    const is = this._perhaps(() => {
      this.next();
      if (!this.startsExpression()) {
        return false;
      }
      this.list(() => this.starred());
      this.expect(':');
      this._endOfLine();
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
      this._simple();
      return;
    }
    if (++this._blocks > MAX_BLOCKS) {
      throw new TooDeep();
    }
    this.next();
    if (this.atKind('end') || this.indent <= column) {
      this.fail();
    }
    this._block(this.indent);
    this._blocks--;
  }
}

/** Whether something can be given a value with an annotation, or changed in place. */
function isPlace({ shape, items }: Value): boolean {
  return (
    shape === 'name' ||
    shape === 'member' ||
    shape === 'index' ||
    (shape === 'paren' && (items ?? []).every(isPlace))
  );
}

/** Whether something can be given a value; a group of things, or what is left of one, as well. */
function isTarget(value: Value): boolean {
  const { shape, items } = value;
  return shape === 'group' || shape === 'paren' || shape === 'rest'
    ? (items ?? []).every(isTarget)
    : isPlace(value);
}
