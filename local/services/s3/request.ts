import type { Readable } from 'node:stream';
import type { Principal } from '../../runtime/principal.ts';
import { s3Error } from './errors.ts';

/** Who asks, as events and logs tell it. */
export interface Requester {
  readonly caller: Principal;
  readonly requestId: string;
  readonly sourceIp: string;
}

/** One S3 request, however it came: over the AWS port or from the CDN as an origin. */
export interface S3Request extends Requester {
  readonly method: string;
  /** Empty for a call on the service itself (`ListBuckets`). */
  readonly bucket: string;
  /** Decoded; empty for a call on a bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  /** Lower-case names. Parameters `x-amz-…` of a presigned query count as headers, as they do at S3. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes as they were sent: neither decoded nor checked yet. */
  readonly body: Readable;
}

export interface S3Response {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Readable;
}

const MAX_KEY_BYTES = 1024;

/**
 * Bucket and key of a request: path-style (`/bucket/key`), or virtual-hosted (`bucket.host`) when the
 * host's first labels name a bucket that exists. Throws `InvalidURI` and `KeyTooLongError`.
 */
export function addressOf(
  host: string,
  path: string,
  isBucket: (name: string) => boolean,
): { bucket: string; key: string } {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1))
    if (isBucket(name.slice(0, dot))) return { bucket: name.slice(0, dot), key: objectKey(path.slice(1)) };
  const slash = path.indexOf('/', 1);
  const bucket = decode(slash < 0 ? path.slice(1) : path.slice(1, slash));
  return { bucket, key: slash < 0 ? '' : objectKey(path.slice(slash + 1)) };
}

/** The key of a path as it was sent, without the leading slash. Throws `InvalidURI` and `KeyTooLongError`. */
export const objectKey = (path: string): string => checkKey(decode(path));

/** Throws `KeyTooLongError` for more than 1024 bytes of UTF-8. */
export function checkKey(key: string): string {
  const size = Buffer.byteLength(key);
  if (size > MAX_KEY_BYTES) throw s3Error.keyTooLong(size);
  return key;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw s3Error.invalidUri();
  }
}

/**
 * Headers of a request together with the `x-amz-…` parameters that a presigner moved into the query.
 * Checksums stay out: the SDK signs that of an empty body there, and S3 pays no heed to it
 * (localstack#12169).
 */
export function effectiveHeaders(
  headers: Readonly<Record<string, string>>,
  query: URLSearchParams,
): Readonly<Record<string, string>> {
  const merged: Record<string, string> = {};
  for (const [name, value] of query) {
    const lower = name.toLowerCase();
    if (lower.startsWith('x-amz-') && !lower.includes('checksum')) merged[lower] = value;
  }
  return { ...merged, ...headers };
}

/** Form-style encoding of a key, as events and `encoding-type=url` carry it: space is `+`, `/` stays. */
export function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replace(/%20/g, '+')
    .replace(/%2F/g, '/')
    .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
