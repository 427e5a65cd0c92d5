import type { S3Context } from '../context.ts';
import { s3Error } from '../errors.ts';
import { storeStream } from '../payload/store-stream.ts';
import type { S3Request } from '../request.ts';
import type { StoredObject } from '../store/object-row.ts';
import { findObject } from './get-object.ts';
import { readAllowed } from './preconditions.ts';
import type { ByteRange } from './range.ts';

/** The object that `x-amz-copy-source` names. Throws what reading it does, and `PreconditionFailed`. */
export function findSource(context: S3Context, request: S3Request): StoredObject {
  const [path = '', search = ''] = request.headers['x-amz-copy-source']!.split('?');
  const match = /^\/?([^/]+)\/(.+)$/s.exec(decodePath(path));
  if (!match)
    throw s3Error.invalidArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      'x-amz-copy-source',
    );
  const [, name = '', key = ''] = match;
  const bucket = context.buckets.get(name);
  if (!bucket) throw s3Error.noSuchBucket(name);
  const versionId = new URLSearchParams(search).get('versionId');
  const source = findObject(context, request.caller, bucket, { key, versionId });
  if (!readAllowed(source, request.headers, 'x-amz-copy-source-'))
    throw s3Error.preconditionFailed('x-amz-copy-source-If-None-Match');
  return source;
}

/** Headers that tell which version was copied. */
export const sourceHeaders = (source: StoredObject): Record<string, string> =>
  source.versionId === 'null' ? {} : { 'x-amz-copy-source-version-id': source.versionId };

/** Writes the bytes of an object, or a range of them, to a new file, and takes digests of them. */
export async function copyBytes(
  context: S3Context,
  source: StoredObject,
  file: string,
  { algorithms, range }: { readonly algorithms: readonly string[]; readonly range?: ByteRange | undefined },
): Promise<ReadonlyMap<string, Buffer>> {
  const reading = await context.bytes.read(source, range);
  return storeStream(reading, await context.files.write(file), algorithms);
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw s3Error.invalidArgument('Invalid copy source encoding.', 'x-amz-copy-source');
  }
}
