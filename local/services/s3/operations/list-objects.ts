import type { Operation, S3Context } from '../context.ts';
import { s3Error } from '../errors.ts';
import { encodeKey, type S3Request } from '../request.ts';
import { listPage, prefixEnd } from '../store/listing.ts';
import type { StoredObject } from '../store/object-row.ts';
import { xmlDocument } from '../xml.ts';

const MAX_KEYS = 1000;

/** `ListObjectsV2` */
export const listObjectsV2: Operation = (context, request, bucket) => {
  authorize(context, request, bucket);
  const { query } = request;
  const { prefix, delimiter, limit, encode, encodingType } = readListing(query);
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after') ?? '';
  const owner = { Owner: { ID: context.accountId } };
  const from = token === null ? after(startAfter) : readToken(token);
  const page = listPage({ prefix, delimiter, limit, from }, (start) =>
    context.objects.scan(bucket.name, start),
  );
  return {
    status: 200,
    body: xmlDocument('ListBucketResult', {
      Name: bucket.name,
      Prefix: encode(prefix),
      ...(delimiter === '' ? {} : { Delimiter: encode(delimiter) }),
      ...(startAfter === '' ? {} : { StartAfter: encode(startAfter) }),
      ...(token === null ? {} : { ContinuationToken: token }),
      MaxKeys: limit,
      KeyCount: page.entries.length + page.commonPrefixes.length,
      ...encodingType,
      IsTruncated: page.next !== undefined,
      ...(page.next === undefined
        ? {}
        : { NextContinuationToken: Buffer.from(page.next).toString('base64url') }),
      Contents: page.entries.map((object) => ({
        ...contents(object, encode),
        ...(query.get('fetch-owner') === 'true' ? owner : {}),
      })),
      CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
    }),
  };
};

/** `ListObjects`, the first version: pages by the last key itself. */
export const listObjects: Operation = (context, request, bucket) => {
  authorize(context, request, bucket);
  const { query } = request;
  const { prefix, delimiter, limit, encode, encodingType } = readListing(query);
  const marker = query.get('marker') ?? '';
  const from = startBehind(marker, { prefix, delimiter });
  const page = listPage({ prefix, delimiter, limit, from }, (start) =>
    context.objects.scan(bucket.name, start),
  );
  const truncated = page.next !== undefined;
  const last = typeof page.last === 'string' ? page.last : page.last?.key;
  return {
    status: 200,
    body: xmlDocument('ListBucketResult', {
      Name: bucket.name,
      Prefix: encode(prefix),
      Marker: encode(marker),
      ...(delimiter === '' ? {} : { Delimiter: encode(delimiter) }),
      ...(truncated && delimiter !== '' && last !== undefined ? { NextMarker: encode(last) } : {}),
      MaxKeys: limit,
      ...encodingType,
      IsTruncated: truncated,
      Contents: page.entries.map((object) => ({
        ...contents(object, encode),
        Owner: { ID: context.accountId },
      })),
      CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
    }),
  };
};

/** What all listings understand alike: also that of multipart uploads. Throws `InvalidArgument`. */
export function readListing(query: URLSearchParams, limitName = 'max-keys') {
  const encodingType = query.get('encoding-type');
  if (encodingType !== null && encodingType !== 'url')
    throw s3Error.invalidArgument(
      'Invalid Encoding Method specified in Request',
      'encoding-type',
      encodingType,
    );
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    limit: readLimit(query, limitName, MAX_KEYS),
    encode: encodingType === 'url' ? encodeKey : (key: string) => key,
    encodingType: encodingType === null ? {} : { EncodingType: encodingType },
  };
}

/** Throws `InvalidArgument` for what is no number; more than `most` is cut to it. */
export function readLimit(query: URLSearchParams, name: string, most: number): number {
  const text = query.get(name) ?? String(most);
  if (!/^\d{1,10}$/.test(text))
    throw s3Error.invalidArgument(`Argument ${name} must be an integer between 0 and 2147483647`, name, text);
  return Math.min(Number(text), most);
}

function authorize(context: S3Context, request: S3Request, bucket: Parameters<Operation>[2]): void {
  const { query } = request;
  context.access.check(request.caller, 's3:ListBucket', bucket, undefined, {
    's3:prefix': query.get('prefix') ?? '',
    's3:delimiter': query.get('delimiter') ?? '',
    's3:max-keys': query.get('max-keys') ?? String(MAX_KEYS),
  });
}

/** Where a page begins behind a marker. One that is a rolled-up prefix has all its keys behind it. */
export function startBehind(
  marker: string,
  { prefix, delimiter }: { readonly prefix: string; readonly delimiter: string },
): string {
  const rolledUp =
    delimiter !== '' && marker.startsWith(prefix) && marker.endsWith(delimiter) && marker !== prefix;
  return (rolledUp ? prefixEnd(marker) : undefined) ?? after(marker);
}

/** The least key that comes behind this one. */
const after = (key: string) => (key === '' ? '' : `${key}\u0000`);

function readToken(token: string): string {
  const bytes = Buffer.from(token, 'base64url');
  if (token === '' || bytes.toString('base64url') !== token)
    throw s3Error.invalidArgument('The continuation token provided is incorrect', 'continuation-token');
  return bytes.toString('utf8');
}

/** An object as all listings tell it. */
export const contents = (object: StoredObject, encode: (key: string) => string) => ({
  Key: encode(object.key),
  LastModified: object.modified.toISOString(),
  ETag: `"${object.etag}"`,
  ...(object.checksum
    ? { ChecksumAlgorithm: object.checksum.algorithm.toUpperCase(), ChecksumType: object.checksum.type }
    : {}),
  Size: object.size,
  StorageClass: 'STANDARD',
});
