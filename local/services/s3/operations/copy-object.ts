import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Bucket } from '../buckets/bucket.ts';
import type { Operation, S3Context } from '../context.ts';
import { s3Error } from '../errors.ts';
import { isChecksumAlgorithm } from '../payload/checksums.ts';
import { MAX_PUT_BYTES } from '../payload/limits.ts';
import type { S3Request } from '../request.ts';
import type { StoredChecksum, StoredObject, Tags } from '../store/object-row.ts';
import { xmlDocument } from '../xml.ts';
import { copyBytes, findSource, sourceHeaders } from './copy-source.ts';
import { checksumMembers, logCreated, newVersionHeader } from './object-response.ts';
import { checkWriteAllowed } from './preconditions.ts';
import { withNewFile } from './put-object.ts';
import { decodeHeaders, storedHeaders } from './stored-headers.ts';
import { readTagHeader } from './tagging.ts';

/** `CopyObject` */
export const copyObject: Operation = async (context, request, bucket) => {
  const { headers, key, caller } = request;
  context.access.check(caller, 's3:PutObject', bucket, key);
  const source = findSource(context, request);
  const replace = readDirective(headers, 'x-amz-metadata-directive') === 'REPLACE';
  if (!replace && source.latest && source.bucket === bucket.name && source.key === key)
    throw s3Error.invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's " +
        'metadata, storage class, website redirect location or encryption attributes.',
    );
  if (source.size > MAX_PUT_BYTES)
    throw s3Error.invalidRequest(
      'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120',
    );
  const about = storedHeaders(bucket, decodeHeaders(headers));
  const tags = tagsOfCopy(context, request, bucket, source);
  const stored = await withNewFile(context, async (file) => {
    const { etag, checksum } = await fill(context, source, file, headers['x-amz-checksum-algorithm']);
    const described = replace ? about : source.headers;
    const content = { file, size: source.size, etag, checksum, tags, headers: described };
    const cause = { event: 'Copy', requester: request } as const;
    const allow = (current: StoredObject | undefined) => checkWriteAllowed(current, key, headers);
    return context.objects.put(bucket, key, content, cause, { allow });
  });
  logCreated(context, 'COPY', bucket, key, stored.size);
  return {
    status: 200,
    headers: { ...newVersionHeader(bucket, stored.versionId), ...sourceHeaders(source) },
    body: xmlDocument('CopyObjectResult', {
      LastModified: stored.modified.toISOString(),
      ETag: `"${stored.etag}"`,
      ...checksumMembers(stored.checksum),
    }),
  };
};

/**
 * The copy shares the immutable bytes of its source on disk, unless they must be read all the same: an object
 * that came in parts has no MD5 of its own, and another checksum may be wanted.
 */
async function fill(
  context: S3Context,
  source: StoredObject,
  file: string,
  wanted: string | undefined,
): Promise<{ etag: string; checksum: StoredChecksum | undefined }> {
  const algorithm = wanted?.toLowerCase() ?? source.checksum?.algorithm;
  if (algorithm !== undefined && !isChecksumAlgorithm(algorithm))
    throw s3Error.invalidRequest('Checksum algorithm provided is unsupported.');
  const known = source.checksum?.type === 'FULL_OBJECT' && source.checksum.algorithm === algorithm;
  if (!source.etag.includes('-') && source.file !== '' && (known || algorithm === undefined)) {
    await context.files.duplicate(source.file, file);
    return { etag: source.etag, checksum: source.checksum };
  }
  const algorithms = ['md5', ...(algorithm === undefined ? [] : [algorithm])];
  const digests = await copyBytes(context, source, file, { algorithms });
  const etag = digests.get('md5')!.toString('hex');
  if (algorithm === undefined) return { etag, checksum: undefined };
  const value = digests.get(algorithm)!.toString('base64');
  return { etag, checksum: { algorithm, value, type: 'FULL_OBJECT' } };
}

/** Those of the source, unless the caller replaces them. Copying tags takes the right to read and to write them. */
function tagsOfCopy(context: S3Context, request: S3Request, bucket: Bucket, source: StoredObject): Tags {
  const { headers, caller, key } = request;
  const replaces = readDirective(headers, 'x-amz-tagging-directive') === 'REPLACE';
  const tags = replaces ? readTagHeader(headers['x-amz-tagging']) : context.objects.tags(source.sequence);
  if (Object.keys(tags).length === 0) return tags;
  if (!replaces)
    context.access.check(caller, 's3:GetObjectTagging', context.buckets.get(source.bucket)!, source.key);
  context.access.check(caller, 's3:PutObjectTagging', bucket, key);
  return tags;
}

/** `COPY` (the default) or `REPLACE`. Throws `InvalidArgument`. */
function readDirective(headers: S3Request['headers'], name: string): 'COPY' | 'REPLACE' {
  const value = headers[name] ?? 'COPY';
  if (value === 'COPY' || value === 'REPLACE') return value;
  throw s3Error.invalidArgument(
    `Unknown ${name === 'x-amz-tagging-directive' ? 'tagging' : 'metadata'} directive.`,
    name,
    value,
  );
}

/** MD5 of a file in hexadecimal, streaming. */
export async function md5Of(path: string): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }))
    hash.update(chunk as Buffer);
  return hash.digest('hex');
}
