import type { Operation } from '../context.ts';
import { s3Error } from '../errors.ts';
import { MAX_PUT_BYTES } from '../payload/limits.ts';
import type { StoredChecksum } from '../store/object-row.ts';
import { xmlDocument } from '../xml.ts';
import { copyBytes, findSource, sourceHeaders } from './copy-source.ts';
import { requestedPart } from './multipart-upload.ts';
import { checksumMembers } from './object-response.ts';
import { withNewFile } from './put-object.ts';
import type { ByteRange } from './range.ts';

/** `UploadPartCopy`: a part whose bytes are those of an object, or a range of them. */
export const uploadPartCopy: Operation = async (context, request, bucket) => {
  const { upload, partNumber } = requestedPart(context, request, bucket);
  const source = findSource(context, request);
  const range = readSourceRange(request.headers['x-amz-copy-source-range'], source.size);
  const size = range ? range.end - range.start + 1 : source.size;
  if (size > MAX_PUT_BYTES)
    throw s3Error.invalidRequest(
      'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120',
    );
  return withNewFile(context, async (file) => {
    const { checksumAlgorithm: algorithm } = upload;
    const algorithms = ['md5', ...(algorithm === undefined ? [] : [algorithm])];
    const digests = await copyBytes(context, source, file, { algorithms, range });
    const etag = digests.get('md5')!.toString('hex');
    const checksum: StoredChecksum | undefined =
      algorithm === undefined
        ? undefined
        : { algorithm, value: digests.get(algorithm)!.toString('base64'), type: 'FULL_OBJECT' };
    context.uploads.putPart(upload.uploadId, { partNumber, file, size, etag, checksum });
    const { ChecksumType: _type, ...checksums } = checksumMembers(checksum);
    return {
      status: 200,
      headers: { 'x-amz-server-side-encryption': 'AES256', ...sourceHeaders(source) },
      body: xmlDocument('CopyPartResult', {
        LastModified: new Date(context.now()).toISOString(),
        ETag: `"${etag}"`,
        ...checksums,
      }),
    };
  });
};

/** Unlike `Range`, this header must name both ends, and both must be there. Throws `InvalidArgument`. */
function readSourceRange(header: string | undefined, size: number): ByteRange | undefined {
  if (header === undefined) return undefined;
  const match = /^bytes=(\d+)-(\d+)$/.exec(header.trim());
  const range = match && { start: Number(match[1]), end: Number(match[2]) };
  if (!range || range.end < range.start)
    throw s3Error.invalidArgument(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the ' +
        'zero-based offsets of the first and last bytes to copy',
      'x-amz-copy-source-range',
      header,
    );
  if (range.end >= size)
    throw s3Error.invalidArgument(
      `Range specified is not valid for source object of size: ${size}`,
      'x-amz-copy-source-range',
      header,
    );
  return range;
}
