import type { Operation } from '../context.ts';
import { s3Error } from '../errors.ts';
import { listPage } from '../store/listing.ts';
import type { StoredObject } from '../store/object-row.ts';
import { xmlDocument } from '../xml.ts';
import { contents, readListing, startBehind } from './list-objects.ts';

/** `ListObjectVersions`: every version and delete marker, of one key the newest first. */
export const listObjectVersions: Operation = (context, request, bucket) => {
  const { query } = request;
  context.access.check(request.caller, 's3:ListBucketVersions', bucket, undefined, {
    's3:prefix': query.get('prefix') ?? '',
    's3:delimiter': query.get('delimiter') ?? '',
  });
  const listing = readListing(query);
  const { prefix, delimiter, limit, encode, encodingType } = listing;
  const keyMarker = query.get('key-marker') ?? '';
  const versionMarker = query.get('version-id-marker') ?? '';
  if (versionMarker !== '' && keyMarker === '')
    throw s3Error.invalidArgument(
      'A version-id marker cannot be specified without a key marker.',
      'version-id-marker',
      versionMarker,
    );
  const marked = context.objects.version(bucket.name, keyMarker, versionMarker);
  // Of the marked key, only what is older than the marked version is still to come: or whatever is left of it,
  // when the caller deletes page by page.
  const isBehind = (object: StoredObject) =>
    object.key !== keyMarker || marked === undefined || object.sequence < marked.sequence;
  const from = versionMarker === '' ? startBehind(keyMarker, listing) : keyMarker;
  const page = listPage({ prefix, delimiter, limit, from }, function* (start) {
    for (const object of context.objects.scanVersions(bucket.name, start)) if (isBehind(object)) yield object;
  });

  const describe = (object: StoredObject) => ({
    VersionId: object.versionId,
    IsLatest: object.latest,
    Owner: { ID: context.accountId },
  });
  return {
    status: 200,
    body: xmlDocument('ListVersionsResult', {
      Name: bucket.name,
      Prefix: encode(prefix),
      KeyMarker: encode(keyMarker),
      VersionIdMarker: versionMarker,
      ...(page.next === undefined || page.last === undefined
        ? {}
        : typeof page.last === 'string'
          ? { NextKeyMarker: encode(page.last) }
          : { NextKeyMarker: encode(page.last.key), NextVersionIdMarker: page.last.versionId }),
      ...(delimiter === '' ? {} : { Delimiter: encode(delimiter) }),
      MaxKeys: limit,
      ...encodingType,
      IsTruncated: page.next !== undefined,
      Version: page.entries
        .filter((object) => !object.deleteMarker)
        .map((object) => ({ ...contents(object, encode), ...describe(object) })),
      DeleteMarker: page.entries
        .filter((object) => object.deleteMarker)
        .map((object) => ({
          Key: encode(object.key),
          LastModified: object.modified.toISOString(),
          ...describe(object),
        })),
      CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
    }),
  };
};
