import { constants } from 'node:fs';
import { chmod, mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { Problem, say } from '../problem';
import type { Keeper } from './secrets';

/** Whether files have owners and modes here. */
const POSIX = process.platform !== 'win32';

/**
 * Secrets in `secrets/secrets.json` of the broker's folder, which only its owner can read (mode 0600,
 * in a folder of mode 0700). They are not encrypted: the key would have to lie beside them.
 */
export class FileSecrets implements Keeper {
  readonly words: string;

  constructor(
    folder: string,
    /** Told where others could read the file until now. */
    private readonly _warn: (words: string) => void
  ) {
    this._file = join(folder, 'secrets', 'secrets.json');
    this.words = `in ${this._file}, which only you can read (there is no keyring here)`;
  }

  async get(name: string): Promise<string | undefined> {
    return this._inTurn(async () => (await this._read()).get(name));
  }

  async set(name: string, secret: string): Promise<void> {
    await this._inTurn(async () => this._write((await this._read()).set(name, secret)));
  }

  async delete(name: string): Promise<void> {
    await this._inTurn(async () => {
      const secrets = await this._read();
      if (secrets.delete(name)) {
        await this._write(secrets);
      }
    });
  }

  /** @throws Problem where the file is not ours alone and cannot be made so, or is damaged */
  private async _read(): Promise<Map<string, string>> {
    const file = await this._open();
    if (!file) {
      return new Map();
    }
    try {
      await this._makePrivate(file);
      return parse(await file.readFile('utf8'), this._file);
    } finally {
      await file.close();
    }
  }

  private async _open(): Promise<FileHandle | undefined> {
    try {
      return await open(this._file, constants.O_RDONLY | (POSIX ? constants.O_NOFOLLOW : 0));
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') {
        return undefined;
      }
      throw unusable(
        this._file,
        code === 'ELOOP' ? 'it is a symbolic link' : `cannot open: ${code}`
      );
    }
  }

  private async _makePrivate(file: FileHandle): Promise<void> {
    const { mode, uid } = await file.stat();
    if (!POSIX || ((mode & 0o077) === 0 && uid === process.geteuid?.())) {
      return;
    }
    if (uid !== process.geteuid?.()) {
      throw unusable(this._file, 'it belongs to somebody else');
    }
    await file.chmod(0o600);
    this._warn(
      `Others on this machine could read ${this._file} (mode ${(mode & 0o777).toString(8)}). That has been put right; change the passwords in it if somebody may have looked`
    );
  }

  private async _write(secrets: Map<string, string>): Promise<void> {
    const folder = dirname(this._file);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    const temporary = `${this._file}.new`;
    await rm(temporary, { force: true });
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(JSON.stringify(Object.fromEntries(secrets)));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this._file);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** One at a time: each change reads the whole file and writes it anew. */
  private async _inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this._last.then(work);
    this._last = done.catch(() => undefined);
    return done;
  }

  private readonly _file: string;
  private _last: Promise<unknown> = Promise.resolve();
}

/** What is wrong is said without the text: that is secrets. */
function parse(text: string, file: string): Map<string, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unusable(file, 'it is not JSON');
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const entries = isObject ? Object.entries(value as object) : undefined;
  if (!entries?.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
    throw unusable(file, 'it is to be an object of strings');
  }
  return new Map(entries);
}

function unusable(file: string, reason: string): Problem {
  return new Problem(500, [
    say(
      'ERROR',
      'secrets-unusable',
      'The file of secrets {file} is not used: {reason}. Move it away, and enter the secrets again',
      { file, reason }
    )
  ]);
}
