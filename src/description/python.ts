import type { SyntaxNode, SyntaxNodeRef, Tree } from '@lezer/common';

import { argumentsOf, children, Constants } from './constant';
import type { CallFact, Facts, ImportFact, Text } from './facts';
import { isUrl } from './path';
import { ErrorSearch } from './syntax-error';

/** How far up the tree it is looked for what a node is part of. */
const MAX_CLIMB = 60;

/** Calls that show a text to a person and fetch nothing. */
const SHOWING =
  /^(?:print|display|HTML|Markdown|Latex|input|title|suptitle|[xy]label|text|annotate|format|\w*(?:Error|Warning|Exception)|warn|info|debug|log)$/;

/** Python's grammar, @lezer/python. JupyterLab has it for its editors, so the page need not fetch it again. */
export interface PythonParser {
  parse(code: string): Tree;
}

/**
 * What a piece of Python needs, from its syntax tree.
 *
 * `constants` are the names that earlier cells gave a text, and are brought up to date.
 */
export function readPython(code: string, parser: PythonParser, constants = new Constants()): Facts {
  const facts: Facts = { imports: [], calls: [], literals: [], urls: [] };
  const lines = new Lines(code);
  const errors = new ErrorSearch(code);
  let urlsSeenTo = 0;
  const addUrl = ({ from, to }: SyntaxNodeRef, text: Text, call: string): void => {
    if (from >= urlsSeenTo && isUrl(text.value) && !SHOWING.test(call)) {
      facts.urls.push({ ...text, line: lines.at(from), ...(call ? { call } : {}) });
      urlsSeenTo = Math.max(urlsSeenTo, to);
    }
  };
  parser.parse(code).iterate({
    enter(ref) {
      errors.see(ref);
      switch (ref.name) {
        case 'ImportStatement':
          facts.imports.push(...readImports(ref.node, code, lines));
          break;
        case 'CallExpression': {
          const args = argumentsOf(ref.node, code);
          const call = readCall(ref.node, args, code, lines, constants);
          facts.calls.push(call);
          args.forEach(({ node }, i) => {
            const text = call.args[i]?.value;
            if (node && text) {
              addUrl(node, text, call.name);
            }
          });
          break;
        }
        case 'ForStatement':
          forget(ref, code, constants);
          break;
        case 'VariableName':
        case 'String':
        case 'ContinuedString':
        case 'FormatString': {
          // Most names are of no known text: that is asked first, since the way up the tree is long.
          if (ref.name === 'VariableName' && !constants.knows(code.slice(ref.from, ref.to))) {
            break;
          }
          const { node } = ref;
          const text = constants.evaluate(node, code);
          if (!text || (ref.name !== 'String' && !isUrl(text.value))) {
            break;
          }
          const call = callAround(node, code);
          if (call !== undefined) {
            addUrl(ref, text, call);
          }
          if (ref.name === 'String') {
            const { value } = text;
            const line = lines.at(ref.from);
            facts.literals.push({ value, line, ...(call === undefined ? {} : { call }) });
          }
        }
      }
    },
    leave(ref) {
      // Only now: the old value holds while the right side is worked out.
      if (ref.name === 'AssignStatement') {
        assign(ref.node, code, constants);
      } else if (ref.name === 'UpdateStatement') {
        constants.assign(code.slice(ref.from, ref.node.firstChild?.to ?? ref.from), undefined);
      }
    }
  });
  if (errors.offset !== undefined) {
    facts.errorLine = lines.at(errors.offset);
  }
  return facts;
}

/** Line numbers, from 1, of offsets. */
class Lines {
  constructor(code: string) {
    for (let i = code.indexOf('\n'); i >= 0; i = code.indexOf('\n', i + 1)) {
      this._starts.push(i + 1);
    }
  }

  at(offset: number): number {
    let low = 0;
    let high = this._starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this._starts[middle] ?? 0) <= offset) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low + 1;
  }

  private readonly _starts = [0];
}

function readImports(node: SyntaxNode, code: string, lines: Lines): ImportFact[] {
  const parts = children(node);
  const text = (part: SyntaxNode): string => code.slice(part.from, part.to);
  const at = { line: lines.at(node.from), within: blockOf(node, code) };
  const start = parts.findIndex(part => part.name === 'import');
  const items = readItems(start < 0 ? [] : parts.slice(start + 1), text);
  if (parts[0]?.name !== 'from') {
    return items
      .filter(({ module }) => module !== '')
      .map(({ module, name }) => ({
        module,
        full: module,
        names: [name ?? module.split('.')[0] ?? module],
        ...at
      }));
  }
  const module = parts
    .slice(1, start < 0 ? undefined : start)
    .map(text)
    .join('');
  if (module === '' || module.startsWith('.')) {
    return [];
  }
  const names = items.map(({ module: item, name }) => name ?? item);
  const first = items[0]?.module ?? '';
  return [{ module, full: first === '' ? module : `${module}.${first}`, names, ...at }];
}

/** `a.b as c, d` as modules with the names that they get. */
function readItems(
  parts: SyntaxNode[],
  text: (part: SyntaxNode) => string
): { module: string; name?: string }[] {
  const items: { module: string; name?: string }[] = [{ module: '' }];
  let renamed = false;
  for (const part of parts) {
    const item = items.at(-1);
    if (part.name === ',') {
      items.push({ module: '' });
      renamed = false;
    } else if (part.name === 'as') {
      renamed = true;
    } else if (item && (part.name === 'VariableName' || part.name === '.')) {
      if (renamed) {
        item.name = text(part);
      } else {
        item.module += text(part);
      }
    }
  }
  return items;
}

function readCall(
  node: SyntaxNode,
  args: ReturnType<typeof argumentsOf>,
  code: string,
  lines: Lines,
  constants: Constants
): CallFact {
  const callee = node.firstChild;
  const member = callee?.name === 'MemberExpression';
  const object = member ? callee.firstChild : null;
  const last = member ? callee.lastChild : callee;
  const owner = object ? code.slice(object.from, Math.min(object.to, object.from + 200)) : '';
  const base = object ? constants.evaluate(object, code) : undefined;
  return {
    name:
      last && /^(?:VariableName|PropertyName)$/.test(last.name)
        ? code.slice(last.from, last.to)
        : '',
    owner: /^[\w.]*$/.test(owner) ? owner : '?',
    ...(base ? { base } : {}),
    args: args.map(({ name, node: value }) => {
      const known = value && constants.evaluate(value, code);
      return { ...(name === undefined ? {} : { name }), ...(known ? { value: known } : {}) };
    }),
    line: lines.at(node.from),
    within: blockOf(node, code),
    used: useOf(node, code),
    ...targetOf(node, code)
  };
}

function useOf(node: SyntaxNode, code: string): CallFact['used'] {
  const parent = node.parent;
  if (parent?.name === 'MemberExpression') {
    return 'attribute';
  }
  if (parent?.name === 'BinaryExpression') {
    const operator = parent.firstChild?.nextSibling;
    return operator && code.slice(operator.from, operator.to) === '/' ? 'joined' : 'otherwise';
  }
  return parent?.name === 'AssignStatement' ? 'assigned' : 'otherwise';
}

/** `x` of `x = call()`. */
function targetOf(node: SyntaxNode, code: string): { target?: string } {
  const name = node.parent?.name === 'AssignStatement' ? node.parent.firstChild : null;
  return name?.name === 'VariableName' && name.to <= node.from
    ? { target: code.slice(name.from, name.to) }
    : {};
}

/** Whether a node lies in a try block or in its handler; the innermost decides. */
function blockOf(node: SyntaxNode, code: string): ImportFact['within'] {
  // Most cells have none, and the way up the tree is long.
  if (!code.includes('except')) {
    return 'plain';
  }
  let child = node;
  for (let depth = 0; depth < MAX_CLIMB; depth++) {
    const parent = child.parent;
    if (!parent) {
      return 'plain';
    }
    if (parent.name === 'TryStatement' && parent.getChild('except')) {
      const before = children(parent).filter(part => part.to <= child.from);
      const word = before.findLast(part => /^(?:try|except|else|finally)$/.test(part.name))?.name;
      return word === 'try' || word === 'except' ? word : 'plain';
    }
    child = parent;
  }
  return 'plain';
}

/** The name of the innermost call that has this node among its arguments. */
function callAround(node: SyntaxNode, code: string): string | undefined {
  let above = node.parent;
  for (let depth = 0; above && depth < MAX_CLIMB; depth++, above = above.parent) {
    if (above.name === 'ArgList' && above.parent?.name === 'CallExpression') {
      const callee = above.parent.firstChild;
      const last = callee?.name === 'MemberExpression' ? callee.lastChild : callee;
      return last ? code.slice(last.from, Math.min(last.to, last.from + 100)) : '';
    }
    if (above.name === 'Body') {
      return undefined;
    }
  }
  return undefined;
}

function assign(node: SyntaxNode, code: string, constants: Constants): void {
  const sides: SyntaxNode[][] = [[]];
  for (const part of children(node)) {
    if (part.name === 'AssignOp') {
      sides.push([]);
    } else if (part.name !== 'TypeDef') {
      sides.at(-1)?.push(part);
    }
  }
  const [value, ...rest] = sides.pop() ?? [];
  const text = value && rest.length === 0 ? constants.evaluate(value, code) : undefined;
  for (const side of sides) {
    for (const target of side) {
      if (target.name === 'VariableName') {
        constants.assign(code.slice(target.from, target.to), side.length === 1 ? text : undefined);
      }
    }
  }
}

/** A loop's variable has many values. */
function forget(loop: SyntaxNodeRef, code: string, constants: Constants): void {
  for (const part of children(loop.node)) {
    if (part.name === 'in') {
      return;
    }
    if (part.name === 'VariableName') {
      constants.assign(code.slice(part.from, part.to), undefined);
    }
  }
}
