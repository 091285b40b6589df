import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Requirements } from '../../../model/executable';
import { storedDigest } from '../../offers/materials';
import type { FileStore } from '../../store/file-store';
import type { EnvironmentOrder } from './run-order';

const GIB = 2 ** 30;
/** A scientific environment with its caches, generously. */
const ENVIRONMENT_BYTES = 1.5 * GIB;
/** One with nothing in it. */
const BARE_BYTES = 32 * 2 ** 20;

export interface EnvironmentsOptions {
  /** Where they are built, to be used again. */
  environments: string;
  files: FileStore;
  /** The Python that they are built from. */
  python: string;
  uv: string;
}

/** An environment that is needed, as it stands. */
export interface NeededEnvironment {
  /** `major.minor` of its Python. */
  python: string;
  /** The requirements file, decoded. */
  requirements: string;
  /** Whether it is there already. */
  cached: boolean;
  /** Bytes of disk that it still takes. */
  bytes: number;
  /** Seconds that such environments took to build, where one has been. */
  buildSeconds?: number | undefined;
}

/** The Python environments of this computer, built by uv and shared by sessions. */
export class Environments {
  /** Seconds that environments took to build. */
  private readonly _builds: number[] = [];
  private _version: Promise<string> | undefined;

  constructor(private readonly _options: EnvironmentsOptions) {}

  noteBuilt(seconds: number): void {
    this._builds.push(seconds);
  }

  /** @param packages what is in it beside the requirements */
  async look(
    requirements: Requirements | undefined,
    packages: readonly string[]
  ): Promise<NeededEnvironment> {
    const [python, text] = await Promise.all([this._pythonVersion(), this._text(requirements)]);
    const cached = existsSync(join(this._path(python, text, packages), '.complete'));
    const bare = packages.length === 0 && !text.trim();
    return {
      python,
      requirements: text,
      cached,
      bytes: cached ? 0 : bare ? BARE_BYTES : ENVIRONMENT_BYTES,
      buildSeconds: median(this._builds)
    };
  }

  /** What a runner is told of it. */
  async order(
    requirements: Requirements | undefined,
    packages: readonly string[]
  ): Promise<EnvironmentOrder> {
    const { environments, python, uv } = this._options;
    const [version, text] = await Promise.all([this._pythonVersion(), this._text(requirements)]);
    await mkdir(environments, { recursive: true, mode: 0o700 });
    return {
      path: this._path(version, text, packages),
      python,
      requirements: text.trim() ? 'requirements.txt' : null,
      uv,
      packages
    };
  }

  /** Environments are the same where everything that goes into them is. */
  private _path(version: string, requirements: string, packages: readonly string[]): string {
    const key = createHash('sha256')
      .update(JSON.stringify([this._options.python, version, requirements, packages]))
      .digest('hex');
    return join(this._options.environments, key.slice(0, 24));
  }

  private async _text(requirements: Requirements | undefined): Promise<string> {
    const file = requirements?.file;
    const digest = file === undefined ? undefined : storedDigest(file);
    // One on the web is read when the session starts; until then its address stands for it.
    return digest === undefined
      ? file === undefined
        ? ''
        : `# ${file}\n`
      : readFile(this._options.files.path(digest), 'utf8').catch(() => '');
  }

  private async _pythonVersion(): Promise<string> {
    this._version ??= promisify(execFile)(this._options.python, [
      '-c',
      'import sys; print("%d.%d" % sys.version_info[:2])'
    ]).then(({ stdout }) => stdout.trim());
    return this._version;
  }
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
