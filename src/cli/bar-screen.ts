import { MultiBar, type Bar } from 'cli-progress';

import type { SessionEvent } from '../model/event';
import type { Progress } from '../model/session';
import { bytesText } from '../model/amount-text';
import type { Output } from './output';
import { plain } from './plain-text';
import { eventLine, type RunScreen } from './run-screen';

/** A run on a terminal: a bar once cells run, and lines above it. */
export class BarScreen implements RunScreen {
  constructor(private readonly _output: Output) {}

  show(event: SessionEvent): void {
    const line = eventLine(event);
    if (line !== undefined) {
      this.line(line);
    }
    this._progress = event.progress ?? this._progress;
    this._memory = event.usage ? bytesText(event.usage.memory) : this._memory;
    if (this._progress && this._progress.cells > 0 && (event.progress || event.usage)) {
      this._draw(this._progress);
    }
  }

  line(text: string): void {
    if (this._bars) {
      this._bars.log(`${plain(text)}\n`);
    } else {
      this._output.lines([text]);
    }
  }

  stop(): void {
    this._bars?.update();
    this._bars?.stop();
    this._bars = undefined;
  }

  private _draw({ cell, cells, done }: Progress): void {
    const payload = { cell: String(Math.max(cell, 1)), memory: this._memory };
    if (this._bar) {
      this._bar.update(done, payload);
      return;
    }
    this._bars = new MultiBar({
      format: '  {bar} cell {cell}/{total}  {memory}  {duration_formatted}',
      stream: process.stdout,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: 30,
      hideCursor: true,
      // Trims the bar to the terminal, and leaves long lines above it whole.
      linewrap: true,
      // Signals are the command's own.
      gracefulExit: false
    });
    this._bar = this._bars.create(cells, done, payload);
  }

  private _bars: MultiBar | undefined;
  private _bar: Bar | undefined;
  private _progress: Progress | undefined;
  private _memory = '';
}
