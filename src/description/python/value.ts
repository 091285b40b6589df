import type { CallFact, Text } from '../facts';

/** What is known of an expression without running it. */
export interface Value {
  /** Where it is in the code. */
  from: number;
  to: number;
  /** `index`: `a[b]`; `group`: a list or a tuple; `paren`: a value in brackets; `rest`: `*a`. */
  shape:
    | 'name'
    | 'member'
    | 'index'
    | 'call'
    | 'number'
    | 'string'
    | 'group'
    | 'paren'
    | 'rest'
    | 'other';
  /** Of a name, and the last part of `a.b`. */
  name: string;
  /** Of a member, an index: what stands before it. */
  object?: Value;
  text?: Text | undefined;
  /** The type of a literal, as `ast.literal_eval` takes them. */
  type?: string | undefined;
  /** Of a call. */
  call?: CallFact;
  /** Of brackets: what is in them. */
  items?: Value[];
}

export interface NamedValue {
  /** Of a keyword argument. */
  name?: string;
  /** Absent: it is no single value (`*args`, a generator). */
  value?: Value;
}

const JOINS = /^(?:(?:pathlib\.)?(?:Pure)?(?:Posix|Windows)?Path|(?:os\.)?path\.join)$/;
const SAME = /^(?:str|os\.fspath|(?:os\.)?path\.(?:abspath|expanduser|normpath|realpath))$/;
/** The last parts of what gives a text; most calls are none of these. */
const GIVES_TEXT =
  /^(?:(?:Pure)?(?:Posix|Windows)?Path|join|str|fspath|abspath|expanduser|normpath|realpath|format|joinpath)$/;

/** An expression of which nothing is known. */
export function other(from: number, to: number): Value {
  return { from, to, shape: 'other', name: '' };
}

/** Texts one after the other, as one; `by` a slash: as a path. */
export function joinTexts(texts: readonly (Text | undefined)[], by: '' | '/'): Text | undefined {
  let value: string | undefined;
  let pattern = false;
  for (const text of texts) {
    if (!text) {
      return undefined;
    }
    value =
      value === undefined
        ? text.value
        : by === '/'
          ? joinPath(value, text.value)
          : value + text.value;
    pattern ||= text.pattern;
  }
  return value === undefined ? undefined : { value, pattern };
}

function joinPath(folder: string, path: string): string {
  return path.startsWith('/') || folder === '' ? path : `${folder.replace(/\/+$/, '')}/${path}`;
}

/** The text of `left operator right`: of a path, of texts put together, or its start. */
export function textOfOperation(operator: string, left: Value, right: Value): Text | undefined {
  const first = left.text;
  if (!first || (operator !== '+' && operator !== '/' && operator !== '%')) {
    return undefined;
  }
  const second = operator === '%' ? undefined : right.text;
  return second
    ? joinTexts([first, second], operator === '/' ? '/' : '')
    : { value: first.value, pattern: true };
}

/** The text that a call gives, where it is one that makes paths or texts of texts. */
export function textOfCall(
  callee: Value,
  args: readonly NamedValue[],
  code: string
): Text | undefined {
  if (!GIVES_TEXT.test(callee.name)) {
    return undefined;
  }
  const name = code.slice(callee.from, callee.to);
  const texts = (): (Text | undefined)[] =>
    args.map(({ name: keyword, value }) => (keyword === undefined ? value?.text : undefined));
  if (JOINS.test(name)) {
    return args.length === 0 ? { value: '.', pattern: false } : joinTexts(texts(), '/');
  }
  if (SAME.test(name)) {
    return texts()[0];
  }
  const base = callee.object?.text;
  if (!base) {
    return undefined;
  }
  if (callee.name === 'format') {
    return { value: base.value, pattern: true };
  }
  return callee.name === 'joinpath' ? joinTexts([base, ...texts()], '/') : undefined;
}
