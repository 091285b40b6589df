import type { SyntaxNode, Tree } from '@lezer/common';

/** How far up the tree it is looked for a construct that the grammar does not know. */
const MAX_CLIMB = 40;

/**
 * Where code stops being Python; `undefined`: nowhere, or it cannot be judged.
 *
 * The grammar is made for editors, and marks some valid Python as wrong: a bare `yield`, parentheses
 * around the items of `with`, its targets that are no names, decorators that are no names, empty class patterns, `/` in a lambda, `*` in a subscript, print with `>>`.
 * Whatever follows such a mark is not judged either. Checked against the 1,500 files of CPython
 * 3.11's own library.
 */
export function errorOffset(tree: Tree, code: string): number | undefined {
  let found: number | undefined;
  let judged = true;
  tree.iterate({
    enter(ref) {
      if (!judged || found !== undefined) {
        return false;
      }
      if (
        ref.name === 'PrintStatement' &&
        !/^print\s*>>/.test(code.slice(ref.from, ref.from + 40))
      ) {
        // Python 2; the grammar takes it, Python 3 does not. A call in brackets is not one.
        found = ref.from;
      } else if (ref.type.isError) {
        judged = isJudged(ref.node, code);
        found = judged ? errorPlace(ref.from, code) : undefined;
      }
      return true;
    }
  });
  return found;
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
