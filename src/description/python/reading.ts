import type { Text } from '../facts';
import type { Constants } from './constants';
import { Findings, type FindingsMark } from './findings';
import { NotPython, Scanner, type ScannerState } from './scanner';

/** Deeper nesting than anybody writes; CPython's own limit of brackets is 200. */
const MAX_DEPTH = 200;

/** Nesting that is not followed: nothing is said against it. */
export class TooDeep extends Error {
  constructor() {
    super('too deep');
  }
}

/** A place to read from again, with what was found until there. */
export interface Mark {
  state: ScannerState;
  found: FindingsMark;
}

/** What every part of the reader works with: the code, what was found in it, and where in it we are. */
export abstract class Reading extends Scanner {
  protected readonly found = new Findings();
  /** In a pattern of `match`: `as` gives a name, `if` is a guard. */
  protected inPattern = false;
  /** The call that has what is read now among its arguments, by the last part of its name. */
  protected around: string | undefined;
  private _levels = 0;
  /** Parameters and variables of comprehensions, which hide the notebook's names. */
  private readonly _own: (readonly string[])[] = [];

  constructor(
    code: string,
    protected readonly constants: Constants
  ) {
    super(code);
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

  /** Goes one level deeper into an expression; `ascend` comes back. */
  protected descend(): void {
    if (++this._levels > MAX_DEPTH) {
      throw new TooDeep();
    }
  }

  protected ascend(): void {
    this._levels--;
  }

  /** Reads something in which some names are not the notebook's. */
  protected within<T>(names: readonly string[], read: () => T): T {
    this._own.push(names);
    const value = read();
    this._own.pop();
    return value;
  }

  /** The text that the notebook has given a name. */
  protected known(name: string): Text | undefined {
    const text = this.constants.get(name);
    return text && this._own.some(names => names.includes(name)) ? undefined : text;
  }

  protected mark(): Mark {
    return { state: this.save(), found: this.found.mark() };
  }

  protected goBack({ state, found }: Mark): void {
    this.restore(state);
    this.found.forget(found);
  }

  /** Reads, where no expression is begun, and gives the error that ended it; the place stays where that was. */
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
      this.around = undefined;
      this._levels = 0;
      this._own.length = own;
      return error;
    }
  }

  /** Reads, where no expression is begun, what may be something else; then nothing is read. */
  protected perhaps(read: () => boolean): boolean {
    const start = this.mark();
    const answer = { is: false };
    this.attempt(() => {
      answer.is = read();
    });
    if (!answer.is) {
      this.goBack(start);
    }
    return answer.is;
  }
}
