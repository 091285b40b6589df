import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** A JVM that does not say its version within so many milliseconds is none that can be used. */
const PATIENCE = 10_000;

/** A Java runtime on this computer. */
export interface FoundJava {
  path: string;
  /** Such as `17.0.15`, or `1.8.0_392`. */
  version: string;
  /** `17`, `8` */
  major: number;
}

/** The Java runtimes of this computer: in JAVA_HOME, and on PATH. */
export class Javas {
  /** What each said of itself, by its path and when it was changed. */
  private readonly _known = new Map<string, Promise<FoundJava | undefined>>();

  /** @param given an administrator's own: then no other is looked for */
  constructor(
    private readonly _given?: string,
    private readonly _variables: NodeJS.ProcessEnv = process.env
  ) {}

  /** The first that is as new as is wanted, else the newest; `undefined` where there is none. */
  async find(wanted = 0): Promise<FoundJava | undefined> {
    const asked = await Promise.all(this._places().map(async path => this._ask(path)));
    const found = asked.filter(java => java !== undefined);
    return (
      found.find(({ major }) => major >= wanted) ?? found.toSorted((a, b) => b.major - a.major)[0]
    );
  }

  private _places(): string[] {
    if (this._given !== undefined) {
      return [this._given];
    }
    const { JAVA_HOME, PATH = '' } = this._variables;
    const name = process.platform === 'win32' ? 'java.exe' : 'java';
    return [...(JAVA_HOME ? [join(JAVA_HOME, 'bin')] : []), ...PATH.split(delimiter)]
      .filter(Boolean)
      .map(folder => join(folder, name));
  }

  private async _ask(path: string): Promise<FoundJava | undefined> {
    const about = await stat(path).catch(() => undefined);
    if (!about?.isFile()) {
      return undefined;
    }
    const key = `${path} ${about.mtimeMs}`;
    const known = this._known.get(key) ?? version(path);
    this._known.set(key, known);
    return known;
  }
}

async function version(path: string): Promise<FoundJava | undefined> {
  try {
    const { stdout, stderr } = await run(path, ['-version'], { timeout: PATIENCE });
    const text = /version "([^"]+)"/.exec(stderr + stdout)?.[1];
    const major = text === undefined ? undefined : majorOf(text);
    return text === undefined || major === undefined ? undefined : { path, version: text, major };
  } catch {
    return undefined; // not Java, or one that does not run: as good as none
  }
}

/** `17.0.15` is 17, and `1.8.0_392` is 8; `undefined` where it is no version. */
export function majorOf(version: string): number | undefined {
  const number = /^(?:1\.(?=\d))?(\d+)/.exec(version)?.[1];
  return number === undefined ? undefined : Number(number);
}
