import { bytesText } from '../../../model/amount-text';
import type { MessageItem } from '../../../model/message';
import { say } from '../../problem';

/** Milliseconds between two looks at how far files have come. */
const LOOK = 500;

/** A file on its way. */
export interface Sending {
  /** What people call it. */
  name: string;
  /** Bytes. */
  size: number;
  /** Bytes that have gone. */
  sent: () => number;
}

/** Tells of files on their way while they move: what stands still is not worth waiting for. */
export class Sendings {
  private readonly _files = new Set<Sending>();
  private _sent = 0;
  private _looking: NodeJS.Timeout | undefined;

  constructor(
    private readonly _platform: string,
    private readonly _tell: (note: MessageItem) => void
  ) {}

  /** Tells of a file until the returned function is called. */
  readonly add = (file: Sending): (() => void) => {
    this._files.add(file);
    this._looking ??= setInterval(() => {
      this._look();
    }, LOOK).unref();
    return () => {
      this._files.delete(file);
      this._sent = 0;
      if (this._files.size === 0) {
        clearInterval(this._looking);
        this._looking = undefined;
      }
    };
  };

  private _look(): void {
    const files = [...this._files];
    const sent = files.reduce((sum, file) => sum + file.sent(), 0);
    if (sent <= this._sent) {
      return;
    }
    this._sent = sent;
    this._tell(
      say('INFO', 'sending', '{platform} is being sent {files}: {sent} of {size}', {
        platform: this._platform,
        files: files.map(({ name }) => name).join(', '),
        sent: bytesText(sent),
        size: bytesText(files.reduce((sum, { size }) => sum + size, 0))
      })
    );
  }
}
