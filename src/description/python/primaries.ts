import type { CallFact } from '../facts';
import { Atoms } from './atoms';
import { NotPython } from './scanner';
import { other, textOfCall, type NamedValue, type Value } from './value';

/** What binds closest: calls, attributes and subscripts of an atom; and functions, which have parameters as calls have arguments. */
export abstract class Primaries extends Atoms {
  /** Told of each call with its arguments, for who wants to know more of one. */
  onCall?: (callee: string, args: readonly NamedValue[]) => void;

  protected abstract named(): Value;

  /** The arguments of a call, to the closing bracket. */
  protected args(): NamedValue[] {
    const args: NamedValue[] = [];
    let isNamed = false;
    while (!this.at(')')) {
      const { from } = this;
      const argument = this._argument();
      if (isNamed && argument.name === undefined && argument.value) {
        throw new NotPython(from);
      }
      isNamed ||= argument.name !== undefined;
      args.push(argument);
      if (!this.accept(',')) {
        break;
      }
    }
    return args;
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
      if (!this.accept(',')) {
        break;
      }
    }
    return names;
  }

  protected primary(): Value {
    let value = this.atom();
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
    const call: CallFact = {
      name: shape === 'name' || shape === 'member' ? name : '',
      owner: ownerOf(callee, code),
      args: [],
      line: 0,
      within: 'plain',
      used: 'otherwise'
    };
    if (callee.object?.text) {
      call.base = callee.object.text;
    }
    const around = this.around;
    this.around = call.name === '' ? code.slice(from, Math.min(callee.to, from + 100)) : call.name;
    this.open();
    const args = this.args();
    const to = this.close(')');
    this.around = around;
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
    const start = this.mark();
    const value = this.named();
    if (value.shape === 'name' && this.at('=')) {
      this.next();
      return { name: value.name, value: this.expression() };
    }
    return this.comprehended(start, () => this.named()) ? {} : { value };
  }

  private _subscripts(): void {
    do {
      if (!this.at(':')) {
        this.starred();
      }
      for (let colons = 0; colons < 2 && this.at(':'); colons++) {
        this.next();
        if (!this.at(':') && !this.at(',') && !this.at(']')) {
          this.expression();
        }
      }
    } while (this.accept(',') && !this.at(']'));
  }

  protected lambda(): Value {
    const { from } = this;
    this.next();
    const names = this.parameters(':', false);
    this.expect(':');
    return other(from, this.within(names, () => this.expression()).to);
  }
}

/** What stands before the name that is called; `?`: it is not a name. */
function ownerOf({ object }: Value, code: string): string {
  if (!object || object.shape === 'name') {
    return object?.name ?? '';
  }
  const owner = code.slice(object.from, Math.min(object.to, object.from + 200));
  return /^[\w.]*$/.test(owner) ? owner : '?';
}

function attribute({ call }: Value): void {
  if (call) {
    call.used = 'attribute';
  }
}
