import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';

import { Problem, say } from '../problem';
import type { Keeper } from './secrets';

/** How long a keyring may take, in milliseconds: it may ask its owner to unlock it. */
const PATIENCE = 60_000;

export interface KeyringOptions {
  /** The Python with this package, which may have the library `keyring`. */
  python: string;
  /** The broker's folder: secrets of another folder's broker are others. */
  folder: string;
}

/** What `python -m jupyterlab_execution_broker.secrets` is asked, a line of JSON each. */
type Question =
  | { do: 'which' }
  | { do: 'get' | 'delete'; name: string }
  | { do: 'set'; name: string; secret: string };

interface Reply {
  backend?: string;
  secret?: string;
  error?: string;
}

/** The system's keyring; `undefined` where there is none, or it does not open. */
export async function findKeyring(options: KeyringOptions): Promise<Keeper | undefined> {
  const command = new KeyringCommand(options);
  const { backend } = await command.ask({ do: 'which' }).catch((): Reply => ({}));
  return backend === undefined ? undefined : new KeyringSecrets(command, backend);
}

/** Secrets in the system's keyring, through the Python library `keyring`. */
class KeyringSecrets implements Keeper {
  readonly words: string;

  constructor(
    private readonly _command: KeyringCommand,
    backend: string
  ) {
    this.words = `in this system's keyring (${backend})`;
  }

  async get(name: string): Promise<string | undefined> {
    return (await this._ask({ do: 'get', name })).secret;
  }

  async set(name: string, secret: string): Promise<void> {
    await this._ask({ do: 'set', name, secret });
  }

  async delete(name: string): Promise<void> {
    await this._ask({ do: 'delete', name });
  }

  private async _ask(question: Question): Promise<Reply> {
    const reply = await this._command.ask(question);
    if (reply.error !== undefined) {
      throw refusal(reply.error);
    }
    return reply;
  }
}

/**
 * The command that reaches the keyring. It runs as long as there are questions, so that many at once
 * need one process. What is secret passes through its pipes, never its arguments or variables.
 */
class KeyringCommand {
  constructor(private readonly _options: KeyringOptions) {}

  /** @throws Problem where the command does not answer */
  async ask(question: Question): Promise<Reply> {
    const child = (this._child ??= this._start());
    return new Promise((resolve, reject) => {
      const patience = setTimeout(() => child.kill(), PATIENCE);
      this._waiting.push({
        resolve: reply => {
          clearTimeout(patience);
          resolve(reply);
        },
        reject: reason => {
          clearTimeout(patience);
          reject(reason);
        }
      });
      child.stdin.write(`${JSON.stringify(question)}\n`);
    });
  }

  private _start(): ChildProcessWithoutNullStreams {
    const { python, folder } = this._options;
    const waiting = (this._waiting = []) as Waiting[];
    // In the broker's own folder: Python before 3.11 looks for modules where it starts, and a keyring.py
    // among somebody's notebooks must not be taken for the library.
    const child = spawn(
      python,
      ['-m', 'jupyterlab_execution_broker.secrets', `execution-broker ${folder}`],
      { cwd: folder, env: { ...process.env, PYTHONSAFEPATH: '1' } }
    );
    const end = (reason: string): void => {
      if (this._child === child) {
        this._child = undefined;
      }
      waiting.splice(0).forEach(({ reject }) => reject(refusal(reason)));
    };
    child.once('error', error => end(`${python} cannot be started: ${error.message}`));
    child.once('close', () => end('it ended without an answer'));
    child.stdin.on('error', () => undefined); // the end of the process tells the same
    child.stderr.resume(); // not kept: a backend's complaint may hold what it was given
    createInterface({ input: child.stdout }).on('line', line => {
      const next = waiting.shift();
      if (waiting.length === 0) {
        this._child = undefined;
        child.stdin.end();
      }
      next?.resolve(replyOf(line));
    });
    return child;
  }

  private _child: ChildProcessWithoutNullStreams | undefined;
  private _waiting: Waiting[] = [];
}

interface Waiting {
  resolve: (reply: Reply) => void;
  reject: (reason: Problem) => void;
}

function replyOf(line: string): Reply {
  try {
    return JSON.parse(line) as Reply; // written by our own command
  } catch {
    return { error: 'its answer cannot be read' };
  }
}

function refusal(reason: string): Problem {
  return new Problem(502, [
    say(
      'ERROR',
      'keyring-refuses',
      "The system's keyring does not do what it was asked: {reason}. Unlock it, and try again",
      { reason }
    )
  ]);
}
