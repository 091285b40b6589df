import type { ImportFact } from '../facts';
import { Expressions, type ValueList } from './expressions';
import { NotPython } from './scanner';
import type { Value } from './value';

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

const AUGMENTED = /^(?:[-+*/%@&|^]|\/\/|\*\*|>>|<<)=$/;

/** Statements without a block. */
export abstract class SimpleStatements extends Expressions {
  /** Blocks that this is in. */
  protected blocks = 0;

  /** Told of each name that is given a value. */
  onAssign?: (assignment: Assignment) => void;

  /** Simple statements of one line. */
  protected simple(): void {
    for (;;) {
      this._small();
      if (!this.accept(';')) {
        break;
      }
      if (this.atKind('newline') || this.atKind('end')) {
        break;
      }
    }
    this.endOfLine();
  }

  protected endOfLine(): void {
    if (this.atKind('end')) {
      return;
    }
    if (!this.atKind('newline')) {
      this.fail();
    }
    this.next();
  }

  private _small(): void {
    if (this.atKind('keyword')) {
      this._withKeyword();
    } else if (!this.at('type') || !this._typeAlias()) {
      this._assignment();
    }
  }

  private _withKeyword(): void {
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
      default:
        this._assignment();
    }
  }

  /** `type A[T] = b`; elsewhere `type` is a name. */
  private _typeAlias(): boolean {
    return this.perhaps(() => {
      this.next();
      if (!this.atKind('name')) {
        return false;
      }
      this.next();
      this.typeParameters();
      this.expect('=');
      this.expression();
      return true;
    });
  }

  private _assignment(): void {
    const { from } = this;
    const first = this.values();
    let annotation: string | undefined;
    if (this.at(':') && !first.isTuple && isPlace(first.first)) {
      const start = this.to;
      this.next();
      annotation = this.code.slice(start, this.expression().to).trim();
    } else if (AUGMENTED.test(this.text)) {
      this.next();
      this.values();
      if (first.isTuple || !isPlace(first.first)) {
        throw new NotPython(from);
      }
      this.constants.assign(this.code.slice(from, first.to), undefined);
      return;
    }
    const targets: ValueList[] = [];
    let value = first;
    while (this.at('=')) {
      const wrong = value.values.find(one => !isTarget(one));
      if (wrong) {
        throw new NotPython(wrong.from);
      }
      this.next();
      targets.push(value);
      value = this.values();
    }
    if (targets.length > 0) {
      this._assign(targets, value);
      if (targets.length === 1 && !first.isTuple && first.first.shape === 'name') {
        this.onAssign?.({
          ...{ name: first.first.name, from, valueFrom: value.first.from, valueTo: value.to },
          ...(annotation === undefined ? {} : { annotation }),
          ...(value.isTuple ? {} : { value: value.first }),
          isTop: this.blocks === 0
        });
      }
    }
  }

  private _assign(targets: readonly ValueList[], { first, values, isTuple }: ValueList): void {
    const name = targets[0]?.first;
    for (const { call } of values) {
      if (call) {
        call.used = 'assigned';
        if (name?.shape === 'name') {
          call.target = name.name;
        }
      }
    }
    for (const target of targets) {
      const text = target.isTuple || isTuple ? undefined : first.text;
      for (const one of target.values) {
        if (one.shape === 'name') {
          this.constants.assign(one.name, text);
        }
      }
    }
  }

  private _import(): void {
    const { from } = this;
    do {
      this.next();
      const module = this._dotted();
      const name = this.as() ?? module.split('.')[0] ?? module;
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

  protected as(): string | undefined {
    return this.accept('as') ? this.name() : undefined;
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
    this.expect('import');
    const items: { item: string; name: string }[] = [];
    const read = (): void => {
      const item = this.name();
      items.push({ item, name: this.as() ?? item });
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

  /** `[T: bound = default, *Ts, **P]` */
  protected typeParameters(): void {
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
      if (!this.accept(',')) {
        break;
      }
    }
    this.close(']');
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
export function isTarget(value: Value): boolean {
  const { shape, items } = value;
  return shape === 'group' || shape === 'paren' || shape === 'rest'
    ? (items ?? []).every(isTarget)
    : isPlace(value);
}
