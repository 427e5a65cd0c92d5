import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../../runtime/database.ts';
import type { Clock } from '../../../runtime/clock.ts';

export interface LogGroup {
  readonly name: string;
  readonly createdAt: number;
  /** Days; none keeps lines until the group is full. */
  readonly retentionDays: number | undefined;
}

export interface LogGroups {
  /** Makes the group, if it is not there. */
  put(name: string): void;
  find(name: string): LogGroup | undefined;
  all(prefix: string): readonly LogGroup[];
  setRetention(name: string, days: number | undefined): void;
  /** With its streams and lines. */
  remove(name: string): void;
}

export function createGroups(database: DatabaseSync, clock: Clock): LogGroups {
  const insert = database.prepare('INSERT OR IGNORE INTO log_groups VALUES (?, ?, NULL)');
  const find = database.prepare('SELECT * FROM log_groups WHERE name = ?');
  const list = database.prepare('SELECT * FROM log_groups WHERE substr(name, 1, ?) = ? ORDER BY name');
  const retention = database.prepare('UPDATE log_groups SET retention_days = ? WHERE name = ?');
  const removals = [
    'DELETE FROM log_events WHERE group_name = ?',
    'DELETE FROM log_streams WHERE group_name = ?',
    'DELETE FROM log_groups WHERE name = ?',
  ].map((sql) => database.prepare(sql));

  return {
    put: (name) => void insert.run(name, clock.now()),
    find: (name) => find.all(name).map(toGroup)[0],
    all: (prefix) => list.all(prefix.length, prefix).map(toGroup),
    setRetention: (name, days) => void retention.run(days ?? null, name),
    remove: (name) => transaction(database, () => removals.forEach((removal) => removal.run(name))),
  };
}

const toGroup = (row: Readonly<Record<string, unknown>>): LogGroup => ({
  name: String(row['name']),
  createdAt: Number(row['created_at']),
  retentionDays: row['retention_days'] === null ? undefined : Number(row['retention_days']),
});
