import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const SQLITE_BUSY = 5;

/**
 * Says that one process, and no other, keeps a folder; the system takes it back when the process ends,
 * however it ends. Node itself cannot lock a file: the lock is SQLite's, on a database with nothing in it.
 */
export class StoreLock {
  private constructor(private readonly _database: DatabaseSync) {}

  /** The lock, or `undefined` where another process has it. */
  static take(folder: string): StoreLock | undefined {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const database = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: 0 });
    try {
      database.exec('BEGIN EXCLUSIVE');
      return new StoreLock(database);
    } catch (error) {
      database.close();
      if ((error as { errcode?: unknown }).errcode === SQLITE_BUSY) {
        return undefined;
      }
      throw error;
    }
  }

  release(): void {
    if (this._database.isOpen) {
      this._database.close();
    }
  }
}
