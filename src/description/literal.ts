import type { SyntaxNode } from '@lezer/common';

import { children } from './constant';
import type { PythonParser } from './python';

/** Deeper nesting is not followed. */
const MAX_DEPTH = 40;
const PUNCTUATION = new Set(['(', ')', '[', ']', '{', '}', ',', ':']);
const COLLECTIONS: Readonly<Record<string, string>> = {
  ArrayExpression: 'list',
  TupleExpression: 'tuple',
  SetExpression: 'set',
  DictionaryExpression: 'dict'
};

/** The type of a text that is one Python literal and nothing else; `undefined` where it is none. */
export function literalType(text: string, parser: PythonParser): string | undefined {
  if (text.trim() !== text || text === '') {
    return undefined;
  }
  const [statement, ...more] = children(parser.parse(text).topNode);
  const [expression, ...rest] =
    statement?.name === 'ExpressionStatement' && more.length === 0 ? children(statement) : [];
  return expression && rest.length === 0 && expression.to === text.length
    ? typeOf(expression, text)
    : undefined;
}

/** The type of an expression that is a literal, as `ast.literal_eval` takes them. */
export function typeOf(node: SyntaxNode, code: string, depth = 0): string | undefined {
  const text = code.slice(node.from, node.to);
  if (depth > MAX_DEPTH || !isWhole(node)) {
    return undefined;
  }
  const inner = (parts: SyntaxNode[]): boolean =>
    parts.every(part => PUNCTUATION.has(part.name) || typeOf(part, code, depth + 1) !== undefined);
  switch (node.name) {
    case 'Number':
      return numberType(text);
    case 'String':
      return /^[^'"]*b/i.test(text) ? 'bytes' : 'str';
    case 'ContinuedString': {
      const types = new Set(children(node).map(part => typeOf(part, code, depth + 1)));
      return types.size === 1 ? [...types][0] : undefined;
    }
    case 'Boolean':
      return 'bool';
    case 'None':
      return 'None';
    case 'UnaryExpression': {
      const [sign, value] = children(node);
      return sign &&
        value &&
        /^[+-]$/.test(code.slice(sign.from, sign.to)) &&
        value.name === 'Number'
        ? typeOf(value, code, depth + 1)
        : undefined;
    }
    case 'ParenthesizedExpression': {
      const [, value] = children(node);
      return value && typeOf(value, code, depth + 1);
    }
    default: {
      const type = COLLECTIONS[node.name];
      return type !== undefined && inner(children(node)) ? type : undefined;
    }
  }
}

function isWhole(node: SyntaxNode): boolean {
  return !node.type.isError && children(node).every(({ type }) => !type.isError);
}

function numberType(text: string): string {
  if (/j$/i.test(text)) {
    return 'complex';
  }
  return /^0[xob]/i.test(text) || !/[.e]/i.test(text) ? 'int' : 'float';
}
