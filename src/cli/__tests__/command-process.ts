import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { temporaryFolder } from '../../broker/__tests__/test-broker';

const PYTHON = execFileSync('python', ['-c', 'import sys; print(sys.executable)'])
  .toString()
  .trim();

// The built command as a process of its own: scripts/build-service.mjs comes first.
const COMMAND = resolve(
  __dirname,
  '../../../jupyterlab_execution_broker/service/execution-broker.mjs'
);
// Built once and used by every test, as on a person's machine.
const ENVIRONMENTS = join(homedir(), '.cache', 'execution-broker', 'test-environments');

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Started {
  child: ChildProcess;
  ended: Promise<Ended>;
  /** What it has said so far. */
  words: Readonly<Omit<Ended, 'code'>>;
  /** Waits until stdout has a text; fails where the command ends before. */
  said: (text: string) => Promise<void>;
}

const children: ChildProcess[] = [];

afterEach(() => {
  children.splice(0).forEach(child => child.kill('SIGKILL'));
});

export function startCommand(folder: string, ...args: string[]): Started {
  return start('ignore', folder, args);
}

/** One that can be answered, by its `child.stdin`. */
export function startTalking(folder: string, ...args: string[]): Started {
  return start('pipe', folder, args);
}

function start(stdin: 'ignore' | 'pipe', folder: string, args: readonly string[]): Started {
  const own = args.includes('--broker')
    ? []
    : ['--data-dir', dataOf(folder), '--environments', ENVIRONMENTS, '--python', PYTHON];
  mkdirSync(ENVIRONMENTS, { recursive: true });
  const child = spawn(process.execPath, [COMMAND, ...args, ...own, '--uv', 'uv'], {
    cwd: folder,
    stdio: [stdin, 'pipe', 'pipe']
  });
  children.push(child);
  const words = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (words.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (words.stderr += chunk.toString()));
  const ended = new Promise<Ended>(done => {
    child.once('close', code => done({ code, ...words }));
  });
  const said = async (text: string): Promise<void> =>
    new Promise((done, fail) => {
      const look = (): void => {
        if (words.stdout.includes(text)) {
          done();
        }
      };
      child.stdout?.on('data', look);
      look();
      void ended.then(() => fail(new Error(`Ended without "${text}": ${JSON.stringify(words)}`)));
    });
  return { child, ended, said, words };
}

export async function command(folder: string, ...args: string[]): Promise<Ended> {
  return startCommand(folder, ...args).ended;
}

/** A folder with these files. */
export function folderOf(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Where the broker of a command in a folder keeps its things. */
export function dataOf(folder: string): string {
  return join(folder, '.data');
}

/** The phases of all offers and sessions in a store. */
export function phasesIn(store: string): unknown[] {
  const database = new DatabaseSync(join(store, 'broker.sqlite'), { readOnly: true });
  try {
    return database
      .prepare('SELECT phase FROM sessions ORDER BY created')
      .all()
      .map(({ phase }) => phase);
  } finally {
    database.close();
  }
}

/** Everything that a terminal would act on, but for line ends. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
export const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/;
