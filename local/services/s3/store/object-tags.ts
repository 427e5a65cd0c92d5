import type { DatabaseSync } from 'node:sqlite';
import type { Tags } from './object-row.ts';

/** The tags of objects, by the sequence of their object. */
export function createObjectTags(database: DatabaseSync) {
  const select = database.prepare('SELECT tags FROM object_tags WHERE sequence = ?');
  const replace = database.prepare('INSERT OR REPLACE INTO object_tags VALUES (?, ?)');
  const drop = database.prepare('DELETE FROM object_tags WHERE sequence = ?');
  return {
    of(sequence: number): Tags {
      const row = select.get(sequence) as { tags: string } | undefined;
      return row ? (JSON.parse(row.tags) as Tags) : {};
    },
    set(sequence: number, tags: Tags): void {
      if (Object.keys(tags).length === 0) drop.run(sequence);
      else replace.run(sequence, JSON.stringify(tags));
    },
  };
}
