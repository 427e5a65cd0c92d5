import type { Piece } from './pieces.ts';

/** What was uploaded: bytes already in their file or files, and what is said about them. */
export interface Content {
  /** Empty when the bytes lie in the files of the parts, and for a delete marker. */
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

/** One of the parts that a multipart upload was made of. */
export interface ObjectPart extends Piece {
  readonly partNumber: number;
  readonly checksum: StoredChecksum | undefined;
}

export type Tags = Readonly<Record<string, string>>;

/** A new object: its content together with what is stored beside it. */
export interface NewObject extends Content {
  readonly parts?: readonly ObjectPart[];
  readonly tags?: Tags;
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

/** A checksum as a column holds it. */
export const checksumText = (checksum: StoredChecksum | undefined): string | null =>
  checksum ? JSON.stringify(checksum) : null;

export const readChecksum = (text: string | null): StoredChecksum | undefined =>
  text === null ? undefined : (JSON.parse(text) as StoredChecksum);

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
    checksum: readChecksum(row.checksum),
  };
}
