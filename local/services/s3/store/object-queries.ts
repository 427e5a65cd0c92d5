import type { DatabaseSync } from 'node:sqlite';
import { toObject, type ObjectRow, type StoredObject } from './object-row.ts';

/** Looks objects up. Whatever is read lazily must be read to its end, or dropped, before the next change. */
export function createObjectQueries(database: DatabaseSync) {
  const latest = database.prepare('SELECT * FROM objects WHERE bucket = ? AND key = ? AND latest = 1');
  const version = database.prepare('SELECT * FROM objects WHERE bucket = ? AND key = ? AND version_id = ?');
  const any = database.prepare('SELECT 1 FROM objects WHERE bucket = ? LIMIT 1');
  const kept = database.prepare("SELECT 1 FROM objects WHERE bucket = ? AND version_id <> 'null' LIMIT 1");
  const one = (row: unknown) => (row === undefined ? undefined : toObject(row as ObjectRow));
  const all = (rows: unknown[]) => (rows as ObjectRow[]).map(toObject);

  function* iterate(sql: string, ...parameters: string[]): Iterable<StoredObject> {
    for (const row of database.prepare(sql).iterate(...parameters))
      yield toObject(row as unknown as ObjectRow);
  }

  return {
    /** What is under the key: perhaps a delete marker. */
    latest: (bucket: string, key: string) => one(latest.get(bucket, key)),
    version: (bucket: string, key: string, versionId: string) => one(version.get(bucket, key, versionId)),
    isEmpty: (bucket: string): boolean => any.get(bucket) === undefined,
    /** Were there ever versions in the bucket? */
    hasVersions: (bucket: string): boolean => kept.get(bucket) !== undefined,

    /** The bucket's present objects in key order, from the least key that may come. Read lazily. */
    scan: (bucket: string, from: string): Iterable<StoredObject> =>
      iterate(
        'SELECT * FROM objects WHERE bucket = ? AND key >= ? AND latest = 1 AND delete_marker = 0 ORDER BY key',
        ...[bucket, from],
      ),

    /** All versions and delete markers by key, of one key the newest first. Read lazily. */
    scanVersions: (bucket: string, from: string): Iterable<StoredObject> =>
      iterate(
        'SELECT * FROM objects WHERE bucket = ? AND key >= ? ORDER BY key, sequence DESC',
        ...[bucket, from],
      ),

    /** Versions that are no longer the latest, of one key the newest first, and since when (milliseconds since the epoch). */
    superseded(bucket: string): { object: StoredObject; supersededAt: number }[] {
      const rows = database
        .prepare('SELECT * FROM objects WHERE bucket = ? AND latest = 0 ORDER BY key, sequence DESC')
        .all(bucket);
      return (rows as unknown as ObjectRow[]).map((row) => ({
        object: toObject(row),
        supersededAt: row.superseded ?? row.modified,
      }));
    },

    /** Delete markers with nothing behind them. */
    loneMarkers: (bucket: string): StoredObject[] =>
      all(
        database
          .prepare(
            `SELECT * FROM objects AS marker WHERE bucket = ? AND latest = 1 AND delete_marker = 1 AND NOT EXISTS
             (SELECT 1 FROM objects WHERE bucket = marker.bucket AND key = marker.key AND latest = 0)`,
          )
          .all(bucket),
      ),
  };
}
