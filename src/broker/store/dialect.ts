import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

import { SqliteDialect, type SqliteDatabase } from 'kysely';

/** Statements that are kept prepared: more than the broker has, but for lists of varying length. */
const PREPARED = 200;

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
  const prepared = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const statement = prepared.get(sql) ?? database.prepare(sql);
    // The one that was used last stands last; the first goes.
    prepared.delete(sql);
    prepared.set(sql, statement);
    const [oldest] = prepared.keys();
    if (prepared.size > PREPARED && oldest !== undefined) {
      prepared.delete(oldest);
    }
    return statement;
  };
  return {
    close: () => {
      prepared.clear();
      database.close();
    },
    prepare(sql) {
      // A reservation reads before it writes: take the write lock first, so that two brokers on one
      // file cannot both read the same free capacity.
      const statement = prepare(sql === 'begin' ? 'begin immediate' : sql);
      return {
        reader: statement.columns().length > 0,
        all: parameters => statement.all(...(parameters as SQLInputValue[])),
        run: parameters => statement.run(...(parameters as SQLInputValue[])),
        iterate: parameters => database.prepare(sql).iterate(...(parameters as SQLInputValue[]))
      };
    }
  };
}
