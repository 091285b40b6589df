import { cellNumber } from './analysis';
import type { Evidence, Finding, Problem, Source } from './finding';
import { readIPython } from './ipython';
import type { CodeCell } from './notebook';
import { INJECTED, PARAMETERS, type Parameter } from './parameters';
import { Constants } from './python/constants';
import type { Assignment } from './python/simple-statements';
import { Statements } from './python/statements';

export { literalType } from './python/literal-type';

/** The parameters of a notebook, by papermill's rule; `undefined` where it has no cell for them. */
export function findParameters(cells: readonly CodeCell[]): Finding<Parameter[]> | undefined {
  const [cell, second] = cells.filter(({ role }) => role === PARAMETERS);
  const injected = cells.find(({ role }) => role === INJECTED);
  if (!cell) {
    return undefined;
  }
  const found = new Map(readCell(cell).map(one => [one.name, one]));
  for (const { name, value, evidence } of injected ? readCell(injected) : []) {
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

function readCell(cell: CodeCell): Parameter[] {
  const { code } = readIPython(cell.source);
  if (code === undefined) {
    return [];
  }
  const found: Parameter[] = [];
  const statements = new Statements(code, new Constants());
  statements.onAssign = assignment => {
    if (assignment.isTop) {
      found.push(readAssignment(assignment, code, cell));
    }
  };
  statements.read();
  return found;
}

function readAssignment(
  { name, from, annotation, value, valueFrom, valueTo }: Assignment,
  code: string,
  cell: CodeCell
): Parameter {
  const [, told = ''] = /^[ \t]*;?[ \t]*#[ \t]*(.*)/.exec(code.slice(valueTo)) ?? [];
  const [, hint, comment = ''] = /^(?:type:[ \t]*(\S+))?[ \t]*(.*)$/.exec(told) ?? [];
  const type = annotation?.replace(/^["']|["']$/g, '') ?? hint ?? value?.type;
  const line = code.slice(0, from).split('\n').length;
  return {
    name,
    value: code.slice(valueFrom, valueTo),
    ...(type ? { type } : {}),
    ...(comment.trim() === '' ? {} : { comment: comment.trim() }),
    evidence: [
      {
        template: 'Cell {cell} gives {name} its value',
        values: { cell: cellNumber(cell.index), name },
        source: { kind: 'cell', cell: cell.index, line }
      }
    ]
  };
}
