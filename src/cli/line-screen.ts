import type { SessionEvent } from '../model/event';
import { bytesText } from '../model/amount-text';
import type { Output } from './output';
import { eventLine, type RunScreen } from './run-screen';

/** A run as lines, for a file or a pipe. */
export class LineScreen implements RunScreen {
  constructor(private readonly _output: Output) {}

  show(event: SessionEvent): void {
    const line = eventLine(event);
    if (line !== undefined) {
      this.line(line);
    }
    this._memory = event.usage?.memory ?? this._memory;
    const { cell = 0, cells = 0, done = 0 } = event.progress ?? {};
    // One line when a cell starts; its end needs none.
    if (cell > done && cell !== this._cell) {
      this._cell = cell;
      const memory = this._memory === undefined ? '' : `, ${bytesText(this._memory)}`;
      this.line(`  cell ${cell}/${cells}${memory}`);
    }
  }

  line(text: string): void {
    this._output.lines([text]);
  }

  stop(): void {
    // Nothing is left on the screen.
  }

  private _cell = 0;
  private _memory: number | undefined;
}
