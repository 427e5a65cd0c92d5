import { s3Error } from '../errors.ts';
import type { StoredObject } from '../store/object-row.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * Judges a read by its `If-…` headers, in the order of RFC 9110 §13.2.2.
 *
 * @param prefix `x-amz-copy-source-` for the source of a copy
 * @returns false when the caller has this very object already (304)
 * @throws `PreconditionFailed`
 */
export function readAllowed(object: StoredObject, headers: Headers, prefix = ''): boolean {
  const header = (name: string) => headers[`${prefix}${name}`];
  const modified = Math.floor(object.modified.getTime() / 1000) * 1000;
  const since = (name: string) => Date.parse(header(name) ?? '');

  const match = header('if-match');
  if (match !== undefined) {
    if (!hasTag(match, object.etag)) throw s3Error.preconditionFailed('If-Match');
  } else if (modified > since('if-unmodified-since')) throw s3Error.preconditionFailed('If-Unmodified-Since');

  const noneMatch = header('if-none-match');
  if (noneMatch !== undefined) return !hasTag(noneMatch, object.etag);
  return !(modified <= since('if-modified-since'));
}

/** Judges a write by `If-Match` and `If-None-Match` (which S3 takes with `*` only). */
export function checkWriteAllowed(current: StoredObject | undefined, key: string, headers: Headers): void {
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined && headers['if-match'] !== undefined) throw s3Error.notImplemented('If-Match');
  if (noneMatch !== undefined && noneMatch !== '*') throw s3Error.notImplemented('If-None-Match');
  if (noneMatch === '*' && current) throw s3Error.preconditionFailed('If-None-Match');
  const match = headers['if-match'];
  if (match === undefined) return;
  if (!current) throw s3Error.noSuchKey(key);
  if (!hasTag(match, current.etag)) throw s3Error.preconditionFailed('If-Match');
}

/**
 * Judges a deletion by the ETag that the caller expects (`*` for any). `current` is what a reader would find,
 * `known` whether the key is there at all, be it as a delete marker. Throws `NoSuchKey` and `PreconditionFailed`.
 */
export function checkDeleteAllowed(
  expected: string | undefined,
  current: StoredObject | undefined,
  key: string,
  known: boolean,
): void {
  if (expected === undefined) return;
  if (!current && !known) throw s3Error.noSuchKey(key);
  if (!current || !hasTag(expected, current.etag)) throw s3Error.preconditionFailed('If-Match');
}

/** `If-Range`: the range counts only for the object that the caller began to read. */
export function rangeStands(object: StoredObject, headers: Headers): boolean {
  const condition = headers['if-range'];
  if (condition === undefined) return true;
  if (condition.startsWith('"')) return hasTag(condition, object.etag);
  return Math.floor(object.modified.getTime() / 1000) * 1000 <= Date.parse(condition);
}

function hasTag(list: string, etag: string): boolean {
  return list
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, '').replace(/^"|"$/g, ''))
    .some((tag) => tag === '*' || tag === etag);
}
