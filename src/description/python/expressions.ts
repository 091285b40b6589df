import type { CallFact, Text } from '../facts';
import { Constants } from './constants';
import { Findings } from './findings';
import { NotPython, Scanner, type ScannerState } from './scanner';
import { unescape } from './unescape';
import { joinTexts, textOfCall, textOfOperation, type NamedValue, type Value } from './value';

/** Deeper nesting than anybody writes; CPython's own limit of brackets is 200. */
const MAX_DEPTH = 200;
/** So often a comprehension is read again in one piece of code, knowing its own names. */
const MAX_AGAIN = 1000;

/** How firmly operators bind; `not` stands at 3. */
const PRECEDENCE: ReadonlyMap<string, number> = new Map(
  [
    ['or'],
    ['and'],
    ['-'.repeat(3)],
    ['in', 'is', 'not', '<', '>', '==', '>=', '<=', '!='],
    ['|'],
    ['^'],
    ['&'],
    ['<<', '>>'],
    ['+', '-'],
    ['*', '/', '//', '%', '@']
  ].flatMap((operators, i) => operators.map(operator => [operator, i + 1] as const))
);
const NOT = 3;
const BIT_OR = 5;
const UNARY = 11;

const STARTS = new Set(['not', 'lambda', 'await', 'None', 'True', 'False', '(', '[', '{']);
['-', '+', '~', '*', '...'].forEach(text => STARTS.add(text));

/** Nesting that is not followed: nothing is said against it. */
export class TooDeep extends Error {
  constructor() {
    super('too deep');
  }
}

/**
 * Python's expressions, and what is known of them without running the code.
 *
 * Source: the language reference, chapter 10 ("Full Grammar specification"), of Python 3.14.
 */
export class Expressions extends Scanner {
  protected readonly found = new Findings();
  /** In a pattern of `match`: `as` gives a name, `if` is a guard. */
  protected inPattern = false;
  /** The call that has what is read now among its arguments, by the last part of its name. */
  private _around: string | undefined;
  private _levels = 0;
  private _again = 0;
  /** Parameters and variables of comprehensions, which hide the notebook's names. */
  private readonly _own: (readonly string[])[] = [];

  constructor(
    code: string,
    protected readonly constants: Constants
  ) {
    super(code);
  }

  /** Told of each call with its arguments, for who wants to know more of one. */
  onCall?: (callee: string, args: readonly NamedValue[]) => void;

  /** The expression that all of the code is; `undefined` where it is something else. */
  only(): Value | undefined {
    let value: Value | undefined;
    this.attempt(() => {
      this.next();
      value = this.expression();
    });
    return value?.to === this.code.length ? value : undefined;
  }

  /** `a if b else c`, a lambda, or what is simpler. */
  protected expression(): Value {
    if (++this._levels > MAX_DEPTH) {
      throw new TooDeep();
    }
    let value: Value;
    if (this.at('lambda')) {
      value = this._lambda();
    } else {
      value = this.binary(1);
      if (this.inPattern) {
        if (this.accept('as')) {
          this.name();
        }
      } else if (this.accept('if')) {
        this.binary(1);
        this.expect('else');
        value = other(value.from, this.expression().to);
      }
    }
    this._levels--;
    return value;
  }

  /** The same, or `name := value`. */
  protected named(): Value {
    const value = this.expression();
    if (!this.at(':=') || value.shape !== 'name') {
      return value;
    }
    this.next();
    return other(value.from, this.expression().to);
  }

  /** The same, or `*values`. */
  protected starred(): Value {
    if (!this.at('*')) {
      return this.named();
    }
    const { from } = this;
    this.next();
    const value = this.binary(BIT_OR);
    return { from, to: value.to, shape: 'rest', name: '', items: [value] };
  }

  /** What can be given a value: without `in`, which follows it in a loop. */
  protected target(): Value {
    return this.at('*') ? this.starred() : this.binary(BIT_OR);
  }

  /** `a, b`; whether there is a comma as well. */
  protected list(element: () => Value): { values: Value[]; to: number; isTuple: boolean } {
    const values = [element()];
    let { to } = values[0]!;
    let isTuple = false;
    while (this.at(',')) {
      isTuple = true;
      ({ to } = this);
      this.next();
      if (!this.startsExpression()) {
        break;
      }
      const value = element();
      ({ to } = value);
      values.push(value);
    }
    return { values, to, isTuple };
  }

  /** Values, or a `yield`. */
  protected values(): { values: Value[]; to: number; isTuple: boolean } {
    const { from } = this;
    if (!this.at('yield')) {
      return this.list(() => this.starred());
    }
    this.next();
    let to = from + 'yield'.length;
    if (this.accept('from')) {
      ({ to } = this.expression());
    } else if (this.startsExpression()) {
      ({ to } = this.list(() => this.starred()));
    }
    return { values: [other(from, to)], to, isTuple: false };
  }

  protected startsExpression(): boolean {
    const { kind } = this;
    return (
      kind === 'name' ||
      kind === 'number' ||
      kind === 'string' ||
      kind === 'format' ||
      STARTS.has(this.text)
    );
  }

  protected expect(text: string): void {
    if (!this.at(text)) {
      this.fail();
    }
    this.next();
  }

  protected name(): string {
    const { text } = this;
    if (!this.atKind('name')) {
      this.fail();
    }
    this.next();
    return text;
  }

  /** Goes into brackets; `close` goes out of them and gives where they end. */
  protected open(): void {
    if (++this.depth > MAX_DEPTH) {
      throw new TooDeep();
    }
    this.next();
  }

  protected close(bracket: string): number {
    const { to } = this;
    if (!this.at(bracket)) {
      this.fail();
    }
    this.depth--;
    this.next();
    return to;
  }

  /** Reads something in which some names are not the notebook's. */
  protected within<T>(names: readonly string[], read: () => T): T {
    this._own.push(names);
    const value = read();
    this._own.pop();
    return value;
  }

  /** Reads, between two statements; after an error all is as if nothing had been read, but for the place. */
  protected attempt(read: () => void): NotPython | TooDeep | undefined {
    const own = this._own.length;
    try {
      read();
      return undefined;
    } catch (error) {
      if (!(error instanceof NotPython || error instanceof TooDeep)) {
        throw error;
      }
      this.depth = 0;
      this.inPattern = false;
      this._around = undefined;
      this._levels = 0;
      this._own.length = own;
      return error;
    }
  }

  /** The parameters of a function or a lambda; `end`: what comes after them. */
  protected parameters(end: string, annotated: boolean): string[] {
    const names: string[] = [];
    while (!this.at(end)) {
      if (!this.accept('/')) {
        const isStar = this.at('*');
        if (isStar || this.at('**')) {
          this.next();
        }
        // A star alone ends those that can be given by their place.
        if (!(isStar && this.at(','))) {
          names.push(this.name());
        }
      }
      if (annotated && this.at(':')) {
        this.next();
        this.starred();
      }
      if (this.accept('=')) {
        this.expression();
      }
      if (!this.at(',')) {
        break;
      }
      this.next();
    }
    return names;
  }

  /** The arguments of a call, to the closing bracket. */
  protected args(): NamedValue[] {
    const args: NamedValue[] = [];
    while (!this.at(')')) {
      args.push(this._argument());
      if (!this.at(',')) {
        break;
      }
      this.next();
    }
    return args;
  }

  protected binary(min: number): Value {
    let left = this._unary(min);
    for (;;) {
      const precedence = PRECEDENCE.get(this.text);
      if (precedence === undefined || precedence < min) {
        return left;
      }
      const operator = this.text;
      this.next();
      if (operator === 'not') {
        this.expect('in');
      } else if (operator === 'is' && this.at('not')) {
        this.next();
      }
      const right = this.binary(precedence + 1);
      for (const { call } of [left, right]) {
        if (call && operator === '/') {
          call.used = 'joined';
        }
      }
      const text = textOfOperation(operator, left, right);
      left = { ...other(left.from, right.to), text };
    }
  }

  private _unary(min: number): Value {
    const { from, text } = this;
    if (text === 'not') {
      if (min > NOT) {
        this.fail();
      }
      this.next();
      return other(from, this._deeper(() => this.binary(NOT)).to);
    }
    if (text !== '-' && text !== '+' && text !== '~') {
      return this._power();
    }
    this.next();
    const { to, shape, type } = this._deeper(() => this._unary(UNARY));
    return { ...other(from, to), type: shape === 'number' && text !== '~' ? type : undefined };
  }

  private _power(): Value {
    const { from } = this;
    const waits = this.at('await');
    if (waits) {
      this.next();
    }
    const value = this._primary();
    if (!this.at('**')) {
      return waits ? other(from, value.to) : value;
    }
    this.next();
    return other(from, this._deeper(() => this._unary(UNARY)).to);
  }

  private _deeper<T>(read: () => T): T {
    if (++this._levels > MAX_DEPTH) {
      throw new TooDeep();
    }
    const value = read();
    this._levels--;
    return value;
  }

  private _primary(): Value {
    let value = this._atom();
    for (;;) {
      switch (this.text) {
        case '.': {
          this.next();
          const { to } = this;
          const name = this.name();
          attribute(value);
          value = { from: value.from, to, shape: 'member', name, object: value };
          break;
        }
        case '(':
          value = this._call(value);
          break;
        case '[': {
          attribute(value);
          this.open();
          this._subscripts();
          const to = this.close(']');
          value = { from: value.from, to, shape: 'index', name: '', object: value };
          break;
        }
        default:
          return value;
      }
    }
  }

  private _call(callee: Value): Value {
    const { code } = this;
    const { from, shape, name } = callee;
    const owner = callee.object
      ? code.slice(callee.object.from, Math.min(callee.object.to, callee.object.from + 200))
      : '';
    const call: CallFact = {
      name: shape === 'name' || shape === 'member' ? name : '',
      owner: owner === '' || /^[\w.]*$/.test(owner) ? owner : '?',
      args: [],
      line: 0,
      within: 'plain',
      used: 'otherwise'
    };
    if (callee.object?.text) {
      call.base = callee.object.text;
    }
    const around = this._around;
    this._around = call.name === '' ? code.slice(from, Math.min(callee.to, from + 100)) : call.name;
    this.open();
    const args = this.args();
    const to = this.close(')');
    this._around = around;
    for (const { name: keyword, value } of args) {
      const argument: CallFact['args'][number] = keyword === undefined ? {} : { name: keyword };
      if (value?.text) {
        argument.value = value.text;
        this.found.url(value, value.text, call.name);
      }
      call.args.push(argument);
    }
    this.found.call(call, from, to);
    this.onCall?.(code.slice(from, Math.min(callee.to, from + 100)), args);
    return { from, to, shape: 'call', name: '', text: textOfCall(callee, args, code), call };
  }

  private _argument(): NamedValue {
    if (this.at('*') || this.at('**')) {
      this.next();
      this.expression();
      return {};
    }
    if (this.atKind('name') && this.isBeforeEquals()) {
      const name = this.name();
      this.expect('=');
      return { name, value: this.expression() };
    }
    const start = this._mark();
    const value = this.named();
    if (value.shape === 'name' && this.at('=')) {
      this.next();
      return { name: value.name, value: this.expression() };
    }
    return this._comprehended(start, () => this.named()) ? {} : { value };
  }

  private _subscripts(): void {
    do {
      if (this.at(']')) {
        break;
      }
      if (!this.at(':')) {
        this.starred();
      }
      for (let colons = 0; colons < 2 && this.at(':'); colons++) {
        this.next();
        if (!this.at(':') && !this.at(',') && !this.at(']')) {
          this.expression();
        }
      }
    } while (this.accept(','));
  }

  private _atom(): Value {
    const { from, to, kind, text } = this;
    switch (kind) {
      case 'name': {
        this.next();
        const known = this._known(text);
        const value: Value = { from, to, shape: 'name', name: text, text: known };
        if (known && this._around !== undefined) {
          this.found.url(value, known, this._around);
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
        return this._strings();
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

  private _known(name: string): Text | undefined {
    const text = this.constants.get(name);
    return text && this._own.some(names => names.includes(name)) ? undefined : text;
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
    const start = this._mark();
    const first = this.starred();
    if (this._comprehended(start, () => this.starred())) {
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
    const start = this._mark();
    const first = this.starred();
    if (this._comprehended(start, () => this.starred())) {
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
    const start = this._mark();
    let isDict = false;
    const entry = (): Value => {
      if (this.at('**')) {
        isDict = true;
        this.next();
        return other(from, this.binary(BIT_OR).to);
      }
      const key = this.starred();
      if (!this.at(':')) {
        return key;
      }
      isDict = true;
      this.next();
      const value = this.expression();
      return key.type !== undefined ? value : other(key.from, value.to);
    };
    const first = entry();
    if (this._comprehended(start, entry)) {
      return other(from, this.close('}'));
    }
    const items = this._items(first, '}', entry);
    const to = this.close('}');
    return { ...other(from, to), type: allTyped(items) ? (isDict ? 'dict' : 'set') : undefined };
  }

  private _items(first: Value, end: string, element: () => Value): Value[] {
    const items = [first];
    while (this.accept(',') && !this.at(end)) {
      items.push(element());
    }
    return items;
  }

  /**
   * Reads the loops of a comprehension, if some follow. What was read before them is read again where
   * they hide a name that has a text.
   */
  private _comprehended(start: Mark, element: () => unknown): boolean {
    if (!this.at('for') && !this.at('async')) {
      return false;
    }
    const names = this._loops();
    if (names.some(name => this._known(name)) && this._again++ < MAX_AGAIN) {
      this.restore(start.state);
      this.found.forget(start.found);
      this.within(names, () => {
        element();
        this._loops();
      });
    }
    return true;
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

  private _lambda(): Value {
    const { from } = this;
    this.next();
    const names = this.parameters(':', false);
    this.expect(':');
    return other(from, this.within(names, () => this.expression()).to);
  }

  /** Strings, one after the other. */
  private _strings(): Value {
    const { from } = this;
    const parts: Value[] = [];
    while (this.atKind('string') || this.atKind('format')) {
      const part = this.atKind('string') ? this._plain() : this._format();
      parts.push(part);
      if (part.text && this._around !== undefined) {
        this.found.url(part, part.text, this._around);
      }
    }
    const [first, ...more] = parts;
    const { to } = parts.at(-1)!;
    if (more.length === 0) {
      return first!;
    }
    const text = joinTexts(
      parts.map(part => part.text),
      ''
    );
    const type = more.every(part => part.type === first!.type) ? first!.type : undefined;
    const value: Value = { from, to, shape: 'string', name: '', text, type };
    if (text && this._around !== undefined) {
      this.found.url(value, text, this._around);
    }
    return value;
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
      this.found.literal(value.text.value, from, this._around);
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
        const filled = this._known(inside);
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

  private _mark(): Mark {
    return { state: this.save(), found: this.found.mark() };
  }
}

interface Mark {
  state: ScannerState;
  found: ReturnType<Findings['mark']>;
}

export function other(from: number, to: number): Value {
  return { from, to, shape: 'other', name: '' };
}

function group(from: number, to: number, items: Value[]): Value {
  return { from, to, shape: 'group', name: '', items };
}

/** The names that a target gives values. */
export function namesOf({ shape, name, items = [] }: Value): string[] {
  return shape === 'name' ? [name] : items.flatMap(namesOf);
}

function allTyped(items: readonly Value[]): boolean {
  return items.every(({ type }) => type !== undefined);
}

function attribute({ call }: Value): void {
  if (call) {
    call.used = 'attribute';
  }
}

function numberType(text: string): string {
  if (/j$/i.test(text)) {
    return 'complex';
  }
  return /^0[xob]/i.test(text) || !/[.e]/i.test(text) ? 'int' : 'float';
}
