import { BrokerError } from '../client/broker-error';
import { CommandError, EXIT, reasonOf } from './command-error';
import { plain } from './plain-text';

/** Runs a command's work, says in one line what went wrong, and ends the process with its exit code. */
export async function endWith(work: () => Promise<number>): Promise<void> {
  let code: number;
  try {
    code = await work();
  } catch (error) {
    const { text, exitCode } = lastWords(error);
    if (text) {
      process.stderr.write(`execution-broker: ${plain(text)}\n`);
    }
    code = exitCode;
  }
  process.exitCode = code;
  // Connections that are kept open for a next call would keep the process for some seconds.
  process.stdout.write('', () => process.exit());
}

function lastWords(error: unknown): { text: string; exitCode: number } {
  if (error instanceof CommandError) {
    return { text: error.message, exitCode: error.exitCode };
  }
  if (error instanceof BrokerError) {
    if (error.cause instanceof CommandError) {
      return lastWords(error.cause);
    }
    return { text: error.message + adviceFor(error.status), exitCode: EXIT.failed };
  }
  return { text: reasonOf(error), exitCode: EXIT.failed };
}

function adviceFor(status: number): string {
  switch (status) {
    case 0:
      return '; check the URL that --broker gives, and whether the broker runs';
    case 401:
    case 403:
      return ` (${status}); give a token that it knows with --token-file`;
    case 404:
      return ' (404); check the URL that --broker gives';
    default:
      return '';
  }
}
