import { plain } from './plain-text';

/** A cell of several lines goes on below, in its own column. */
export type TableCell = string | readonly string[];

/** Rows under each other, each column as wide as its widest text; the last one ends where it ends. */
export function alignedTable(rows: readonly (readonly TableCell[])[], indent = '  '): string[] {
  const lines = rows.flatMap(row => {
    const cells = row.map(cell => (typeof cell === 'string' ? [cell] : cell).map(plain));
    const height = Math.max(1, ...cells.map(({ length }) => length));
    return Array.from({ length: height }, (_, i) => cells.map(cell => cell[i] ?? ''));
  });
  const widths: number[] = [];
  for (const line of lines) {
    line.forEach((text, i) => (widths[i] = Math.max(widths[i] ?? 0, width(text))));
  }
  return lines.map(line =>
    (
      indent + line.map((text, i) => text + ' '.repeat((widths[i] ?? 0) - width(text))).join('  ')
    ).trimEnd()
  );
}

/** In code points: letters that take two columns are not known here. */
function width(text: string): number {
  return Array.from(text).length;
}
