import { compareVersions, satisfies } from '../version';

const TOKEN = /\s*(?:('[^']*'|"[^"]*")|([\w.]+)|(===|==|~=|!=|<=|>=|<|>|[()]))/y;
/** Longer markers are kept as they are, not worked out. */
const MAX_MARKER = 5_000;

/** Platforms run Linux; of the machine's kind nothing is known here. */
const LINUX: Readonly<Record<string, string>> = {
  sys_platform: 'linux',
  platform_system: 'Linux',
  os_name: 'posix',
  implementation_name: 'cpython',
  platform_python_implementation: 'CPython'
};

type Truth = boolean | undefined;

/**
 * Whether a requirement with this marker is needed, on Linux with `python` (`3.11`) where that is
 * known. `undefined`: it cannot be told. Source: PEP 508, "Environment Markers".
 */
export function evaluateMarker(
  marker: string,
  python?: string,
  extras: readonly string[] = []
): Truth {
  const tokens: string[] = [];
  if (marker.length > MAX_MARKER) {
    return undefined;
  }
  const pattern = new RegExp(TOKEN);
  for (let at = 0; at < marker.trimEnd().length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const found = pattern.exec(marker);
    if (!found) {
      return undefined;
    }
    tokens.push(found[1] ?? found[2] ?? found[3] ?? '');
  }
  const reading = new MarkerReading(tokens, python, extras);
  const truth = reading.any(0);
  return reading.done ? truth : undefined;
}

class MarkerReading {
  constructor(
    private readonly _tokens: string[],
    private readonly _python: string | undefined,
    private readonly _extras: readonly string[]
  ) {}

  get done(): boolean {
    return !this._broken && this._at === this._tokens.length;
  }

  any(depth: number): Truth {
    let truth = this._all(depth);
    while (this._take('or')) {
      const next = this._all(depth);
      truth = truth === true || next === true ? true : truth === false ? next : undefined;
    }
    return truth;
  }

  private _all(depth: number): Truth {
    let truth = this._one(depth);
    while (this._take('and')) {
      const next = this._one(depth);
      truth = truth === false || next === false ? false : truth === true ? next : undefined;
    }
    return truth;
  }

  private _one(depth: number): Truth {
    if (depth > 50 || this._broken) {
      this._broken = true;
      return undefined;
    }
    if (this._take('(')) {
      const truth = this.any(depth + 1);
      this._broken ||= !this._take(')');
      return truth;
    }
    const left = this._tokens[this._at++] ?? '';
    const not = this._take('not');
    const operator = this._tokens[this._at++] ?? '';
    const right = this._tokens[this._at++];
    if (right === undefined || left === '') {
      this._broken = true;
      return undefined;
    }
    const truth = this._compare(left, operator, right);
    return not && truth !== undefined ? !truth : truth;
  }

  private _compare(left: string, operator: string, right: string): Truth {
    const [name, value] = isText(left) ? [right, left] : [left, right];
    const turned = isText(left);
    const wanted = value.slice(1, -1);
    if (isText(name) || !isText(value)) {
      return undefined;
    }
    if (name === 'extra') {
      const has = this._extras.includes(wanted);
      return operator === '==' ? has : operator === '!=' ? !has : undefined;
    }
    if (name === 'python_version' || name === 'python_full_version') {
      return this._python === undefined
        ? undefined
        : comparePython(this._python, turned ? mirrored(operator) : operator, wanted, name);
    }
    const known = Object.hasOwn(LINUX, name) ? LINUX[name] : undefined;
    if (known === undefined) {
      return undefined;
    }
    if (operator === 'in') {
      return turned ? known.includes(wanted) : wanted.includes(known);
    }
    return operator === '==' ? known === wanted : operator === '!=' ? known !== wanted : undefined;
  }

  private _take(token: string): boolean {
    const there = this._tokens[this._at] === token;
    this._at += there ? 1 : 0;
    return there;
  }

  private _at = 0;
  private _broken = false;
}

function isText(token: string): boolean {
  return /^['"]/.test(token);
}

function mirrored(operator: string): string {
  return operator.startsWith('<')
    ? operator.replace('<', '>')
    : operator.startsWith('>')
      ? operator.replace('>', '<')
      : operator;
}

/** Of the Python at hand only `major.minor` is known, so patch releases decide nothing. */
function comparePython(python: string, operator: string, wanted: string, name: string): Truth {
  if (operator === 'in') {
    return wanted.split(/[\s,]+/).includes(python);
  }
  const minor = /^(\d+\.\d+)\.\d/.exec(wanted)?.[1];
  if (name === 'python_full_version') {
    if (minor !== undefined && minor === python) {
      return undefined;
    }
    // Any patch release stands for all, where the minor ones differ; `>3.11` is true of 3.11.5.
    return satisfies(`${python}.5`, `${operator}${wanted}`);
  }
  const order = compareVersions(python, wanted.replace(/\.\*$/, ''));
  return order === undefined ? undefined : satisfies(python, `${operator}${wanted}`);
}
