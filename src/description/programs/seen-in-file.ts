import { isObject } from '../json';

/**
 * What was found in the only cell of a notebook that a program was taken for, told of the program's
 * own file: places in cell 1 are lines of the file, and sentences about the cell are about the file.
 */
export function seenInFile<T>(found: T, path: string): T {
  return rewritten(found, path, path.split('/').pop() ?? path) as T;
}

function rewritten(value: unknown, path: string, name: string): unknown {
  if (Array.isArray(value)) {
    return value.map(item => rewritten(item, path, name));
  }
  if (typeof value === 'string') {
    return value.replace(/^cell 1(?=$|, line \d+$)/, name);
  }
  if (!isObject(value)) {
    return value;
  }
  if (value.kind === 'cell' && typeof value.cell === 'number') {
    return { kind: 'file', path, ...(value.line === undefined ? {} : { line: value.line }) };
  }
  const { template } = value;
  const parts = Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, rewritten(part, path, name)])
  );
  return typeof template === 'string' && template.startsWith('Cell {cell} ')
    ? {
        ...parts,
        template: template.replace('Cell {cell} ', '{program} '),
        values: { ...(isObject(parts.values) ? parts.values : {}), program: name }
      }
    : parts;
}
