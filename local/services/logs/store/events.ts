import type { DatabaseSync } from 'node:sqlite';

/** One line of a log stream. Times in milliseconds since the epoch. */
export interface LogEvent {
  readonly id: number;
  readonly stream: string;
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}

export type NewLogEvent = Omit<LogEvent, 'id'> & { readonly group: string };

/** A place in the order of a group's lines. */
export interface Position {
  readonly timestamp: number;
  readonly id: number;
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

export function readEvents(database: DatabaseSync, query: EventQuery): readonly LogEvent[] {
  const { group, streams, startTime, endTime, after, descending = false, limit } = query;
  const marks = (streams ?? []).map(() => '?').join(', ');
  const sql = `SELECT * FROM log_events WHERE group_name = ? AND timestamp >= ? AND timestamp < ?
    ${streams ? `AND stream IN (${marks})` : ''}
    ${after ? `AND (timestamp, id) ${descending ? '<' : '>'} (?, ?)` : ''}
    ORDER BY timestamp ${descending ? 'DESC, id DESC' : ', id'} LIMIT ?`;
  const position = after ? [after.timestamp, after.id] : [];
  return database
    .prepare(sql)
    .all(group, startTime ?? 0, endTime ?? Number.MAX_SAFE_INTEGER, ...(streams ?? []), ...position, limit)
    .map((row) => ({
      id: Number(row['id']),
      stream: String(row['stream']),
      timestamp: Number(row['timestamp']),
      ingestionTime: Number(row['ingestion_time']),
      message: String(row['message']),
    }));
}
