import type { CallFact, Facts, ImportFact, LiteralFact, Text, UrlFact } from '../facts';
import { isUrl } from '../path';

/** Calls that show a text to a person and fetch nothing. */
const SHOWING =
  /^(?:print|display|HTML|Markdown|Latex|input|title|suptitle|[xy]label|text|annotate|format|\w*(?:Error|Warning|Exception)|warn|info|debug|log)$/;

interface Range {
  from: number;
  to: number;
}

/** Of a thing whose block is not told yet. */
interface InBlock extends Range {
  fact: CallFact | ImportFact;
  settled: boolean;
}

/** How much was found at a point of the code. */
export interface FindingsMark {
  calls: number;
  imports: number;
  literals: number;
  urls: number;
}

/** What was found so far, each with its place in the code. */
export class Findings {
  call(fact: CallFact, from: number, to: number): void {
    this._calls.push({ fact, from, to, settled: false });
  }

  import(fact: ImportFact, from: number): void {
    this._imports.push({ fact, from, to: from, settled: false });
  }

  literal(value: string, from: number, call: string | undefined): void {
    this._literals.push({ value, line: from, ...(call === undefined ? {} : { call }) });
  }

  /** A text that a call is handed; kept where it is a URL. */
  url({ from, to }: Range, text: Text, call: string): void {
    if (isUrl(text.value) && !SHOWING.test(call)) {
      this._urls.push({ from, to, fact: { ...text, line: from, ...(call ? { call } : {}) } });
    }
  }

  mark(): FindingsMark {
    return {
      calls: this._calls.length,
      imports: this._imports.length,
      literals: this._literals.length,
      urls: this._urls.length
    };
  }

  /** Forgets what was found since. */
  forget(since: FindingsMark): void {
    this._calls.length = since.calls;
    this._imports.length = since.imports;
    this._literals.length = since.literals;
    this._urls.length = since.urls;
  }

  /** What was found since is in such a block, unless it is in one within that. */
  settle(since: FindingsMark, within: ImportFact['within']): void {
    const inside = [...this._calls.slice(since.calls), ...this._imports.slice(since.imports)];
    for (const one of inside) {
      if (!one.settled) {
        one.settled = true;
        one.fact.within = within;
      }
    }
  }

  /** All of it, in the order of the code; what holds something else comes before that. */
  facts(code: string, errorAt: number | undefined): Facts {
    const lines = new Lines(code);
    const placed = ({ fact, from }: InBlock): CallFact | ImportFact => {
      fact.line = lines.at(from);
      return fact;
    };
    const line = <T extends { line: number }>(fact: T): T => {
      fact.line = lines.at(fact.line);
      return fact;
    };
    let seenTo = 0;
    const urls = inPlace(this._urls).filter(({ from, to }) => {
      const isNew = from >= seenTo;
      seenTo = isNew ? to : seenTo;
      return isNew;
    });
    return {
      imports: this._imports.map(placed) as ImportFact[],
      calls: inPlace(this._calls).map(placed) as CallFact[],
      literals: this._literals.map(line),
      urls: urls.map(({ fact }) => line(fact)),
      ...(errorAt === undefined ? {} : { errorLine: lines.at(errorAt) })
    };
  }

  private readonly _calls: InBlock[] = [];
  private readonly _imports: InBlock[] = [];
  /** With offsets for lines, until all is found. */
  private readonly _literals: LiteralFact[] = [];
  private readonly _urls: (Range & { fact: UrlFact })[] = [];
}

/** Sorted by where it starts, what holds something else first. Most of it is so already. */
function inPlace<T extends Range>(found: T[]): T[] {
  const isSorted = found.every((one, i) => {
    const before = found[i - 1];
    return !before || byPlace(before, one) <= 0;
  });
  return isSorted ? found : found.sort(byPlace);
}

function byPlace(a: Range, b: Range): number {
  return a.from - b.from || b.to - a.to;
}

/** Line numbers, from 1, of offsets. */
class Lines {
  constructor(code: string) {
    for (let i = code.indexOf('\n'); i >= 0; i = code.indexOf('\n', i + 1)) {
      this._starts.push(i + 1);
    }
  }

  at(offset: number): number {
    let low = 0;
    let high = this._starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this._starts[middle] ?? 0) <= offset) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low + 1;
  }

  private readonly _starts = [0];
}
