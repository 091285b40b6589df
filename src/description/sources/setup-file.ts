import type { SyntaxNode } from '@lezer/common';

import { argumentsOf, children, Constants } from '../constant';
import { normalName } from '../normal-name';
import type { Declared } from '../environment';
import type { PythonParser } from '../python';
import { lineCounter, SyntaxTrouble } from './located';
import { declareList } from './pinned';
import type { Place } from './place';
import { RequirementList } from './requirement-list';
import { asksFor } from './asks-for';
import { pythonSpecifier } from './python-version';

/** Nobody writes a longer one, in characters; and broken Python is slow to read. */
const MAX_SETUP = 64 * 1024;

/** What a setup.py writes out as texts; what it works out as it runs is not known, and said so. */
export function readSetupPy(
  code: string,
  parser: PythonParser,
  place: Place
): Declared | undefined {
  if (code.length > MAX_SETUP) {
    throw new SyntaxTrouble('it is longer than 64 KiB', 1);
  }
  const list = new RequirementList(place);
  const constants = new Constants();
  const lineAt = lineCounter(code);
  const lists = new Map<string, SyntaxNode>();
  let declared: Declared | undefined;
  parser.parse(code).iterate({
    enter(ref) {
      if (ref.name === 'AssignStatement') {
        const [target, , value] = children(ref.node);
        if (target?.name === 'VariableName' && value) {
          lists.set(code.slice(target.from, target.to), value);
        }
      }
      const callee = ref.name === 'CallExpression' ? ref.node.firstChild : null;
      if (!callee || declared || !/^(?:\w+\.)?setup$/.test(code.slice(callee.from, callee.to))) {
        return;
      }
      let name: string | undefined;
      let python: { text: string; line: number } | undefined;
      for (const argument of argumentsOf(ref.node, code)) {
        const text = argument.node && constants.evaluate(argument.node, code)?.value;
        if (argument.name === 'name') {
          name = text;
        } else if (argument.name === 'python_requires' && text !== undefined && argument.node) {
          python = { text, line: lineAt(argument.node.from) };
        } else if (argument.name === 'install_requires' && argument.node) {
          const { from, to, name: kind } = argument.node;
          const value = kind === 'VariableName' ? lists.get(code.slice(from, to)) : argument.node;
          readTexts(value, code, constants, lineCounter(code), list, lineAt(from));
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
    }
  });
  // `setup()` alone leaves it all to another file.
  return list.requirements.length > 0 || list.problems.length > 0 ? declared : undefined;
}

function readTexts(
  value: SyntaxNode | undefined,
  code: string,
  constants: Constants,
  lineAt: (offset: number) => number,
  list: RequirementList,
  line: number
): void {
  if (!value || !/^(?:Array|Tuple)Expression$/.test(value.name)) {
    const template = '{place} works its packages out as it runs; they are not known.';
    list.trouble('warning', template, line);
    list.complete = false;
    return;
  }
  for (const item of children(value)) {
    const text = item.name.includes('String') ? constants.evaluate(item, code) : undefined;
    if (text && !text.pattern) {
      list.add(text.value, lineAt(item.from));
    }
  }
}
