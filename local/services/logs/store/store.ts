import type { Clock } from '../../../runtime/clock.ts';
import { openDatabase, transaction } from '../../../runtime/database.ts';
import { readEvents, type EventQuery, type LogEvent, type NewLogEvent } from './events.ts';
import { createGroups, type LogGroups } from './groups.ts';
import { createStreams, type LogStreams } from './streams.ts';

export interface LogStore {
  readonly groups: LogGroups;
  readonly streams: LogStreams;
  /** Written when it returns: all of them, or none. */
  write(events: readonly NewLogEvent[]): void;
  /** Keeps the line in memory until the next `flush`. */
  append(event: NewLogEvent): void;
  /** Writes what was appended, in one transaction. Lines that cannot be written are given up. */
  flush(): void;
  /** Deletes what retention or the bound of a group no longer holds. */
  prune(now: number): void;
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

export function openLogStore(path: string, clock: Clock, linesPerGroup = LINES_PER_GROUP): LogStore {
  const database = openDatabase(path, SCHEMA);
  const groups = createGroups(database, clock);
  const streams = createStreams(database, clock);
  const insert = database.prepare(
    'INSERT INTO log_events (group_name, stream, timestamp, ingestion_time, message) VALUES (?, ?, ?, ?, ?)',
  );
  const removeOld = database.prepare('DELETE FROM log_events WHERE group_name = ? AND timestamp < ?');
  const removeMany = database.prepare(
    `DELETE FROM log_events WHERE group_name = ?1 AND (timestamp, id) < (
       SELECT timestamp, id FROM log_events WHERE group_name = ?1 ORDER BY timestamp DESC, id DESC LIMIT 1 OFFSET ?2)`,
  );
  let pending: NewLogEvent[] = [];

  function write(events: readonly NewLogEvent[]): void {
    if (events.length === 0) return;
    transaction(database, () => {
      for (const { group, stream, timestamp, ingestionTime, message } of events)
        insert.run(group, stream, timestamp, ingestionTime, message);
    });
  }

  function flush(): void {
    const events = pending;
    pending = [];
    // A group or stream that was deleted in between takes its lines with it.
    const isThere = new Map<string, boolean>();
    write(
      events.filter(({ group, stream }) => {
        const key = JSON.stringify([group, stream]);
        if (!isThere.has(key)) isThere.set(key, streams.has(group, stream));
        return isThere.get(key);
      }),
    );
  }

  return {
    groups,
    streams,
    write,
    append(event) {
      pending.push(event);
      if (pending.length >= PENDING_LINES) flush();
    },
    flush,
    prune(now) {
      for (const { name, retentionDays } of groups.all('')) {
        if (retentionDays !== undefined) removeOld.run(name, now - retentionDays * DAY);
        removeMany.run(name, linesPerGroup - 1);
      }
    },
    events: (query) => readEvents(database, query),
    close: () => database.close(),
  };
}
