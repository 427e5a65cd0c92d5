import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Operation, S3Context } from '../context.ts';
import { s3Error } from '../errors.ts';
import { MAX_PUT_BYTES } from '../payload/payload.ts';
import type { S3Request } from '../request.ts';
import type { StoredObject } from '../store/object-row.ts';
import { xmlDocument } from '../xml.ts';
import { findObject } from './get-object.ts';
import { checksumMembers, logCreated, versionHeader } from './object-response.ts';
import { checkWriteAllowed, readAllowed } from './preconditions.ts';
import { withNewFile } from './put-object.ts';
import { decodeHeaders, storedHeaders } from './stored-headers.ts';

/** `CopyObject`: the copy shares the immutable bytes of its source on disk. */
export const copyObject: Operation = async (context, request, bucket) => {
  const { headers, key, caller } = request;
  context.access.check(caller, 's3:PutObject', bucket, key);
  const source = findSource(context, request);
  const replace = headers['x-amz-metadata-directive'] === 'REPLACE';
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

  const etag = source.etag.includes('-') ? await md5Of(context.files.path(source.file)) : source.etag;
  const checksum = source.checksum?.type === 'FULL_OBJECT' ? source.checksum : undefined;
  const stored = await withNewFile(context, async (file) => {
    await context.files.duplicate(source.file, file);
    const content = { file, size: source.size, etag, checksum, headers: replace ? about : source.headers };
    return context.objects.put(
      bucket,
      key,
      content,
      { event: 'Copy', requester: request },
      { allow: (current) => checkWriteAllowed(current, key, headers) },
    );
  });
  logCreated(context, 'COPY', bucket, key, stored.size);
  return {
    status: 200,
    headers: {
      ...versionHeader(bucket, stored.versionId),
      ...(source.versionId === 'null' ? {} : { 'x-amz-copy-source-version-id': source.versionId }),
    },
    body: xmlDocument('CopyObjectResult', {
      LastModified: stored.modified.toISOString(),
      ETag: `"${stored.etag}"`,
      ...checksumMembers(stored.checksum),
    }),
  };
};

function findSource(context: S3Context, request: S3Request): StoredObject {
  const [path = '', search = ''] = request.headers['x-amz-copy-source']!.split('?');
  const match = /^\/?([^/]+)\/(.+)$/.exec(decodePath(path));
  if (!match)
    throw s3Error.invalidArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      'x-amz-copy-source',
    );
  const [, name = '', key = ''] = match;
  const bucket = context.buckets.get(name);
  if (!bucket) throw s3Error.noSuchBucket(name);
  const versionId = new URLSearchParams(search).get('versionId') ?? undefined;
  const source = findObject(context, request.caller, bucket, key, versionId);
  if (!readAllowed(source, request.headers, 'x-amz-copy-source-'))
    throw s3Error.preconditionFailed('x-amz-copy-source-If-None-Match');
  return source;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw s3Error.invalidArgument('Invalid copy source encoding.', 'x-amz-copy-source');
  }
}

/** MD5 of a file in hexadecimal, streaming. */
export async function md5Of(path: string): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }))
    hash.update(chunk as Buffer);
  return hash.digest('hex');
}
