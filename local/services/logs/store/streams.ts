import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../../runtime/database.ts';
import type { Clock } from '../../../runtime/clock.ts';

/** Times in milliseconds since the epoch. */
export interface LogStream {
  readonly name: string;
  readonly createdAt: number;
  readonly firstEvent: number | undefined;
  readonly lastEvent: number | undefined;
}

export interface LogStreams {
  /** Makes the stream, if it is not there. */
  put(group: string, name: string): void;
  has(group: string, name: string): boolean;
  all(group: string, prefix: string): readonly LogStream[];
  /** With its lines. */
  remove(group: string, name: string): void;
}

export function createStreams(database: DatabaseSync, clock: Clock): LogStreams {
  const insert = database.prepare('INSERT OR IGNORE INTO log_streams VALUES (?, ?, ?)');
  const find = database.prepare('SELECT 1 FROM log_streams WHERE group_name = ? AND name = ?');
  const list = database.prepare(
    `SELECT s.name, s.created_at,
       (SELECT min(timestamp) FROM log_events e WHERE e.group_name = s.group_name AND e.stream = s.name) AS first,
       (SELECT max(timestamp) FROM log_events e WHERE e.group_name = s.group_name AND e.stream = s.name) AS last
     FROM log_streams s WHERE s.group_name = ? AND substr(s.name, 1, ?) = ? ORDER BY s.name`,
  );
  const removeEvents = database.prepare('DELETE FROM log_events WHERE group_name = ? AND stream = ?');
  const remove = database.prepare('DELETE FROM log_streams WHERE group_name = ? AND name = ?');

  return {
    put: (group, name) => void insert.run(group, name, clock.now()),
    has: (group, name) => find.get(group, name) !== undefined,
    all: (group, prefix) =>
      list.all(group, prefix.length, prefix).map((row) => ({
        name: String(row['name']),
        createdAt: Number(row['created_at']),
        firstEvent: optional(row['first']),
        lastEvent: optional(row['last']),
      })),
    remove: (group, name) =>
      transaction(database, () => {
        removeEvents.run(group, name);
        remove.run(group, name);
      }),
  };
}

const optional = (value: unknown) => (value === null ? undefined : Number(value));
