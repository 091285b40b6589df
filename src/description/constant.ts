import type { SyntaxNode } from '@lezer/common';

import type { Text } from './facts';
import { literalParts, literalText, unescape } from './python-string';

/** Deeper expressions are not followed. */
const MAX_DEPTH = 40;

const JOINS = /^(?:(?:pathlib\.)?(?:Pure)?(?:Posix|Windows)?Path|(?:os\.)?path\.join)$/;
const SAME = /^(?:str|os\.fspath|(?:os\.)?path\.(?:abspath|expanduser|normpath|realpath))$/;

/** The texts that names have at this point of the notebook. */
export class Constants {
  /** The text of an expression, as far as it is known without running it. */
  evaluate(node: SyntaxNode, code: string, depth = 0): Text | undefined {
    if (depth > MAX_DEPTH) {
      return undefined;
    }
    const inner = (child: SyntaxNode | null): Text | undefined =>
      child ? this.evaluate(child, code, depth + 1) : undefined;
    switch (node.name) {
      case 'String':
        return known(literalText(code.slice(node.from, node.to)));
      case 'FormatString':
        return this._format(node, code);
      case 'ContinuedString':
        return joinTexts(children(node).map(inner), '');
      case 'ParenthesizedExpression':
        return inner(node.firstChild?.nextSibling ?? null);
      case 'VariableName': {
        const name = code.slice(node.from, node.to);
        return isOwnName(node, name, code) ? undefined : this._texts.get(name);
      }
      case 'BinaryExpression':
        return operate(node, code, inner);
      case 'CallExpression':
        return call(node, code, inner);
      default:
        return undefined;
    }
  }

  /** Whether a name has a text. */
  knows(name: string): boolean {
    return this._texts.has(name);
  }

  /** A name was given a value; one that is not a known text makes the name unknown. */
  assign(name: string, value: Text | undefined): void {
    if (value) {
      this._texts.set(name, value);
    } else {
      this._texts.delete(name);
    }
  }

  /** An f-string; holes that hold a known name are filled, others stay as they are. */
  private _format(node: SyntaxNode, code: string): Text | undefined {
    const parts = literalParts(code.slice(node.from, node.to));
    if (!parts) {
      return undefined;
    }
    const text = (from: number, to: number): string => {
      const piece = code.slice(from, to);
      return parts.raw ? piece : unescape(piece);
    };
    let from = node.from + parts.from;
    let value = '';
    let pattern = false;
    for (const hole of node.getChildren('FormatReplacement')) {
      const inside = code.slice(hole.from + 1, hole.to - 1).trim();
      const filled = isOwnName(hole, inside, code) ? undefined : this._texts.get(inside);
      value += text(from, hole.from) + (filled?.value ?? code.slice(hole.from, hole.to));
      pattern ||= filled?.pattern ?? true;
      from = hole.to;
    }
    return { value: value + text(from, node.from + parts.to), pattern };
  }

  private readonly _texts = new Map<string, Text>();
}

function known(value: string | undefined): Text | undefined {
  return value === undefined ? undefined : { value, pattern: false };
}

export function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    found.push(child);
  }
  return found;
}

/** The positional arguments and keywords of a call. */
export function argumentsOf(
  call: SyntaxNode,
  code: string
): { name?: string; node: SyntaxNode | undefined }[] {
  const list = call.getChild('ArgList');
  const found: { name?: string; node: SyntaxNode | undefined }[] = [];
  let part: SyntaxNode[] = [];
  for (const child of list ? children(list) : []) {
    if (child.name !== ',' && child.name !== '(' && child.name !== ')') {
      part.push(child);
      continue;
    }
    const [first, second, third] = part;
    if (first && second?.name === 'AssignOp') {
      found.push({ name: code.slice(first.from, first.to), node: third });
    } else if (first) {
      // More than one part is a generator or a `*` argument: no text.
      found.push({ node: second ? undefined : first });
    }
    part = [];
  }
  return found;
}

function joinTexts(texts: (Text | undefined)[], by: string): Text | undefined {
  const all = texts.filter(text => text !== undefined);
  if (all.length < texts.length || all.length === 0) {
    return undefined;
  }
  const value = all.reduce((path, { value: next }) =>
    by === '/'
      ? { value: joinPath(path.value, next), pattern: path.pattern }
      : { value: path.value + next, pattern: path.pattern }
  ).value;
  return { value, pattern: all.some(({ pattern }) => pattern) };
}

function joinPath(folder: string, path: string): string {
  return path.startsWith('/') || folder === '' ? path : `${folder.replace(/\/+$/, '')}/${path}`;
}

function operate(
  node: SyntaxNode,
  code: string,
  inner: (child: SyntaxNode | null) => Text | undefined
): Text | undefined {
  const [left, operator, right] = children(node);
  const sign = operator ? code.slice(operator.from, operator.to) : '';
  const first = left && inner(left);
  if (!first || !right || !['+', '/', '%'].includes(sign)) {
    return undefined;
  }
  const second = sign === '%' ? undefined : inner(right);
  if (!second) {
    return { value: first.value, pattern: true };
  }
  return joinTexts([first, second], sign === '/' ? '/' : '');
}

function call(
  node: SyntaxNode,
  code: string,
  inner: (child: SyntaxNode | null) => Text | undefined
): Text | undefined {
  const callee = node.firstChild;
  const text = callee ? code.slice(callee.from, Math.min(callee.to, callee.from + 80)) : '';
  const values = (): (Text | undefined)[] =>
    argumentsOf(node, code).map(({ name, node: value }) =>
      name === undefined && value ? inner(value) : undefined
    );
  if (JOINS.test(text)) {
    const parts = values();
    return parts.length === 0 ? { value: '.', pattern: false } : joinTexts(parts, '/');
  }
  if (SAME.test(text)) {
    return values()[0];
  }
  const base = callee?.name === 'MemberExpression' ? callee.firstChild : null;
  if (base && text.endsWith('.format')) {
    const known = inner(base);
    return known && { value: known.value, pattern: true };
  }
  return base && text.endsWith('.joinpath')
    ? joinTexts([inner(base), ...values()], '/')
    : undefined;
}

/** Whether a name here is a function's parameter or a comprehension's variable, not the notebook's. */
function isOwnName(node: SyntaxNode, name: string, code: string): boolean {
  let depth = 0;
  for (let above = node.parent; above && depth < MAX_DEPTH; above = above.parent, depth++) {
    const scope = /^(?:Function|Lambda)/.test(above.name)
      ? above.getChild('ParamList')
      : above.name.includes('Comprehension')
        ? above
        : null;
    const own = scope?.getChildren('VariableName') ?? [];
    if (own.some(child => child !== node && code.slice(child.from, child.to) === name)) {
      return true;
    }
  }
  return false;
}
