/** A longer line goes on in the next row. */
const LONGEST = 5000;
/** Rows that are kept; of more the first go. */
const MOST = 400_000;

/** Text as a terminal would show it, line by line, while it grows. */
export class LogText {
  get length(): number {
    return this._lines.length + (this._open ? 1 : 0);
  }

  /** How many lines went, so that those that are left have other numbers. */
  get dropped(): number {
    return this._dropped;
  }

  line(index: number): string {
    return this._lines[index] ?? (index === this._lines.length ? shown(this._open) : '');
  }

  append(text: string): void {
    const parts = (this._open + text).split('\n');
    this._open = parts.pop() ?? '';
    for (const part of parts) {
      this._push(shown(part.endsWith('\r') ? part.slice(0, -1) : part));
    }
    // A progress bar writes its line again and again, and never ends it.
    const at = this._open.lastIndexOf('\r', this._open.length - 2);
    this._open = at < 0 ? this._open : this._open.slice(at + 1);
    while (this._open.length > LONGEST) {
      this._lines.push(this._open.slice(0, LONGEST));
      this._open = this._open.slice(LONGEST);
    }
    if (this._lines.length > MOST) {
      // Well below, so that it is not done for each line.
      this._dropped += this._lines.splice(0, this._lines.length - (MOST * 3) / 4).length;
    }
  }

  /**
   * The numbers of the lines, from one on, that contain a text, whatever its case; colours are not
   * looked at.
   */
  find(query: string, from = 0): number[] {
    const wanted = query.toLowerCase();
    const found: number[] = [];
    for (let i = from; wanted && i < this.length; i++) {
      if (withoutColours(this.line(i)).toLowerCase().includes(wanted)) {
        found.push(i);
      }
    }
    return found;
  }

  /** All of it, without colours. */
  toString(): string {
    const lines = Array.from({ length: this.length }, (_, i) => withoutColours(this.line(i)));
    return lines.join('\n');
  }

  private _push(line: string): void {
    for (let at = 0; at === 0 || at < line.length; at += LONGEST) {
      this._lines.push(line.slice(at, at + LONGEST));
    }
  }

  private readonly _lines: string[] = [];
  private _dropped = 0;
  private _open = '';
}

/** What is left of a line after it was written over from its beginning. */
function shown(line: string): string {
  return line.slice(line.lastIndexOf('\r', line.length - 2) + 1);
}

/** A text without a terminal's control sequences. */
export function withoutColours(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.includes('\u001b') ? text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '') : text;
}
