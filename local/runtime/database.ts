import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Opens (or makes) one SQLite file and brings its schema up to date. Write-ahead logging with
 * `synchronous = NORMAL`: a committed transaction survives the death of the process.
 */
export function openDatabase(path: string, schema: string): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
    database.exec(schema);
  } catch (error) {
    database.close();
    // SQLite says what is wrong ("file is not a database") but not with which file.
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
  return database;
}

/** Runs `work` in one transaction, or as part of the one that is open: all of it, or nothing. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  // An error goes on to the transaction outside, which takes everything back.
  if (database.isTransaction) return work();
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk ends the transaction by itself.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
