/** The part of cli-progress 3 that is used here; it brings no types of its own. */
declare module 'cli-progress' {
  export interface Options {
    format?: string;
    stream?: NodeJS.WritableStream;
    barCompleteChar?: string;
    barIncompleteChar?: string;
    barsize?: number;
    hideCursor?: boolean;
    linewrap?: boolean;
    clearOnComplete?: boolean;
    gracefulExit?: boolean;
    fps?: number;
  }

  export interface Bar {
    update(value: number, payload?: Record<string, string>): void;
    setTotal(total: number): void;
  }

  export class MultiBar {
    constructor(options: Options);
    create(total: number, startValue: number, payload?: Record<string, string>): Bar;
    /** Writes above the bars at the next update; the text ends with a newline. */
    log(text: string): void;
    update(): void;
    stop(): void;
  }
}
