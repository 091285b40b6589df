import type { LoadedDifference } from './loaded';
import { readRequirementLine } from './requirement-line';

const LINE_END = /\r\n|\r|\n/;
const LINE_END_LAST = /(?:\r\n|\r|\n)$/;

/**
 * The text of a requirements.txt in which these distributions are asked for as they are loaded: lines
 * of theirs are replaced, the others added at the end, all else stays, comments too.
 */
export function withLoaded(text: string, differences: readonly LoadedDifference[]): string {
  const wanted = new Map(
    differences.flatMap(({ name, line }) => (line === undefined ? [] : [[name, line] as const]))
  );
  const lines = text === '' ? [] : text.replace(LINE_END_LAST, '').split(LINE_END);
  const kept = lines.map(line => {
    const [, code = '', comment = ''] = /^(.*?)(\s+#.*)?$/.exec(line) ?? [];
    const found = readRequirementLine(code.trim());
    const own = found.kind === 'package' ? wanted.get(found.name) : undefined;
    if (found.kind !== 'package' || own === undefined) {
      return line;
    }
    wanted.delete(found.name);
    const [, extras = ''] = /^\s*[\w.-]+\s*(\[[^\]]*\])/.exec(code) ?? [];
    const [, marker = ''] = /(\s*;.*)$/.exec(code) ?? [];
    return `${own.replace(/^[\w.-]+/, name => name + extras)}${own.includes('@') ? '' : marker}${comment}`;
  });
  return [...kept, ...wanted.values(), ''].join('\n');
}
