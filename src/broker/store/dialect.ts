import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

import { SqliteDialect, type SqliteDatabase } from 'kysely';

/** Opens a database file with the guarantees that the store builds on. */
export function openSqlite(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 5000 });
  try {
    // An accepted offer must survive a power cut: every commit reaches the disk.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Kysely over node:sqlite, through the few methods of better-sqlite3 that Kysely calls. */
export function sqliteDialect(database: DatabaseSync): SqliteDialect {
  return new SqliteDialect({ database: adapt(database) });
}

function adapt(database: DatabaseSync): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare(sql) {
      // A reservation reads before it writes: take the write lock first, so that two brokers on one
      // file cannot both read the same free capacity.
      const statement = database.prepare(sql === 'begin' ? 'begin immediate' : sql);
      return {
        reader: statement.columns().length > 0,
        all: parameters => statement.all(...(parameters as SQLInputValue[])),
        run: parameters => statement.run(...(parameters as SQLInputValue[])),
        iterate: parameters => statement.iterate(...(parameters as SQLInputValue[]))
      };
    }
  };
}
