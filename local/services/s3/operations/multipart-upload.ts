import type { Bucket } from '../buckets/bucket.ts';
import type { Operation, S3Context } from '../context.ts';
import { s3Error } from '../errors.ts';
import { receiveFile } from '../payload/payload.ts';
import { isChecksumAlgorithm } from '../payload/checksums.ts';
import { isCombinable } from '../payload/crc-combine.ts';
import { MAX_PARTS } from '../payload/limits.ts';
import type { S3Request } from '../request.ts';
import { xmlDocument } from '../xml.ts';
import { checksumHeaders } from './object-response.ts';
import { withNewFile } from './put-object.ts';
import { decodeHeaders, storedHeaders } from './stored-headers.ts';
import { readTagHeader } from './tagging.ts';

/** `CreateMultipartUpload` */
export const createMultipartUpload: Operation = (context, request, bucket) => {
  const { headers, key } = request;
  context.access.check(request.caller, 's3:PutObject', bucket, key);
  const algorithm = headers['x-amz-checksum-algorithm']?.toLowerCase();
  if (algorithm !== undefined && !isChecksumAlgorithm(algorithm))
    throw s3Error.invalidRequest('Checksum algorithm provided is unsupported.');
  const type = headers['x-amz-checksum-type'] ?? (algorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE');
  if (type !== 'FULL_OBJECT' && type !== 'COMPOSITE')
    throw s3Error.invalidRequest('Value for x-amz-checksum-type header is invalid.');
  const fits = type === 'FULL_OBJECT' ? isCombinable(algorithm ?? '') : algorithm !== 'crc64nvme';
  if (algorithm !== undefined && !fits)
    throw s3Error.invalidRequest(
      `The ${type} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
    );
  const tags = readTagHeader(headers['x-amz-tagging']);
  if (Object.keys(tags).length > 0) context.access.check(request.caller, 's3:PutObjectTagging', bucket, key);
  const uploadId = context.uploads.create({
    bucket: bucket.name,
    key,
    headers: storedHeaders(bucket, decodeHeaders(headers)),
    tags,
    checksumAlgorithm: algorithm,
    checksumType: type,
  });
  return {
    status: 200,
    headers: {
      'x-amz-server-side-encryption': 'AES256',
      ...(algorithm
        ? { 'x-amz-checksum-algorithm': algorithm.toUpperCase(), 'x-amz-checksum-type': type }
        : {}),
    },
    body: xmlDocument('InitiateMultipartUploadResult', { Bucket: bucket.name, Key: key, UploadId: uploadId }),
  };
};

/** `UploadPart`: a part sent again takes the place of the one before. */
export const uploadPart: Operation = async (context, request, bucket) => {
  const { partNumber, upload } = requestedPart(context, request, bucket);
  const { checksumAlgorithm: algorithm, checksumType, uploadId } = upload;
  // S3 takes the checksums of a whole object's parts by itself; those of a composite one must be sent.
  const wanted = checksumType === 'FULL_OBJECT' ? algorithm : undefined;
  return withNewFile(context, async (file) => {
    const open = () => context.files.write(file);
    const { size, md5, checksum } = await receiveFile(request, open, context, wanted);
    if (algorithm !== undefined && checksum?.algorithm !== algorithm)
      throw s3Error.invalidRequest(
        `Checksum Type mismatch occurred, expected checksum Type: ${algorithm}, actual checksum Type: ${checksum?.algorithm ?? 'null'}`,
      );
    context.uploads.putPart(uploadId, { partNumber, file, size, etag: md5, checksum });
    const { 'x-amz-checksum-type': _type, ...checksums } = checksumHeaders(checksum);
    return {
      status: 200,
      headers: { etag: `"${md5}"`, 'x-amz-server-side-encryption': 'AES256', ...checksums },
    };
  });
};

/** The upload under way and the number that a request for one part names. Throws `NoSuchUpload`, `InvalidArgument`. */
export function requestedPart(context: S3Context, request: S3Request, bucket: Bucket) {
  context.access.check(request.caller, 's3:PutObject', bucket, request.key);
  const upload = requestedUpload(context, request);
  if (upload.completed) throw s3Error.noSuchUpload(upload.uploadId);
  return { upload, partNumber: readPartNumber(request) };
}

/** `AbortMultipartUpload` */
export const abortMultipartUpload: Operation = (context, request, bucket) => {
  context.access.check(request.caller, 's3:AbortMultipartUpload', bucket, request.key);
  const upload = requestedUpload(context, request);
  if (upload.completed) throw s3Error.noSuchUpload(upload.uploadId);
  context.uploads.abort(upload.uploadId);
  return { status: 204 };
};

/** The upload that the request names. Throws `NoSuchUpload`. */
export const requestedUpload = (context: S3Context, request: S3Request) =>
  context.uploads.get(request.query.get('uploadId') ?? '', request.bucket, request.key);

/** `partNumber` of the query. Throws `InvalidArgument`. */
export function readPartNumber(request: S3Request): number {
  const text = request.query.get('partNumber') ?? '';
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= MAX_PARTS) return number;
  throw s3Error.invalidArgument(
    'Part number must be an integer between 1 and 10000, inclusive',
    'partNumber',
    text,
  );
}
