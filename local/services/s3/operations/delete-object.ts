import { AwsError } from '../../../runtime/errors.ts';
import type { Bucket } from '../buckets/bucket.ts';
import type { Operation, S3Context } from '../context.ts';
import { s3Error } from '../errors.ts';
import { receiveText } from '../payload/payload.ts';
import { checkKey, type S3Request } from '../request.ts';
import type { Removed } from '../store/objects.ts';
import { parseXml, xmlDocument, xmlList } from '../xml.ts';
import { versionHeader } from './object-response.ts';
import { checkDeleteAllowed } from './preconditions.ts';

const MAX_KEYS = 1000;
const MAX_DOCUMENT_BYTES = 2 * 1024 * 1024;

const actionFor = (versionId: string | undefined) =>
  versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';

interface Doomed {
  readonly key: string;
  readonly versionId: string | undefined;
  /** What the present object must have: `If-Match`. */
  readonly etag: string | undefined;
}

/** Deletes under the same condition for one object and for many. Throws `NoSuchKey` and `PreconditionFailed`. */
function remove(
  context: S3Context,
  request: S3Request,
  bucket: Bucket,
  { key, versionId, etag }: Doomed,
): Removed {
  // An answer to the condition tells of the object.
  if (etag !== undefined && etag !== '*') context.access.check(request.caller, 's3:GetObject', bucket, key);
  const cause = { event: 'Delete', requester: request } as const;
  return context.objects.remove(bucket, key, versionId, cause, (current) =>
    checkDeleteAllowed(etag, current, key, context.objects.latest(bucket.name, key) !== undefined),
  );
}

/** `DeleteObject`: also well when there is nothing under the key. */
export const deleteObject: Operation = (context, request, bucket) => {
  const versionId = request.query.get('versionId') ?? undefined;
  context.access.check(request.caller, actionFor(versionId), bucket, request.key);
  const removed = remove(context, request, bucket, {
    ...{ key: request.key, versionId, etag: request.headers['if-match'] },
  });
  return {
    status: 204,
    headers: {
      ...versionHeader(bucket, removed.versionId),
      ...(removed.deleteMarker ? { 'x-amz-delete-marker': 'true' } : {}),
    },
  };
};

/** `DeleteObjects`: up to 1000 keys, each allowed or refused for itself. */
export const deleteObjects: Operation = async (context, request, bucket) => {
  const { headers, caller } = request;
  const guarded =
    headers['content-md5'] !== undefined ||
    Object.keys(headers).some((name) => /^x-amz-(checksum-|trailer$)/.test(name));
  if (!guarded)
    throw s3Error.invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  const document = parseXml(await receiveText(request, MAX_DOCUMENT_BYTES, context), 'Delete');
  const targets = xmlList(document['Object']);
  if (targets.length === 0 || targets.length > MAX_KEYS) throw s3Error.malformedXml();

  const deleted: object[] = [];
  const errors: object[] = [];
  for (const target of targets) {
    const key = target['Key'];
    if (typeof key !== 'string' || key === '') throw s3Error.malformedXml();
    const versionId = typeof target['VersionId'] === 'string' ? target['VersionId'] : undefined;
    const named = { Key: key, VersionId: versionId };
    try {
      checkKey(key);
      context.access.check(caller, actionFor(versionId), bucket, key);
      const etag = typeof target['ETag'] === 'string' ? target['ETag'] : undefined;
      const removed = remove(context, request, bucket, { key, versionId, etag });
      deleted.push({
        ...named,
        ...(removed.deleteMarker ? { DeleteMarker: true, DeleteMarkerVersionId: removed.versionId } : {}),
      });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      errors.push({ ...named, Code: error.code, Message: error.message });
    }
  }
  const quiet = document['Quiet'] === 'true';
  return {
    status: 200,
    body: xmlDocument('DeleteResult', { ...(quiet ? {} : { Deleted: deleted }), Error: errors }),
  };
};
