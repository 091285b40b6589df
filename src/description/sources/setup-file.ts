import type { Declared } from '../environment';
import { normalName } from '../normal-name';
import { Constants } from '../python/constants';
import { Statements } from '../python/statements';
import type { Value } from '../python/value';
import { asksFor } from './asks-for';
import { lineCounter, SyntaxTrouble } from './located';
import { declareList } from './pinned';
import type { Place } from './place';
import { pythonSpecifier } from './python-version';
import { RequirementList } from './requirement-list';

/** Nobody writes a longer one, in characters. */
const MAX_SETUP = 64 * 1024;

/** What a setup.py writes out as texts; what it works out as it runs is not known, and said so. */
export function readSetupPy(code: string, place: Place): Declared | undefined {
  if (code.length > MAX_SETUP) {
    throw new SyntaxTrouble('it is longer than 64 KiB', 1);
  }
  const list = new RequirementList(place);
  const lineAt = lineCounter(code);
  const named = new Map<string, Value | undefined>();
  let declared: Declared | undefined;
  const statements = new Statements(code, new Constants());
  statements.onAssign = ({ name, value }) => named.set(name, value);
  statements.onCall = (callee, args) => {
    if (declared || !/^(?:\w+\.)?setup$/.test(callee)) {
      return;
    }
    let name: string | undefined;
    let python: { text: string; line: number } | undefined;
    for (const { name: keyword, value } of args) {
      const text = value?.text?.value;
      if (keyword === 'name') {
        name = text;
      } else if (keyword === 'python_requires' && text !== undefined && value) {
        python = { text, line: lineAt(value.from) };
      } else if (keyword === 'install_requires' && value) {
        const texts = value.shape === 'name' ? named.get(value.name) : value;
        readTexts(texts, lineCounter(code), list, lineAt(value.from));
      }
    }
    const specifier = python === undefined ? '' : pythonSpecifier(python.text);
    declared = {
      ...declareList('pip', place, list),
      ...(name === undefined ? {} : { project: normalName(name) }),
      ...(python && specifier !== ''
        ? { version: asksFor('Python', specifier, place, python.line) }
        : {})
    };
  };
  statements.read();
  // `setup()` alone leaves it all to another file.
  return list.requirements.length > 0 || list.problems.length > 0 ? declared : undefined;
}

function readTexts(
  value: Value | undefined,
  lineAt: (offset: number) => number,
  list: RequirementList,
  line: number
): void {
  if (value?.shape !== 'group') {
    const template = '{place} works its packages out as it runs; they are not known.';
    list.trouble('warning', template, line);
    list.complete = false;
    return;
  }
  for (const { shape, text, from } of value.items ?? []) {
    if (shape === 'string' && text && !text.pattern) {
      list.add(text.value, lineAt(from));
    }
  }
}
