import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../../runtime/database.ts';
import type { Bucket } from '../buckets/bucket.ts';
import type { ObjectChange } from '../events/change.ts';
import type { Requester } from '../request.ts';
import type { ObjectFiles } from './files.ts';
import { toObject, type Content, type ObjectRow, type StoredObject } from './object-row.ts';

/** Why an object came or went, for its event. */
export interface Cause {
  readonly event: 'Put' | 'Post' | 'Copy' | 'CompleteMultipartUpload' | 'Delete' | 'Expiration';
  readonly requester: Requester;
}

export interface Removed {
  readonly versionId: string | undefined;
  /** A delete marker was written, or the version that went was one. */
  readonly deleteMarker: boolean;
}

interface Dependencies {
  readonly database: DatabaseSync;
  readonly files: ObjectFiles;
  readonly now: () => number;
  /** Called inside the transaction: writes the change's notifications, so that both are kept or neither. */
  readonly notify: (bucket: Bucket, change: ObjectChange) => void;
  /** Called after each transaction. */
  readonly committed: () => void;
}

export type ObjectStore = ReturnType<typeof createObjectStore>;

/** Objects and their versions. One transaction commits an object together with its notifications. */
export function createObjectStore({ database, files, now, notify, committed }: Dependencies) {
  const latest = database.prepare('SELECT * FROM objects WHERE bucket = ? AND key = ? AND latest = 1');
  const version = database.prepare('SELECT * FROM objects WHERE bucket = ? AND key = ? AND version_id = ?');
  const nextSequence = database.prepare('UPDATE sequence SET value = value + 1 RETURNING value');
  const supersede = database.prepare(
    'UPDATE objects SET latest = 0, superseded = ? WHERE bucket = ? AND key = ? AND latest = 1',
  );
  const dropVersion = database.prepare(
    'DELETE FROM objects WHERE bucket = ? AND key = ? AND version_id = ? RETURNING *',
  );
  const promote = database.prepare(
    `UPDATE objects SET latest = 1, superseded = NULL WHERE sequence =
       (SELECT max(sequence) FROM objects WHERE bucket = ? AND key = ?)`,
  );
  const insert = database.prepare(
    `INSERT INTO objects (sequence, bucket, key, version_id, latest, delete_marker, file, size, etag, modified, headers, checksum)
     VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?)`,
  );

  const sequencer = () => Number((nextSequence.get() as { value: number }).value);
  const rowOf = (row: unknown) => (row === undefined ? undefined : toObject(row as ObjectRow));

  /** Makes `content` the latest version of the key; without content, a delete marker. */
  function insertLatest(bucket: Bucket, key: string, content: Content | undefined): StoredObject {
    const versionId = bucket.versioned ? randomBytes(24).toString('base64url') : 'null';
    const sequence = sequencer();
    const modified = now();
    if (versionId === 'null') remember(dropVersion.all(bucket.name, key, 'null'));
    supersede.run(modified, bucket.name, key);
    const { file, size, etag, headers, checksum } = content ?? NOTHING;
    const marker = content === undefined;
    const checksumText = checksum ? JSON.stringify(checksum) : null;
    const about = JSON.stringify(headers);
    insert.run(
      sequence,
      bucket.name,
      key,
      versionId,
      Number(marker),
      file,
      size,
      etag,
      modified,
      about,
      checksumText,
    );
    return {
      ...{ sequence, bucket: bucket.name, key, versionId, latest: true, deleteMarker: marker },
      ...{ file, size, etag, headers, checksum, modified: new Date(modified) },
    };
  }

  let unheld: string[] = [];
  const remember = (rows: unknown[]) => unheld.push(...rows.map((row) => (row as ObjectRow).file));
  /** Runs in one transaction; files that lost their row are discarded once that is certain. */
  function commit<T>(work: () => T): T {
    unheld = [];
    const result = transaction(database, work);
    files.discard(unheld);
    committed();
    return result;
  }

  return {
    latest: (bucket: string, key: string) => rowOf(latest.get(bucket, key)),
    version: (bucket: string, key: string, versionId: string) => rowOf(version.get(bucket, key, versionId)),

    /** The bucket's present objects in key order, from the least key that may come. Read lazily. */
    *scan(bucket: string, from: string): Iterable<StoredObject> {
      const rows = database
        .prepare(
          'SELECT * FROM objects WHERE bucket = ? AND key >= ? AND latest = 1 AND delete_marker = 0 ORDER BY key',
        )
        .iterate(bucket, from);
      for (const row of rows) yield toObject(row as unknown as ObjectRow);
    },

    /** Versions that are no longer the latest, and since when (milliseconds since the epoch). */
    superseded(bucket: string): { object: StoredObject; supersededAt: number }[] {
      const rows = database.prepare('SELECT * FROM objects WHERE bucket = ? AND latest = 0').all(bucket);
      return (rows as unknown as ObjectRow[]).map((row) => ({
        object: toObject(row),
        supersededAt: row.superseded ?? row.modified,
      }));
    },

    /** Delete markers with nothing behind them. */
    loneMarkers(bucket: string): StoredObject[] {
      const rows = database
        .prepare(
          `SELECT * FROM objects AS marker WHERE bucket = ? AND latest = 1 AND delete_marker = 1 AND NOT EXISTS
             (SELECT 1 FROM objects WHERE bucket = marker.bucket AND key = marker.key AND latest = 0)`,
        )
        .all(bucket);
      return (rows as unknown as ObjectRow[]).map(toObject);
    },

    /**
     * Stores an object and its notifications. `allow` sees what the key holds now, inside the
     * transaction, and may throw; `alongside` does what must be committed with it.
     */
    put(
      bucket: Bucket,
      key: string,
      content: Content,
      cause: Cause,
      hooks: {
        allow?: (current: StoredObject | undefined) => void;
        alongside?: (stored: StoredObject) => void;
      } = {},
    ): StoredObject {
      return commit(() => {
        const current = rowOf(latest.get(bucket.name, key));
        hooks.allow?.(current?.deleteMarker ? undefined : current);
        const stored = insertLatest(bucket, key, content);
        hooks.alongside?.(stored);
        notify(bucket, changeOf(bucket, stored, `ObjectCreated:${cause.event}`, cause));
        return stored;
      });
    },

    /** Deletes as S3 does: a marker in a versioned bucket, for good otherwise or when a version is named. */
    remove(bucket: Bucket, key: string, versionId: string | undefined, cause: Cause): Removed {
      return commit(() => {
        if (versionId !== undefined) {
          const gone = dropVersion.all(bucket.name, key, versionId);
          remember(gone);
          const row = rowOf(gone[0]);
          if (!row) return { versionId, deleteMarker: false };
          if (row.latest) promote.run(bucket.name, key);
          notify(
            bucket,
            changeOf(bucket, { ...row, sequence: sequencer() }, removalEvent(cause, false), cause),
          );
          return { versionId, deleteMarker: row.deleteMarker };
        }
        const current = rowOf(latest.get(bucket.name, key));
        const keepsVersions = bucket.versioned || (current !== undefined && current.versionId !== 'null');
        if (keepsVersions) {
          const marker = insertLatest(bucket, key, undefined);
          notify(bucket, changeOf(bucket, marker, removalEvent(cause, true), cause));
          return { versionId: marker.versionId, deleteMarker: true };
        }
        remember(dropVersion.all(bucket.name, key, 'null'));
        if (current) {
          const gone = { ...current, sequence: sequencer() };
          notify(bucket, changeOf(bucket, gone, removalEvent(cause, false), cause));
        }
        return { versionId: undefined, deleteMarker: false };
      });
    },
  };
}

const NOTHING: Content = { file: '', size: 0, etag: '', headers: {}, checksum: undefined };

const removalEvent = (cause: Cause, marker: boolean) =>
  cause.event === 'Expiration'
    ? (`LifecycleExpiration:${marker ? 'DeleteMarkerCreated' : 'Delete'}` as const)
    : (`ObjectRemoved:${marker ? 'DeleteMarkerCreated' : 'Delete'}` as const);

function changeOf(bucket: Bucket, object: StoredObject, event: string, cause: Cause): ObjectChange {
  return {
    event,
    key: object.key,
    size: object.size,
    etag: object.etag,
    versionId: bucket.versioned ? object.versionId : undefined,
    sequence: object.sequence,
    requester: cause.requester,
  };
}
