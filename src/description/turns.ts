/** Lets others have their turn; resolves when it is one's own again. */
export type Pause = () => Promise<void>;

/** Milliseconds of work in one piece, well below what a person feels. */
const SLICE = 12;

/** Long work in short pieces. */
export class Turns {
  /** Without a `pause` the work is done in one piece. */
  constructor(private readonly _pause?: Pause) {}

  /** Between two steps: waits, where the piece has become long. */
  async next(): Promise<void> {
    if (this._pause && Date.now() - this._since >= SLICE) {
      await this._pause();
      this._since = Date.now();
    }
  }

  private _since = Date.now();
}
