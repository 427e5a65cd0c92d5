import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../../runtime/database.ts';
import { s3Error } from '../errors.ts';
import { checksumText, readChecksum, type StoredChecksum, type Tags } from './object-row.ts';
import type { ObjectFiles } from './files.ts';
import type { Piece } from './pieces.ts';

/** A multipart upload under way, or (for a day) one that was completed. */
export interface Upload {
  readonly uploadId: string;
  readonly bucket: string;
  readonly key: string;
  readonly initiated: Date;
  /** The headers of the object to be. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Tags;
  readonly checksumAlgorithm: string | undefined;
  readonly checksumType: StoredChecksum['type'];
  readonly completed: Completed | undefined;
}

/** The answer to the call that completed it, for a caller that lost it and asks again. */
export interface Completed {
  readonly etag: string;
  readonly versionId: string;
  readonly checksum: StoredChecksum | undefined;
}

export interface Part {
  readonly partNumber: number;
  readonly file: string;
  readonly size: number;
  readonly etag: string;
  readonly modified: Date;
  readonly checksum: StoredChecksum | undefined;
}

export type UploadStore = ReturnType<typeof createUploadStore>;

/** Multipart uploads and their parts, until they become an object or are given up. */
export function createUploadStore(database: DatabaseSync, files: ObjectFiles, now: () => number) {
  const insertTags = database.prepare('INSERT INTO upload_tags VALUES (?, ?)');
  const dropTags = database.prepare('DELETE FROM upload_tags WHERE upload_id = ?');
  const insert = database.prepare('INSERT INTO uploads VALUES (?, ?, ?, ?, ?, ?, ?, NULL)');
  const select = database.prepare(
    'SELECT * FROM uploads LEFT JOIN upload_tags USING (upload_id) WHERE upload_id = ?',
  );
  const selectPart = database.prepare('SELECT file FROM parts WHERE upload_id = ? AND part_number = ?');
  const replacePart = database.prepare('INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?, ?, ?)');
  const selectParts = database.prepare(
    'SELECT * FROM parts WHERE upload_id = ? AND part_number > ? ORDER BY part_number LIMIT ?',
  );
  const dropParts = database.prepare('DELETE FROM parts WHERE upload_id = ? RETURNING file');
  const drop = database.prepare('DELETE FROM uploads WHERE upload_id = ?');
  const complete = database.prepare('UPDATE uploads SET completed = ? WHERE upload_id = ?');

  const find = (uploadId: string) => {
    const row = select.get(uploadId) as UploadRow | undefined;
    return row && toUpload(row);
  };
  const takeParts = (uploadId: string) => dropParts.all(uploadId).map((row) => String(row['file']));

  return {
    create(
      upload: Pick<Upload, 'bucket' | 'key' | 'headers' | 'tags' | 'checksumAlgorithm' | 'checksumType'>,
    ): string {
      const uploadId = randomBytes(48).toString('base64url');
      const { bucket, key, headers, tags, checksumAlgorithm, checksumType } = upload;
      const about = JSON.stringify(headers);
      transaction(database, () => {
        insert.run(uploadId, bucket, key, now(), about, checksumAlgorithm ?? null, checksumType);
        if (Object.keys(tags).length > 0) insertTags.run(uploadId, JSON.stringify(tags));
      });
      return uploadId;
    },

    /** The upload, under way or completed. Throws `NoSuchUpload`, also when it is another key's. */
    get(uploadId: string, bucket: string, key: string): Upload {
      const upload = find(uploadId);
      if (!upload || upload.bucket !== bucket || upload.key !== key) throw s3Error.noSuchUpload(uploadId);
      return upload;
    },

    /** Stores a part in place of an earlier one of its number. Throws `NoSuchUpload` when the upload has ended. */
    putPart(uploadId: string, part: Omit<Part, 'modified'>): void {
      const replaced = transaction(database, () => {
        const upload = find(uploadId);
        if (!upload || upload.completed) throw s3Error.noSuchUpload(uploadId);
        const earlier = selectPart.get(uploadId, part.partNumber);
        const { partNumber, file, size, etag, checksum } = part;
        replacePart.run(uploadId, partNumber, file, size, etag, now(), checksumText(checksum));
        return earlier === undefined ? [] : [String(earlier['file'])];
      });
      files.discard(replaced);
    },

    parts: (uploadId: string, after: number, limit: number): Part[] =>
      (selectParts.all(uploadId, after, limit) as unknown as PartRow[]).map(toPart),

    /** Uploads under way, by key and then id. */
    *underWay(bucket: string, from: string): Iterable<Upload> {
      const rows = database
        .prepare(
          'SELECT * FROM uploads WHERE bucket = ? AND key >= ? AND completed IS NULL ORDER BY key, upload_id',
        )
        .iterate(bucket, from);
      for (const row of rows) yield toUpload(row as unknown as UploadRow);
    },

    /**
     * To be called inside the transaction that makes the object of the chosen parts. Answers the files that are
     * of no use after it. Throws `InvalidPart` when one of the parts was sent again meanwhile.
     */
    finish(uploadId: string, { etag, versionId, checksum }: Completed, chosen: readonly Piece[]): string[] {
      complete.run(JSON.stringify({ etag, versionId, checksum }), uploadId);
      const taken = new Set(takeParts(uploadId));
      for (const { file } of chosen) if (!taken.delete(file)) throw s3Error.invalidPart();
      return [...taken];
    },

    abort(uploadId: string): void {
      const unheld = transaction(database, () => {
        drop.run(uploadId);
        dropTags.run(uploadId);
        return takeParts(uploadId);
      });
      files.discard(unheld);
    },

    /** Forgets uploads that were completed and began before `before` (milliseconds since the epoch). */
    forgetCompleted(before: number): void {
      database.prepare('DELETE FROM uploads WHERE completed IS NOT NULL AND initiated < ?').run(before);
      database
        .prepare('DELETE FROM upload_tags WHERE upload_id NOT IN (SELECT upload_id FROM uploads)')
        .run();
    },
  };
}

interface UploadRow {
  upload_id: string;
  bucket: string;
  key: string;
  initiated: number;
  headers: string;
  checksum_algorithm: string | null;
  checksum_type: string;
  completed: string | null;
  tags?: string | null;
}

interface PartRow {
  part_number: number;
  file: string;
  size: number;
  etag: string;
  modified: number;
  checksum: string | null;
}

const toUpload = (row: UploadRow): Upload => ({
  uploadId: row.upload_id,
  bucket: row.bucket,
  key: row.key,
  initiated: new Date(row.initiated),
  headers: JSON.parse(row.headers) as Record<string, string>,
  tags: JSON.parse(row.tags ?? '{}') as Tags,
  checksumAlgorithm: row.checksum_algorithm ?? undefined,
  checksumType: row.checksum_type === 'FULL_OBJECT' ? 'FULL_OBJECT' : 'COMPOSITE',
  completed: row.completed === null ? undefined : (JSON.parse(row.completed) as Completed),
});

const toPart = (row: PartRow): Part => ({
  partNumber: row.part_number,
  file: row.file,
  size: row.size,
  etag: row.etag,
  modified: new Date(row.modified),
  checksum: readChecksum(row.checksum),
});
