/** By how much another machine's clock is ahead, from the Date headers of its answers. */
export class ClockSkew {
  /** Milliseconds; 0 while both clocks may well be the same. */
  get milliseconds(): number {
    const { _least: least, _most: most } = this;
    return least <= 0 && most >= 0 ? 0 : Math.round((least + most) / 2);
  }

  /**
   * Takes a header into account. It was written between `sent` and `received` (milliseconds since 1970
   * by our clock), and it is cut off to the second (RFC 9110, 5.6.7): so each answer says between what
   * the difference lies, and several say it more narrowly.
   */
  saw(date: string | null, sent: number, received: number): void {
    const theirs = date === null ? NaN : Date.parse(date);
    if (Number.isNaN(theirs)) {
      return;
    }
    const [least, most] = [theirs - received, theirs + 1000 - sent];
    // One of the clocks was set anew: what was known is no longer so.
    const anew = least > this._most || most < this._least;
    this._least = anew ? least : Math.max(this._least, least);
    this._most = anew ? most : Math.min(this._most, most);
  }

  private _least = -Infinity;
  private _most = Infinity;
}
