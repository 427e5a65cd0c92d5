import { openDatabase, transaction } from '../../runtime/database.ts';
import type { Clock } from '../../runtime/clock.ts';

/** One line of a log stream. Times in milliseconds since the epoch. */
export interface LogEvent {
  readonly id: number;
  readonly stream: string;
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}

export interface LogGroup {
  readonly name: string;
  readonly createdAt: number;
  /** Days; none keeps lines until the group is full. */
  readonly retentionDays: number | undefined;
}

export interface LogStream {
  readonly name: string;
  readonly createdAt: number;
  readonly firstEvent: number | undefined;
  readonly lastEvent: number | undefined;
}

/** Which lines of a group are asked for, and from where in them. */
export interface EventQuery {
  readonly group: string;
  readonly streams?: readonly string[] | undefined;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  /** Lines before or after this one, in the order of the answer. */
  readonly after?: Position | undefined;
  readonly descending?: boolean;
  readonly limit: number;
}

export interface Position {
  readonly timestamp: number;
  readonly id: number;
}

export interface LogStore {
  putGroup(name: string, retentionDays?: number): void;
  group(name: string): LogGroup | undefined;
  groups(prefix: string): readonly LogGroup[];
  putStream(group: string, name: string): void;
  hasStream(group: string, name: string): boolean;
  streams(group: string, prefix: string): readonly LogStream[];
  /** Keeps the line in memory until the next `flush`. */
  append(group: string, stream: string, timestamp: number, message: string): void;
  /** Writes what was appended, in one transaction. */
  flush(): void;
  /** Deletes what retention or the bound of a group no longer holds. */
  prune(): void;
  events(query: EventQuery): readonly LogEvent[];
  close(): void;
}

/** Newest lines that a group keeps: the bound on the disk that a chatty function can take. */
const LINES_PER_GROUP = 100_000;
/** Lines held in memory before they are written without waiting for the timer. */
const PENDING_LINES = 5_000;
const DAY = 24 * 3600 * 1000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS log_groups (name TEXT PRIMARY KEY, created_at INTEGER NOT NULL, retention_days INTEGER) STRICT;
  CREATE TABLE IF NOT EXISTS log_streams (
    group_name TEXT NOT NULL, name TEXT NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (group_name, name)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS log_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT, group_name TEXT NOT NULL, stream TEXT NOT NULL,
    timestamp INTEGER NOT NULL, ingestion_time INTEGER NOT NULL, message TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS log_events_group ON log_events (group_name, timestamp, id);
  CREATE INDEX IF NOT EXISTS log_events_stream ON log_events (group_name, stream, timestamp, id);`;

export function openLogStore(path: string, clock: Clock): LogStore {
  const database = openDatabase(path, SCHEMA);
  const insertGroup = database.prepare('INSERT OR IGNORE INTO log_groups VALUES (?, ?, NULL)');
  const setRetention = database.prepare('UPDATE log_groups SET retention_days = ? WHERE name = ?');
  const insertStream = database.prepare('INSERT OR IGNORE INTO log_streams VALUES (?, ?, ?)');
  const findStream = database.prepare('SELECT 1 FROM log_streams WHERE group_name = ? AND name = ?');
  const insertEvent = database.prepare(
    'INSERT INTO log_events (group_name, stream, timestamp, ingestion_time, message) VALUES (?, ?, ?, ?, ?)',
  );
  let pending: {
    group: string;
    stream: string;
    timestamp: number;
    ingestionTime: number;
    message: string;
  }[] = [];
  /** Streams that this process has already made sure of. */
  const known = new Set<string>();

  function putStream(group: string, name: string): void {
    const key = JSON.stringify([group, name]);
    if (known.has(key)) return;
    insertGroup.run(group, clock.now());
    insertStream.run(group, name, clock.now());
    known.add(key);
  }

  function flush(): void {
    if (pending.length === 0) return;
    const events = pending;
    pending = [];
    transaction(database, () => {
      for (const { group, stream, timestamp, ingestionTime, message } of events) {
        putStream(group, stream);
        insertEvent.run(group, stream, timestamp, ingestionTime, message);
      }
    });
  }

  return {
    putGroup(name, retentionDays) {
      insertGroup.run(name, clock.now());
      setRetention.run(retentionDays ?? null, name);
    },
    group: (name) => database.prepare('SELECT * FROM log_groups WHERE name = ?').all(name).map(toGroup)[0],
    groups: (prefix) =>
      database
        .prepare('SELECT * FROM log_groups WHERE substr(name, 1, ?) = ? ORDER BY name')
        .all(prefix.length, prefix)
        .map(toGroup),
    putStream,
    hasStream: (group, name) => findStream.get(group, name) !== undefined,
    streams: (group, prefix) =>
      database
        .prepare(
          `SELECT s.name, s.created_at,
             (SELECT min(timestamp) FROM log_events e WHERE e.group_name = s.group_name AND e.stream = s.name) AS first,
             (SELECT max(timestamp) FROM log_events e WHERE e.group_name = s.group_name AND e.stream = s.name) AS last
           FROM log_streams s WHERE s.group_name = ? AND substr(s.name, 1, ?) = ? ORDER BY s.name`,
        )
        .all(group, prefix.length, prefix)
        .map((row) => ({
          name: String(row['name']),
          createdAt: Number(row['created_at']),
          firstEvent: optional(row['first']),
          lastEvent: optional(row['last']),
        })),
    append(group, stream, timestamp, message) {
      pending.push({ group, stream, timestamp, ingestionTime: clock.now(), message });
      if (pending.length >= PENDING_LINES) flush();
    },
    flush,
    prune() {
      for (const { name, retentionDays } of database.prepare('SELECT * FROM log_groups').all().map(toGroup)) {
        if (retentionDays !== undefined)
          database
            .prepare('DELETE FROM log_events WHERE group_name = ? AND timestamp < ?')
            .run(name, clock.now() - retentionDays * DAY);
        database
          .prepare(
            `DELETE FROM log_events WHERE group_name = ?1 AND timestamp < (
               SELECT timestamp FROM log_events WHERE group_name = ?1 ORDER BY timestamp DESC, id DESC LIMIT 1 OFFSET ?2)`,
          )
          .run(name, LINES_PER_GROUP);
      }
    },
    events({ group, streams, startTime, endTime, after, descending = false, limit }) {
      const marks = (streams ?? []).map(() => '?').join(', ');
      const sql = `SELECT * FROM log_events WHERE group_name = ? AND timestamp >= ? AND timestamp < ?
        ${streams ? `AND stream IN (${marks})` : ''}
        ${after ? `AND (timestamp, id) ${descending ? '<' : '>'} (?, ?)` : ''}
        ORDER BY timestamp ${descending ? 'DESC, id DESC' : ', id'} LIMIT ?`;
      const position = after ? [after.timestamp, after.id] : [];
      return database
        .prepare(sql)
        .all(
          group,
          startTime ?? 0,
          endTime ?? Number.MAX_SAFE_INTEGER,
          ...(streams ?? []),
          ...position,
          limit,
        )
        .map((row) => ({
          id: Number(row['id']),
          stream: String(row['stream']),
          timestamp: Number(row['timestamp']),
          ingestionTime: Number(row['ingestion_time']),
          message: String(row['message']),
        }));
    },
    close: () => database.close(),
  };
}

type Row = Readonly<Record<string, unknown>>;
const optional = (value: unknown) => (value === null ? undefined : Number(value));
const toGroup = (row: Row): LogGroup => ({
  name: String(row['name']),
  createdAt: Number(row['created_at']),
  retentionDays: optional(row['retention_days']),
});
