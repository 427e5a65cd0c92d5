import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../../../runtime/database.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS queues (
    name TEXT PRIMARY KEY, settings TEXT NOT NULL, created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, message_id TEXT NOT NULL, body TEXT NOT NULL,
    attributes TEXT NOT NULL, trace_header TEXT, sender_id TEXT NOT NULL, sent_at INTEGER NOT NULL,
    visible_at INTEGER NOT NULL, receipt TEXT, receive_count INTEGER NOT NULL DEFAULT 0,
    first_received_at INTEGER, dead_letter_source TEXT
  ) STRICT;`;

/** Columns that came later, with their types: data of an older version is kept. */
const LATER_COLUMNS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  queues: {
    tags: `TEXT NOT NULL DEFAULT '{}'`,
    // What the template last said, and under which logical id.
    declared: 'TEXT',
    logical_id: 'TEXT',
  },
  messages: {
    group_id: 'TEXT',
    deduplication_id: 'TEXT',
    // Whether a reader inside this process holds it, who ends with the process.
    held_inside: 'INTEGER NOT NULL DEFAULT 0',
  },
};

const INDEXES = `
  CREATE INDEX IF NOT EXISTS messages_visible ON messages (queue, visible_at, id);
  CREATE INDEX IF NOT EXISTS messages_sent ON messages (queue, sent_at);
  CREATE INDEX IF NOT EXISTS messages_received ON messages (queue, visible_at) WHERE receipt IS NOT NULL;
  CREATE INDEX IF NOT EXISTS messages_ordered ON messages (queue, id) WHERE group_id IS NOT NULL;
  CREATE INDEX IF NOT EXISTS messages_group ON messages (queue, group_id, visible_at) WHERE group_id IS NOT NULL;
  CREATE TABLE IF NOT EXISTS deduplications (
    queue TEXT NOT NULL, scope TEXT NOT NULL, deduplication_id TEXT NOT NULL, message_id TEXT NOT NULL,
    row INTEGER NOT NULL, sent_at INTEGER NOT NULL, PRIMARY KEY (queue, scope, deduplication_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS move_tasks (
    id INTEGER PRIMARY KEY AUTOINCREMENT, handle TEXT NOT NULL UNIQUE, source TEXT NOT NULL, destination TEXT,
    rate INTEGER, status TEXT NOT NULL, failure TEXT, moved INTEGER NOT NULL DEFAULT 0, to_move INTEGER NOT NULL,
    last_row INTEGER NOT NULL, started_at INTEGER NOT NULL
  ) STRICT;`;

/** Opens the one database of all queues, in the form of today. */
export function openSqsDatabase(path: string): DatabaseSync {
  const database = openDatabase(path, SCHEMA);
  for (const [table, columns] of Object.entries(LATER_COLUMNS)) {
    const known = new Set(
      database
        .prepare(`PRAGMA table_info(${table})`)
        .all()
        .map(({ name }) => name),
    );
    for (const [column, type] of Object.entries(columns))
      if (!known.has(column)) database.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
  }
  database.exec(INDEXES);
  return database;
}

export type Row = Readonly<Record<string, unknown>>;

/** A column's text, `undefined` for NULL. */
export const textOrNone = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;
