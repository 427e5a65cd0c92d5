import type { Operation, S3Context } from '../context.ts';
import { s3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import type { StoredObject } from '../store/object-row.ts';
import { xmlDocument } from '../xml.ts';
import { findVersion } from './get-object.ts';
import { checksumMembers, versionHeader } from './object-response.ts';

const KNOWN = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'];
const MAX_PARTS_LISTED = 1000;

/** `GetObjectAttributes` */
export const getObjectAttributes: Operation = (context, request, bucket) => {
  const version = request.query.has('versionId') ? 'Version' : '';
  findVersion(context, request, bucket, version === '' ? 's3:GetObject' : 's3:GetObjectVersion');
  const object = findVersion(context, request, bucket, `s3:GetObject${version}Attributes`);
  const wanted = (request.headers['x-amz-object-attributes'] ?? '').split(',').map((name) => name.trim());
  if (wanted.some((name) => !KNOWN.includes(name)))
    throw s3Error.invalidArgument(
      'Invalid attribute name specified.',
      'x-amz-object-attributes',
      request.headers['x-amz-object-attributes'] ?? '',
    );
  const attributes: Record<string, unknown> = {
    ETag: object.etag,
    Checksum: object.checksum && checksumMembers(object.checksum),
    ObjectParts: partsOf(context, request, object),
    StorageClass: 'STANDARD',
    ObjectSize: object.size,
  };
  return {
    status: 200,
    headers: {
      'last-modified': object.modified.toUTCString(),
      ...versionHeader(bucket, object.versionId),
    },
    body: xmlDocument(
      'GetObjectAttributesResponse',
      Object.fromEntries(wanted.map((name) => [name, attributes[name]])),
    ),
  };
};

/** The parts of an object that was uploaded in parts with checksums: without those S3 tells only their number. */
function partsOf(context: S3Context, { headers }: S3Request, object: StoredObject) {
  const parts = context.objects.parts(object.sequence);
  if (parts.length === 0) return undefined;
  const marker = Number(headers['x-amz-part-number-marker'] ?? 0) || 0;
  const limit = Math.min(Number(headers['x-amz-max-parts'] ?? MAX_PARTS_LISTED) || 0, MAX_PARTS_LISTED);
  const page = parts.slice(marker, marker + limit);
  const described = page.map(({ size, checksum }, index) => {
    const { ChecksumType: _type, ...checksums } = checksumMembers(checksum);
    return { PartNumber: marker + index + 1, Size: size, ...checksums };
  });
  return {
    PartsCount: parts.length,
    ...(object.checksum
      ? {
          PartNumberMarker: marker,
          NextPartNumberMarker: marker + page.length,
          MaxParts: limit,
          IsTruncated: marker + page.length < parts.length,
          Part: described,
        }
      : {}),
  };
}
