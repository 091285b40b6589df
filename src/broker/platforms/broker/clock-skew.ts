/** Measurements that count. */
const LAST = 5;
/** Date headers have whole seconds, and an answer takes time: less than this is not a difference. */
const TOLERANCE = 2000;

/** How far another machine's clock is ahead of ours, by the Date headers of its answers. */
export class ClockSkew {
  private readonly _measured: number[] = [];

  /** Milliseconds ahead of ours, the median of the last few; 0 where the clocks agree. */
  get ahead(): number {
    const sorted = [...this._measured].sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
    return Math.abs(median) < TOLERANCE ? 0 : Math.round(median);
  }

  /** Takes the Date of an answer that was asked for and came at these moments of our clock. */
  note(date: string | undefined, sent: number, received: number): void {
    const theirs = Date.parse(date ?? '');
    if (!Number.isNaN(theirs)) {
      // Half a second: what the header cuts off, on average.
      this._measured.push(theirs + 500 - (sent + received) / 2);
      this._measured.splice(0, this._measured.length - LAST);
    }
  }
}
