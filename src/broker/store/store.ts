import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

import { Kysely } from 'kysely';

import type { MessageItem } from '../../model/message';
import { openSqlite, sqliteDialect } from './dialect';
import { FileStore } from './file-store';
import { MIGRATIONS } from './migrations';
import type { Tables } from './tables';

/** Everything that a broker remembers: one folder with a database and the files that it was given. */
export interface Store {
  folder: string;
  /** What this broker is called among brokers: the same for as long as the folder is. */
  identity: string;
  db: Kysely<Tables>;
  files: FileStore;
  /** What had to be done to open it, for people to know. */
  notices: MessageItem[];
  close(): Promise<void>;
}

/**
 * Opens the store in a folder, and makes it if there is none.
 *
 * A database that SQLite cannot read is set aside under another name, never deleted, and a new one is
 * started: the broker must not refuse to work, and the sessions' own folders are untouched.
 *
 * @throws Error where the folder cannot be written, or the database is of a newer version.
 */
export function openStore(folder: string): Store {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'broker.sqlite');
  const notices: MessageItem[] = [];
  const database = openOrSetAside(file, notices);
  const db = new Kysely<Tables>({ dialect: sqliteDialect(database) });
  return {
    folder,
    identity: identityIn(folder),
    db,
    files: new FileStore(join(folder, 'files')),
    notices,
    async close() {
      await db.destroy();
      // Kysely closes only what it has used.
      if (database.isOpen) {
        database.close();
      }
    }
  };
}

/** Beside the database, not in it: it must outlive that. */
function identityIn(folder: string): string {
  const file = join(folder, 'identity');
  if (existsSync(file)) {
    return readFileSync(file, 'utf8').trim();
  }
  const identity = `broker-${randomUUID()}`;
  writeFileSync(file, `${identity}\n`, { mode: 0o600 });
  return identity;
}

function openOrSetAside(file: string, notices: MessageItem[]): DatabaseSync {
  try {
    return openMigrated(file);
  } catch (error) {
    if (!isDamage(error)) {
      throw error;
    }
    const aside = `${file}.damaged-${new Date().toISOString().replace(/[:.]/g, '-')}`;
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(file + suffix)) {
        renameSync(file + suffix, aside + suffix);
      }
    }
    notices.push({
      level: 'WARN',
      kind: 'urn:execution-broker:database-damaged',
      time: new Date().toISOString(),
      template:
        'The database of the broker could not be read ({reason}). It was set aside as {file}, and a new one was started. Open offers are gone; sessions and their results were found again in {sessions}.',
      values: {
        reason: error instanceof Error ? error.message : String(error),
        file: aside,
        sessions: join(file, '..', 'sessions')
      }
    });
    return openMigrated(file);
  }
}

function openMigrated(file: string): DatabaseSync {
  const database = openSqlite(file);
  try {
    migrate(database, file);
    const [found] = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {});
    if (found !== 'ok') {
      throw new DamagedDatabase(String(found));
    }
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: DatabaseSync, file: string): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  if (version > MIGRATIONS.length) {
    throw new Error(
      `${file} was written by a newer version of the broker (schema ${version}, this one knows ${MIGRATIONS.length}). Update the broker, or give it another folder.`
    );
  }
  MIGRATIONS.slice(version).forEach((sql, i) => {
    database.exec('BEGIN IMMEDIATE');
    try {
      database.exec(`${sql}; PRAGMA user_version = ${version + i + 1}`);
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  });
}

class DamagedDatabase extends Error {}

/** SQLITE_CORRUPT (11), SQLITE_NOTADB (26). */
function isDamage(error: unknown): boolean {
  if (error instanceof DamagedDatabase) {
    return true;
  }
  const code = (error as { errcode?: unknown }).errcode;
  return typeof code === 'number' && [11, 26].includes(code & 0xff);
}
