/** What was uploaded: bytes already in their file, and what is said about them. */
export interface Content {
  readonly file: string;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  /** Stored headers (`content-type`, `x-amz-meta-…`), lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum: StoredChecksum | undefined;
}

export interface StoredChecksum {
  /** For example `crc32`. */
  readonly algorithm: string;
  /** Base64, of a multipart upload with `-<parts>` after it. */
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

export interface StoredObject extends Content {
  readonly sequence: number;
  readonly bucket: string;
  readonly key: string;
  /** `null` (the word) for an object of a bucket without versioning. */
  readonly versionId: string;
  readonly latest: boolean;
  readonly deleteMarker: boolean;
  readonly modified: Date;
}

/** A row of `objects`. */
export interface ObjectRow {
  sequence: number;
  bucket: string;
  key: string;
  version_id: string;
  latest: number;
  delete_marker: number;
  file: string;
  size: number;
  etag: string;
  modified: number;
  superseded: number | null;
  headers: string;
  checksum: string | null;
}

export function toObject(row: ObjectRow): StoredObject {
  return {
    sequence: row.sequence,
    bucket: row.bucket,
    key: row.key,
    versionId: row.version_id,
    latest: row.latest === 1,
    deleteMarker: row.delete_marker === 1,
    file: row.file,
    size: row.size,
    etag: row.etag,
    modified: new Date(row.modified),
    headers: JSON.parse(row.headers) as Record<string, string>,
    checksum: row.checksum === null ? undefined : (JSON.parse(row.checksum) as StoredChecksum),
  };
}
