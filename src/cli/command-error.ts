/** What the exit codes of `where`, `run` and `follow` mean; `--help` says the same. */
export const EXIT = { done: 0, failed: 1, noOffer: 2 } as const;

/** Something that ends a command: one line for a person, and the exit code. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly exitCode: number = EXIT.failed,
    options?: ErrorOptions
  ) {
    super(message, options);
    this.name = 'CommandError';
  }
}

/** What went wrong, in one line. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
