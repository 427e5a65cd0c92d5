import type { Operation, S3Context } from '../context.ts';
import { receiveFile } from '../payload/payload.ts';
import { checkWriteAllowed } from './preconditions.ts';
import type { StoredObject } from '../store/object-row.ts';
import { logCreated, writtenHeaders } from './object-response.ts';
import { decodeHeaders, storedHeaders } from './stored-headers.ts';
import { readTagHeader } from './tagging.ts';

/** `PutObject` */
export const putObject: Operation = async (context, request, bucket) => {
  const { key, headers } = request;
  context.access.check(request.caller, 's3:PutObject', bucket, key);
  const about = storedHeaders(bucket, decodeHeaders(headers));
  const tags = readTagHeader(headers['x-amz-tagging']);
  if (Object.keys(tags).length > 0) context.access.check(request.caller, 's3:PutObjectTagging', bucket, key);
  const allow = (current: StoredObject | undefined) => checkWriteAllowed(current, key, headers);
  // Asked before the body is read, and again when it is committed.
  allow(context.objects.present(bucket.name, key));

  const stored = await withNewFile(context, async (file) => {
    const { size, md5, checksum } = await receiveFile(request, () => context.files.write(file), context);
    const content = { file, size, etag: md5, headers: about, checksum, tags };
    return context.objects.put(bucket, key, content, { event: 'Put', requester: request }, { allow });
  });
  logCreated(context, 'PUT', bucket, key, stored.size);
  return { status: 200, headers: writtenHeaders(bucket, stored) };
};

/** Hands out a new file to fill and commit; when that fails the file is gone again. */
export async function withNewFile<T>(context: S3Context, work: (file: string) => Promise<T>): Promise<T> {
  const file = context.files.reserve();
  try {
    return await work(file);
  } catch (error) {
    await context.files.drop(file);
    throw error;
  }
}
