import type { ExecutionSession } from '../../model/session';

/** So much of what a broker sends beyond the standard is shown: lines, letters of each, steps into it. */
const LINES = 40;
const LETTERS = 300;
const DEPTH = 5;

/** What the standard and our extensions know at a place; the rest is beyond them. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  '': [
    ...['kind', 'meta', 'costs', 'phase', 'expires', 'executable', 'compute', 'storage', 'data'],
    ...['schedule', 'platform', 'progress', 'usage', 'result']
  ],
  meta: ['uuid', 'name', 'url', 'created', 'modified', 'messages', 'options'],
  compute: [
    ...['kind', 'meta', 'costs', 'cores', 'memory', 'accelerators'],
    ...['phase', 'schedule', 'volumes']
  ],
  schedule: ['preparing', 'available', 'releasing']
};

/** A value, and where in the offer it stands. */
export interface MoreLine {
  path: string;
  value: string;
}

/** What an offer tells that its card has no other place for. It is text, whatever it may look like. */
export function moreOf(offer: ExecutionSession): MoreLine[] {
  const lines: MoreLine[] = [];
  for (const [place, known] of Object.entries(KNOWN)) {
    const part: unknown = place ? (offer as Record<string, unknown>)[place] : offer;
    if (typeof part === 'object' && part !== null) {
      for (const [name, value] of Object.entries(part)) {
        if (!known.includes(name)) {
          addLines(lines, place ? `${place}.${name}` : name, value, DEPTH);
        }
      }
    }
  }
  return lines;
}

function addLines(lines: MoreLine[], path: string, value: unknown, depth: number): void {
  if (lines.length >= LINES || value === undefined) {
    return;
  }
  if (typeof value === 'object' && value !== null && depth > 0) {
    const entries = Object.entries(value).slice(0, LINES);
    for (const [name, inner] of entries) {
      addLines(
        lines,
        Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`,
        inner,
        depth - 1
      );
    }
    return;
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  lines.push({ path, value: text.length > LETTERS ? `${text.slice(0, LETTERS)}…` : text });
}
