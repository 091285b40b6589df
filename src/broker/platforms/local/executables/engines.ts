import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import type { ContainersConfig } from './containers-config';

const run = promisify(execFile);
/** An engine that does not answer within so many milliseconds is none that can be used. */
const PATIENCE = 10_000;
/** How long it is believed that an engine that answered still does, in milliseconds. */
const BELIEVED = 60_000;
const NAMES = ['podman', 'docker'];

/** A container engine of this computer. */
export interface FoundEngine {
  /** The engine, and the options of every call. */
  command: readonly [string, ...string[]];
  kind: 'podman' | 'docker';
  version: string;
}

/** What an engine knows of an image. */
export interface FoundImage {
  /** Such as `linux/amd64`. */
  platform: string;
  /** Whom it runs as, where it says. */
  user: string;
}

/** Why there is no engine. */
export interface NoEngine {
  /** Those that were looked for. */
  sought: readonly string[];
  /** Those that are here and do not answer, with their own words. */
  silent: { name: string; words: string }[];
}

/** The container engines of this computer. */
export class Engines {
  private _found: { engine: FoundEngine; at: number } | undefined;

  constructor(
    readonly config: ContainersConfig = {},
    private readonly _variables: NodeJS.ProcessEnv = process.env
  ) {}

  /** The first that answers. */
  async find(): Promise<FoundEngine | NoEngine> {
    if (this._found && Date.now() - this._found.at < BELIEVED) {
      return this._found.engine;
    }
    const { engine, options = [] } = this.config;
    const silent: NoEngine['silent'] = [];
    const sought = engine === undefined ? NAMES : [engine];
    for (const name of sought) {
      const found = await ask([name, ...options], this._variables);
      if (typeof found === 'object') {
        this._found = { engine: found, at: Date.now() };
        return found;
      }
      if (found !== undefined) {
        silent.push({ name, words: found });
      }
    }
    this._found = undefined;
    return { sought, silent };
  }

  /** The first of some images that is on this computer. */
  async image(engine: FoundEngine, references: readonly string[]): Promise<FoundImage | undefined> {
    for (const reference of references) {
      try {
        const text = await call(engine.command, ['image', 'inspect', reference], this._variables);
        const [{ Os = '', Architecture = '', Config } = {}] = JSON.parse(text) as Inspected[];
        return { platform: `${Os}/${Architecture}`, user: Config?.User ?? '' };
      } catch {
        continue; // there is no such image
      }
    }
    return undefined;
  }
}

interface Inspected {
  Os?: string;
  Architecture?: string;
  Config?: { User?: string };
}

/**
 * Removes a container, running or not. One that is not there is no error.
 *
 * @throws Error where the engine does not answer
 */
export async function removeContainer(command: readonly string[], name: string): Promise<void> {
  try {
    await call(command, ['rm', '--force', name]);
  } catch (error) {
    if (!/no such container|no container with name/i.test(String(error))) {
      throw error;
    }
  }
}

async function call(
  command: readonly string[],
  args: readonly string[],
  env = process.env
): Promise<string> {
  const [program = '', ...options] = command;
  const { stdout } = await run(program, [...options, ...args], { timeout: PATIENCE, env });
  return stdout.trim();
}

/** What an engine says of itself; its words where it cannot be used, `undefined` where there is none. */
async function ask(
  command: [string, ...string[]],
  env: NodeJS.ProcessEnv
): Promise<FoundEngine | string | undefined> {
  try {
    // `docker` may be podman under another name.
    const kind = /podman/i.test(await call(command, ['--version'], env)) ? 'podman' : 'docker';
    const version = await call(
      command,
      kind === 'podman'
        ? ['info', '--format', '{{.Version.Version}}']
        : ['version', '--format', '{{.Server.Version}}'],
      env
    );
    return { command, kind, version };
  } catch (error) {
    const { code, stderr, message } = error as Error & { code?: unknown; stderr?: string };
    return code === 'ENOENT' ? undefined : wordsOf(stderr?.trim() ? stderr : message);
  }
}

/** The last line of what an engine said, without its label. */
function wordsOf(text: string): string {
  const line = text.trim().split('\n').at(-1) ?? '';
  return line.replace(/^Error(?: response from daemon)?: /, '').slice(0, 400);
}
