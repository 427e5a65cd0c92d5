import { stat } from 'node:fs/promises';
import type { S3Peer } from '../../runtime/peers.ts';
import type { Principal } from '../../runtime/principal.ts';
import type { S3Context } from './context.ts';
import { s3Error } from './errors.ts';
import { md5Of } from './operations/copy-object.ts';
import { findObject } from './operations/get-object.ts';
import { withNewFile } from './operations/put-object.ts';
import { checkKey, type Requester } from './request.ts';

/** The service as others in the process reach it: the same checks as over the wire. */
export function createPeer(context: () => S3Context, newRequestId: () => string): S3Peer {
  const bucketNamed = (name: string) => {
    const bucket = context().buckets.get(name);
    if (!bucket) throw s3Error.noSuchBucket(name);
    return bucket;
  };
  const find = (bucket: string, key: string, caller: Principal) =>
    findObject(context(), caller, bucketNamed(bucket), { key });
  const requester = (caller: Principal): Requester => ({
    caller,
    requestId: newRequestId(),
    sourceIp: '127.0.0.1',
  });

  return {
    async getObject(bucket, key, caller) {
      const object = find(bucket, key, caller);
      return {
        body: await context().bytes.read(object),
        size: object.size,
        etag: `"${object.etag}"`,
        contentType: object.headers['content-type'] ?? 'binary/octet-stream',
        lastModified: object.modified,
        headers: object.headers,
      };
    },

    async openFile(bucket, key, caller) {
      const object = find(bucket, key, caller);
      const { files, bytes } = context();
      return {
        path: files.path(await bytes.wholeFile(object)),
        size: object.size,
        etag: `"${object.etag}"`,
        lastModified: object.modified,
      };
    },

    // A transcode adopts hundreds of segments: they are not logged one by one.
    async adoptFile(bucketName, key, path, { contentType }, caller) {
      const bucket = bucketNamed(bucketName);
      const { access, files, objects } = context();
      access.check(caller, 's3:PutObject', bucket, checkKey(key));
      const [{ size }, etag] = await Promise.all([stat(path), md5Of(path)]);
      await withNewFile(context(), async (file) => {
        await files.adopt(path, file);
        const content = { file, size, etag, headers: { 'content-type': contentType }, checksum: undefined };
        objects.put(bucket, key, content, { event: 'Put', requester: requester(caller) });
      });
    },
  };
}
