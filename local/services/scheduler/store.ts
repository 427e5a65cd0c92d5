import type { DatabaseSync } from 'node:sqlite';
import type { ScheduleDefinition } from './schedule.ts';

/** Where a thing of the template comes from; absent for what the API made. */
export interface Origin {
  readonly logicalId: string;
  /** What the template last said, as JSON. */
  readonly declared: string;
}

/** Times are milliseconds since the epoch. */
export interface StoredSchedule {
  readonly definition: ScheduleDefinition;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly origin?: Origin | undefined;
}

export interface Group {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly logicalId?: string | undefined;
}

export type SchedulerStore = ReturnType<typeof schedulerStore>;

/** How long a client token is remembered, in milliseconds. */
const TOKEN_MS = 8 * 3_600_000;

export function schedulerStore(database: DatabaseSync) {
  database.exec(`
    CREATE TABLE IF NOT EXISTS definitions (
      group_name TEXT NOT NULL, name TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (group_name, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS groups (name TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS tokens (
      token TEXT PRIMARY KEY, request TEXT NOT NULL, at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;`);
  const put = database.prepare('INSERT OR REPLACE INTO definitions VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM definitions WHERE group_name = ? AND name = ?');
  const one = database.prepare('SELECT document FROM definitions WHERE group_name = ? AND name = ?');
  const all = database.prepare('SELECT document FROM definitions ORDER BY group_name, name');
  const parse = <T>(row: Readonly<Record<string, unknown>>) => JSON.parse(String(row['document'])) as T;

  return {
    all: (): readonly StoredSchedule[] => all.all().map(parse<StoredSchedule>),

    find(group: string, name: string): StoredSchedule | undefined {
      const row = one.get(group, name);
      return row && parse<StoredSchedule>(row);
    },

    put: (schedule: StoredSchedule): void =>
      void put.run(schedule.definition.GroupName, schedule.definition.Name, JSON.stringify(schedule)),

    remove: (group: string, name: string): void => void remove.run(group, name),

    groups: (): readonly Group[] =>
      database
        .prepare('SELECT document FROM groups ORDER BY name')
        .all()
        .map(parse<Group>),
    putGroup: (group: Group): void =>
      void database
        .prepare('INSERT OR REPLACE INTO groups VALUES (?, ?)')
        .run(group.name, JSON.stringify(group)),
    removeGroup: (name: string): void => void database.prepare('DELETE FROM groups WHERE name = ?').run(name),

    /** The request that a token came with before, if it is remembered. */
    requestOf(token: string, now: number): string | undefined {
      const row = database
        .prepare('SELECT request FROM tokens WHERE token = ? AND at > ?')
        .get(token, now - TOKEN_MS);
      return row && String(row['request']);
    },

    remember(token: string, request: string, now: number): void {
      database.prepare('DELETE FROM tokens WHERE at <= ?').run(now - TOKEN_MS);
      database.prepare('INSERT OR REPLACE INTO tokens VALUES (?, ?, ?)').run(token, request, now);
    },
  };
}
