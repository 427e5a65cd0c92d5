import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../../runtime/database.ts';
import type { QueueSettings } from '../queue-attributes.ts';
import { textOrNone, type Row } from './open.ts';

export interface Queue {
  readonly name: string;
  readonly settings: QueueSettings;
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** The resource of the template that made it; absent when the API did. */
  readonly logicalId?: string | undefined;
  /** The attributes that the template last gave it, as JSON: what the API changed since stays as long as these do. */
  readonly declared?: string | undefined;
}

export type QueueRows = ReturnType<typeof queueRows>;

export function queueRows(database: DatabaseSync) {
  const put = database.prepare(
    `INSERT OR REPLACE INTO queues (name, settings, tags, created_at, modified_at, logical_id, declared)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );

  return {
    all: (): readonly Queue[] => database.prepare('SELECT * FROM queues ORDER BY name').all().map(toQueue),

    put({ name, settings, tags, createdAt, modifiedAt, logicalId, declared }: Queue): void {
      put.run(
        name,
        JSON.stringify(settings),
        JSON.stringify(tags),
        createdAt,
        modifiedAt,
        logicalId ?? null,
        declared ?? null,
      );
    },

    /** The queue with all that is in it. */
    delete(name: string): void {
      transaction(database, () => {
        database.prepare('DELETE FROM messages WHERE queue = ?').run(name);
        database.prepare('DELETE FROM deduplications WHERE queue = ?').run(name);
        database.prepare('DELETE FROM move_tasks WHERE source = ?').run(name);
        database.prepare('DELETE FROM queues WHERE name = ?').run(name);
      });
    },
  };
}

const toQueue = (row: Row): Queue => ({
  name: String(row['name']),
  settings: JSON.parse(String(row['settings'])) as QueueSettings,
  tags: JSON.parse(String(row['tags'])) as Record<string, string>,
  createdAt: Number(row['created_at']),
  modifiedAt: Number(row['modified_at']),
  logicalId: textOrNone(row['logical_id']),
  declared: textOrNone(row['declared']),
});
