import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../../runtime/database.ts';
import type { Bucket } from '../buckets/bucket.ts';
import type { ObjectChange } from '../events/change.ts';
import type { Requester } from '../request.ts';
import type { ObjectFiles } from './files.ts';
import { checksumText, toObject, type NewObject, type ObjectRow, type StoredObject } from './object-row.ts';
import { createObjectParts } from './object-parts.ts';
import { createObjectQueries } from './object-queries.ts';
import { createObjectTags } from './object-tags.ts';

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

/** Sees what a reader would find under the key, inside the transaction, and may throw. */
type Allow = (current: StoredObject | undefined) => void;

interface Dependencies {
  readonly database: DatabaseSync;
  readonly files: ObjectFiles;
  readonly now: () => number;
  /** Called inside the transaction: writes the change's notifications, so that both are kept or neither. */
  readonly notify: (bucket: Bucket, change: ObjectChange) => void;
}

export type ObjectStore = ReturnType<typeof createObjectStore>;

/** Objects and their versions. One transaction commits an object together with its notifications. */
export function createObjectStore({ database, files, now, notify }: Dependencies) {
  const queries = createObjectQueries(database);
  const parts = createObjectParts(database);
  const tags = createObjectTags(database);
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
  const setFile = database.prepare("UPDATE objects SET file = ? WHERE sequence = ? AND file = ''");

  const sequencer = () => Number((nextSequence.get() as { value: number }).value);

  /** Makes `content` the latest version of the key; without content, a delete marker. */
  function insertLatest(bucket: Bucket, key: string, content: NewObject | undefined): StoredObject {
    const versionId = bucket.versioning === 'Enabled' ? randomBytes(24).toString('base64url') : 'null';
    const sequence = sequencer();
    const modified = now();
    if (versionId === 'null') drop(bucket, key, 'null');
    supersede.run(modified, bucket.name, key);
    const { file, size, etag, headers, checksum } = content ?? NOTHING;
    const marker = content === undefined;
    insert.run(
      ...([sequence, bucket.name, key, versionId, Number(marker), file, size, etag, modified] as const),
      ...([JSON.stringify(headers), checksumText(checksum)] as const),
    );
    if (content?.parts) parts.insert(sequence, content.parts);
    if (content?.tags) tags.set(sequence, content.tags);
    return {
      ...{ sequence, bucket: bucket.name, key, versionId, latest: true, deleteMarker: marker },
      ...{ file, size, etag, headers, checksum, modified: new Date(modified) },
    };
  }

  /** Takes a version away with all that belongs to it; its files once the transaction has committed. */
  function drop(bucket: Bucket, key: string, versionId: string): StoredObject | undefined {
    const row = dropVersion.get(bucket.name, key, versionId) as ObjectRow | undefined;
    if (!row) return undefined;
    unheld.push(row.file, ...parts.drop(row.sequence));
    tags.set(row.sequence, {});
    return toObject(row);
  }

  let unheld: string[] = [];
  /** Runs in one transaction; files that lost their row are discarded once that is certain. */
  function commit<T>(work: () => T): T {
    unheld = [];
    const result = transaction(database, work);
    files.discard(unheld);
    return result;
  }

  function present(bucket: string, key: string): StoredObject | undefined {
    const current = queries.latest(bucket, key);
    return current?.deleteMarker ? undefined : current;
  }

  return {
    ...queries,
    ...{ present, parts: parts.of, tags: tags.of },

    /** Stores an object and its notifications. `alongside` does what must be committed with it. */
    put(
      bucket: Bucket,
      key: string,
      content: NewObject,
      cause: Cause,
      hooks: { allow?: Allow; alongside?: (stored: StoredObject) => void } = {},
    ): StoredObject {
      return commit(() => {
        hooks.allow?.(present(bucket.name, key));
        const stored = insertLatest(bucket, key, content);
        hooks.alongside?.(stored);
        notify(bucket, changeOf(bucket, stored, `ObjectCreated:${cause.event}`, cause));
        return stored;
      });
    },

    /**
     * Deletes as S3 does: a marker in a bucket that keeps versions, for good otherwise or when a version is named.
     */
    remove(bucket: Bucket, key: string, versionId: string | undefined, cause: Cause, allow?: Allow): Removed {
      return commit(() => {
        allow?.(present(bucket.name, key));
        if (versionId === undefined && bucket.versioning !== undefined) {
          const marker = insertLatest(bucket, key, undefined);
          notify(bucket, changeOf(bucket, marker, removalEvent(cause, true), cause));
          return { versionId: marker.versionId, deleteMarker: true };
        }
        const gone = drop(bucket, key, versionId ?? 'null');
        if (!gone) return { versionId, deleteMarker: false };
        if (gone.latest) promote.run(bucket.name, key);
        const removed = { ...gone, sequence: sequencer() };
        notify(bucket, changeOf(bucket, removed, removalEvent(cause, false), cause));
        return { versionId, deleteMarker: gone.deleteMarker };
      });
    },

    /** Replaces the tags of a version. */
    setTags: tags.set,

    /** From now on the bytes of an object lie in this one file. False when the object is gone, or was faster. */
    gather(sequence: number, file: string): boolean {
      return commit(() => {
        if (setFile.run(file, sequence).changes === 0) return false;
        unheld.push(...parts.release(sequence));
        return true;
      });
    },
  };
}

const NOTHING: NewObject = { file: '', size: 0, etag: '', headers: {}, checksum: undefined };

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
    versionId: bucket.versioning ? object.versionId : undefined,
    sequence: object.sequence,
    requester: cause.requester,
  };
}
