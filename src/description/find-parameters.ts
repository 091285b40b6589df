import type { SyntaxNode } from '@lezer/common';

import { cellNumber } from './analysis';
import { children } from './constant';
import type { Evidence, Finding, Problem, Source } from './finding';
import { readIPython } from './ipython';
import { typeOf } from './literal';
import type { CodeCell } from './notebook';
import { INJECTED, PARAMETERS, type Parameter } from './parameters';
import type { PythonParser } from './python';

export { literalType } from './literal';

/** The parameters of a notebook, by papermill's rule; `undefined` where it has no cell for them. */
export function findParameters(
  cells: readonly CodeCell[],
  parser: PythonParser
): Finding<Parameter[]> | undefined {
  const [cell, second] = cells.filter(({ role }) => role === PARAMETERS);
  const injected = cells.find(({ role }) => role === INJECTED);
  if (!cell) {
    return undefined;
  }
  const found = new Map(readCell(cell, parser).map(one => [one.name, one]));
  for (const { name, value, evidence } of injected ? readCell(injected, parser) : []) {
    const known = found.get(name);
    const said: Evidence[] = evidence.map(({ source, values = {} }) => ({
      template: 'Cell {cell}, put in by an earlier run, gives {name} another value',
      values: { ...values, name },
      source
    }));
    found.set(name, {
      ...(known ?? { name }),
      value,
      injected: true,
      evidence: [...said, ...(known?.evidence ?? [])]
    });
  }
  const problems: Problem[] = second
    ? [
        {
          level: 'warning',
          template: 'Cell {cell} is tagged as parameters as well; only the first such cell counts.',
          values: { cell: cellNumber(second.index) },
          source: { kind: 'cell', cell: second.index }
        }
      ]
    : [];
  const source: Source = { kind: 'cell', cell: cell.index };
  return {
    state: 'found',
    value: [...found.values()],
    evidence: [
      {
        template: 'Cell {cell} is tagged as parameters',
        values: { cell: cellNumber(cell.index) },
        source
      }
    ],
    conflicts: [],
    problems
  };
}

function readCell(cell: CodeCell, parser: PythonParser): Parameter[] {
  const { code } = readIPython(cell.source);
  return code === undefined
    ? []
    : statements(parser.parse(code).topNode).flatMap(node => readAssignment(node, code, cell));
}

function statements(top: SyntaxNode): SyntaxNode[] {
  return children(top).flatMap(node => (node.name === 'StatementGroup' ? children(node) : [node]));
}

function readAssignment(node: SyntaxNode, code: string, cell: CodeCell): Parameter[] {
  const parts = children(node);
  const [target, second] = parts;
  const at = parts.findIndex(({ name }) => name === 'AssignOp');
  const [value, ...more] = parts.slice(at + 1);
  if (node.name !== 'AssignStatement' || target?.name !== 'VariableName' || at < 0 || !value) {
    return [];
  }
  // `a, b = …` and `a = b = …` give no single name a value.
  const annotated = second?.name === 'TypeDef' ? second : undefined;
  if (at > (annotated ? 2 : 1) || more.some(({ name }) => name === 'AssignOp')) {
    return [];
  }
  const end = more.at(-1)?.to ?? value.to;
  const [, told = ''] = /^[ \t]*;?[ \t]*#[ \t]*(.*)/.exec(code.slice(end)) ?? [];
  const [, hint, comment = ''] = /^(?:type:[ \t]*(\S+))?[ \t]*(.*)$/.exec(told) ?? [];
  const type =
    (annotated &&
      code
        .slice(annotated.from + 1, annotated.to)
        .trim()
        .replace(/^["']|["']$/g, '')) ??
    hint ??
    (more.length === 0 ? typeOf(value, code) : undefined);
  const name = code.slice(target.from, target.to);
  const line = code.slice(0, node.from).split('\n').length;
  return [
    {
      name,
      value: code.slice(value.from, end),
      ...(type ? { type } : {}),
      ...(comment.trim() === '' ? {} : { comment: comment.trim() }),
      evidence: [
        {
          template: 'Cell {cell} gives {name} its value',
          values: { cell: cellNumber(cell.index), name },
          source: { kind: 'cell', cell: cell.index, line }
        }
      ]
    }
  ];
}
