import type { Bucket } from '../buckets/bucket.ts';
import type { S3Context } from '../context.ts';
import type { Completed } from '../store/uploads.ts';
import type { StoredChecksum, StoredObject } from '../store/object-row.ts';
import { encodeHeader } from './stored-headers.ts';

/** What the bytes lie under, as every answer about an object says. */
const ENCRYPTION = { 'x-amz-server-side-encryption': 'AES256' };

/** Headers of the answer to a write. */
export function writtenHeaders(bucket: Bucket, stored: Completed): Record<string, string> {
  return {
    etag: `"${stored.etag}"`,
    ...ENCRYPTION,
    ...checksumHeaders(stored.checksum),
    ...newVersionHeader(bucket, stored.versionId),
  };
}

/** Headers that describe an object, without those of its body. */
export function objectHeaders(bucket: Bucket, object: StoredObject): Record<string, string> {
  const stored = Object.entries(object.headers).map(([name, value]) => [name, encodeHeader(value)] as const);
  return {
    ...Object.fromEntries(stored),
    'last-modified': object.modified.toUTCString(),
    etag: `"${object.etag}"`,
    'accept-ranges': 'bytes',
    ...ENCRYPTION,
    ...versionHeader(bucket, object.versionId),
  };
}

export function checksumHeaders(checksum: StoredChecksum | undefined): Record<string, string> {
  if (!checksum) return {};
  return { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value, 'x-amz-checksum-type': checksum.type };
}

/** A checksum as a member of a result document (`ChecksumCRC32`). */
export function checksumMembers(checksum: StoredChecksum | undefined): Record<string, string> {
  if (!checksum) return {};
  return { [`Checksum${checksum.algorithm.toUpperCase()}`]: checksum.value, ChecksumType: checksum.type };
}

/** Tells a version of a bucket that has, or once had, versioning. */
export const versionHeader = (bucket: Bucket, versionId: string | undefined): Record<string, string> =>
  bucket.versioning !== undefined && versionId !== undefined ? { 'x-amz-version-id': versionId } : {};

/** Tells the version that a write made: none while versioning is suspended. */
export const newVersionHeader = (bucket: Bucket, versionId: string): Record<string, string> =>
  bucket.versioning === 'Enabled' ? { 'x-amz-version-id': versionId } : {};

/** One line for the person at the terminal. */
export function logCreated(
  context: S3Context,
  verb: string,
  bucket: Bucket,
  key: string,
  size: number,
): void {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = size < 1000 ? 0 : Math.min(Math.floor(Math.log10(size) / 3), units.length - 1);
  const amount = power === 0 ? String(size) : (size / 1000 ** power).toFixed(1);
  context.log.step('s3', `${verb} ${bucket.logicalId}/${key} (${amount} ${units[power]})`);
}
