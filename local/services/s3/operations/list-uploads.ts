import type { Operation } from '../context.ts';
import { s3Error } from '../errors.ts';
import { listPage } from '../store/listing.ts';
import type { Upload } from '../store/uploads.ts';
import { xmlDocument } from '../xml.ts';
import { readLimit, readListing, startBehind } from './list-objects.ts';
import { MAX_PARTS } from '../payload/limits.ts';
import { requestedUpload } from './multipart-upload.ts';
import { checksumMembers } from './object-response.ts';

/** `ListParts` */
export const listParts: Operation = (context, request, bucket) => {
  context.access.check(request.caller, 's3:ListMultipartUploadParts', bucket, request.key);
  const upload = requestedUpload(context, request);
  if (upload.completed) throw s3Error.noSuchUpload(upload.uploadId);
  const limit = readLimit(request.query, 'max-parts', 1000);
  const marker = request.query.has('part-number-marker')
    ? readLimit(request.query, 'part-number-marker', MAX_PARTS)
    : 0;
  const found = context.uploads.parts(upload.uploadId, marker, limit + 1);
  const parts = found.slice(0, limit);
  return {
    status: 200,
    body: xmlDocument('ListPartsResult', {
      Bucket: bucket.name,
      Key: request.key,
      UploadId: upload.uploadId,
      StorageClass: 'STANDARD',
      PartNumberMarker: marker,
      NextPartNumberMarker: parts.at(-1)?.partNumber ?? 0,
      MaxParts: limit,
      IsTruncated: found.length > limit,
      ...(upload.checksumAlgorithm
        ? { ChecksumAlgorithm: upload.checksumAlgorithm.toUpperCase(), ChecksumType: upload.checksumType }
        : {}),
      Part: parts.map((part) => {
        const { ChecksumType: _type, ...checksum } = checksumMembers(part.checksum);
        return {
          PartNumber: part.partNumber,
          LastModified: part.modified.toISOString(),
          ETag: `"${part.etag}"`,
          Size: part.size,
          ...checksum,
        };
      }),
    }),
  };
};

/** `ListMultipartUploads` */
export const listMultipartUploads: Operation = (context, request, bucket) => {
  context.access.check(request.caller, 's3:ListBucketMultipartUploads', bucket);
  const { query } = request;
  const { prefix, delimiter, limit, encode, encodingType } = readListing(query, 'max-uploads');
  const keyMarker = query.get('key-marker') ?? '';
  const uploadIdMarker = query.get('upload-id-marker') ?? '';
  const behindMarker = (upload: Upload) =>
    upload.key !== keyMarker || (uploadIdMarker !== '' && upload.uploadId > uploadIdMarker);
  const start = uploadIdMarker === '' ? startBehind(keyMarker, { prefix, delimiter }) : keyMarker;
  const page = listPage({ prefix, delimiter, limit, from: start }, function* (from) {
    for (const upload of context.uploads.underWay(bucket.name, from))
      if (keyMarker === '' || behindMarker(upload)) yield upload;
  });
  return {
    status: 200,
    body: xmlDocument('ListMultipartUploadsResult', {
      Bucket: bucket.name,
      KeyMarker: encode(keyMarker),
      UploadIdMarker: uploadIdMarker,
      ...(page.next === undefined || page.last === undefined
        ? {}
        : typeof page.last === 'string'
          ? { NextKeyMarker: encode(page.last) }
          : { NextKeyMarker: encode(page.last.key), NextUploadIdMarker: page.last.uploadId }),
      Prefix: encode(prefix),
      ...(delimiter === '' ? {} : { Delimiter: encode(delimiter) }),
      MaxUploads: limit,
      ...encodingType,
      IsTruncated: page.next !== undefined,
      Upload: page.entries.map((upload) => ({
        Key: encode(upload.key),
        UploadId: upload.uploadId,
        StorageClass: 'STANDARD',
        Initiated: upload.initiated.toISOString(),
      })),
      CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
    }),
  };
};
