import { Primaries } from './primaries';
import { other, textOfOperation, type Value } from './value';

/** How firmly operators bind; `not` alone stands at 3, a sign at 11. */
const PRECEDENCE: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...{ or: 1, and: 2 },
    ...{ in: 4, is: 4, not: 4, '<': 4, '>': 4, '==': 4, '>=': 4, '<=': 4, '!=': 4 },
    ...{ '|': 5, '^': 6, '&': 7, '<<': 8, '>>': 8, '+': 9, '-': 9 },
    ...{ '*': 10, '/': 10, '//': 10, '%': 10, '@': 10 }
  })
);
const NOT = 3;
const BIT_OR = 5;
const UNARY = 11;

const STARTS = new Set('not lambda await None True False ( [ { - + ~ * ...'.split(' '));

/** Values with commas between them, or one. */
export interface ValueList {
  first: Value;
  /** All, with the first. */
  values: Value[];
  /** Where it ends, a last comma with it. */
  to: number;
  isTuple: boolean;
}

/**
 * Python's expressions, and what is known of them without running the code.
 *
 * Source: the language reference, chapter 10 ("Full Grammar specification"), of Python 3.14.
 */
export class Expressions extends Primaries {
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
    this.descend();
    let value: Value;
    if (this.at('lambda')) {
      value = this.lambda();
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
    this.ascend();
    return value;
  }

  /** The same, or `name := value`. */
  protected named(): Value {
    const value = this.expression();
    if (value.shape !== 'name' || !this.accept(':=')) {
      return value;
    }
    const { to, text } = this.expression();
    this.constants.assign(value.name, text);
    return { ...other(value.from, to), text };
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
  protected list(element: () => Value): ValueList {
    const first = element();
    const values = [first];
    let { to } = first;
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
    return { first, values, to, isTuple };
  }

  /** Values, or a `yield`. */
  protected values(): ValueList {
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
    const first = other(from, to);
    return { first, values: [first], to, isTuple: false };
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

  protected binary(min: number): Value {
    let left = this._unary(min);
    for (;;) {
      const precedence = this.text === '' ? undefined : PRECEDENCE.get(this.text);
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
      if (operator === '/') {
        joined(left);
        joined(right);
      }
      const text = textOfOperation(operator, left, right);
      left = { ...other(left.from, right.to), text };
    }
  }

  private _unary(min: number): Value {
    const { from, text } = this;
    if (this.atKind('name')) {
      return this._power();
    }
    if (text === 'not') {
      if (min > NOT) {
        this.fail();
      }
      this.next();
      this.descend();
      const { to } = this.binary(NOT);
      this.ascend();
      return other(from, to);
    }
    if (text !== '-' && text !== '+' && text !== '~') {
      return this._power();
    }
    this.next();
    const { to, shape, type } = this._operand();
    return { ...other(from, to), type: shape === 'number' && text !== '~' ? type : undefined };
  }

  private _power(): Value {
    const { from } = this;
    const waits = this.at('await');
    if (waits) {
      this.next();
    }
    const value = this.primary();
    if (!this.at('**')) {
      return waits ? other(from, value.to) : value;
    }
    this.next();
    return other(from, this._operand().to);
  }

  /** Of a sign or a power. */
  private _operand(): Value {
    this.descend();
    const value = this._unary(UNARY);
    this.ascend();
    return value;
  }
}

function joined({ call }: Value): void {
  if (call) {
    call.used = 'joined';
  }
}
