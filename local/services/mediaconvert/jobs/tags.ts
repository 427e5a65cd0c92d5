import type { DatabaseSync } from 'node:sqlite';

export const TAGS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS tags (arn TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (arn, name)) STRICT;`;

/** The tags of queues and jobs, by ARN. */
export function openTags(database: DatabaseSync) {
  const list = database.prepare('SELECT name, value FROM tags WHERE arn = ? ORDER BY name');
  const put = database.prepare('INSERT OR REPLACE INTO tags (arn, name, value) VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM tags WHERE arn = ? AND name = ?');
  const clear = database.prepare('DELETE FROM tags WHERE arn = ?');
  const add = (arn: string, tags: Readonly<Record<string, string>>) => {
    for (const [name, value] of Object.entries(tags)) put.run(arn, name, value);
  };
  return {
    of: (arn: string): Record<string, string> =>
      Object.fromEntries(list.all(arn).map((row) => [String(row['name']), String(row['value'])])),
    add,
    remove: (arn: string, names: readonly string[]) => names.forEach((name) => remove.run(arn, name)),
    /** These tags and no others. */
    set(arn: string, tags: Readonly<Record<string, string>>): void {
      clear.run(arn);
      add(arn, tags);
    },
  };
}

export type Tags = ReturnType<typeof openTags>;
