import type { Operation, S3Context } from '../context.ts';
import { receiveFile } from '../payload/payload.ts';
import { checkWriteAllowed } from './preconditions.ts';
import { logCreated, writtenHeaders } from './object-response.ts';
import { decodeHeaders, storedHeaders } from './stored-headers.ts';

/** `PutObject` */
export const putObject: Operation = async (context, request, bucket) => {
  const { key, headers } = request;
  context.access.check(request.caller, 's3:PutObject', bucket, key);
  const about = storedHeaders(bucket, decodeHeaders(headers));
  const allow = (current: Parameters<typeof checkWriteAllowed>[0]) =>
    checkWriteAllowed(current, key, headers);
  allow(presentObject(context, bucket.name, key));

  const stored = await withNewFile(context, async (file) => {
    const { size, md5, checksum } = await receiveFile(
      request,
      () => context.files.write(file),
      context.credentials,
    );
    const content = { file, size, etag: md5, headers: about, checksum };
    return context.objects.put(bucket, key, content, { event: 'Put', requester: request }, { allow });
  });
  logCreated(context, 'PUT', bucket, key, stored.size);
  return { status: 200, headers: writtenHeaders(bucket, stored) };
};

/** The object a reader would find under the key. */
export function presentObject(context: S3Context, bucket: string, key: string) {
  const object = context.objects.latest(bucket, key);
  return object?.deleteMarker ? undefined : object;
}

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
