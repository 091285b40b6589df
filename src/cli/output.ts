import { plain, plainJson } from './plain-text';

/** What a command says: lines on stdout, or one JSON document and nothing else; warnings on stderr. */
export class Output {
  constructor(readonly json: boolean) {
    for (const stream of [process.stdout, process.stderr]) {
      stream.on('error', (error: NodeJS.ErrnoException) => {
        // Who reads with `| head` has seen enough; the command still has to clean up.
        if (error.code !== 'EPIPE') {
          throw error;
        }
      });
    }
  }

  /** Whether somebody watches a terminal, where a line can change. */
  get live(): boolean {
    return !this.json && process.stdout.isTTY;
  }

  lines(lines: readonly string[]): void {
    if (!this.json) {
      process.stdout.write(lines.map(line => `${plain(line)}\n`).join(''));
    }
  }

  document(value: unknown): void {
    if (this.json) {
      process.stdout.write(`${plainJson(value)}\n`);
    }
  }

  warn(line: string): void {
    process.stderr.write(`execution-broker: ${plain(line)}\n`);
  }
}
