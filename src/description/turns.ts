/** Lets others have their turn; resolves when it is one's own again. */
export type Pause = () => Promise<void>;

/** Milliseconds of work in one piece, well below what a person feels. */
const SLICE = 12;

/** Long work in short pieces. */
export class Turns {
  /** Without a `pause` the work is done in one piece. */
  constructor(private readonly _pause?: Pause) {}

  /** Between two steps: waits, where the piece has become long. */
  next(): Promise<void> | undefined {
    return this._pause && Date.now() - this._since >= SLICE ? this._wait(this._pause) : undefined;
  }

  private async _wait(pause: Pause): Promise<void> {
    await pause();
    this._since = Date.now();
  }

  private _since = Date.now();
}
