import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Takes the signals that ask this process to end, until it is disposed. */
export class Interruption {
  /** @param onSignal is told of each, with how many came before it */
  constructor(private readonly _onSignal: (name: NodeJS.Signals, before: number) => void) {
    SIGNALS.forEach(name => process.on(name, this._take));
  }

  dispose(): void {
    SIGNALS.forEach(name => process.off(name, this._take));
  }

  private readonly _take = (name: NodeJS.Signals): void => {
    this._onSignal(name, this._count++);
  };

  private _count = 0;
}

/** What a shell expects of a program that a signal ended: 130 after Ctrl-C. */
export function exitCodeOf(name: NodeJS.Signals): number {
  return 128 + constants.signals[name];
}
