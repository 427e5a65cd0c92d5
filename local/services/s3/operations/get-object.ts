import type { Principal } from '../../../runtime/principal.ts';
import type { Bucket } from '../buckets/bucket.ts';
import type { Operation, S3Context } from '../context.ts';
import { s3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import type { StoredObject } from '../store/object-row.ts';
import { checksumHeaders, objectHeaders } from './object-response.ts';
import { rangeStands, readAllowed } from './preconditions.ts';
import { parseRange } from './range.ts';

/** Parameters of a read that stand in for a stored header. */
const OVERRIDES = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

/** `GetObject` and `HeadObject` */
export const getObject: Operation = async (context, request, bucket) => {
  const overrides = readOverrides(request);
  const object = findObject(
    context,
    request.caller,
    bucket,
    request.key,
    request.query.get('versionId') ?? undefined,
  );
  const { headers } = request;
  const described = { ...objectHeaders(bucket, object), ...overrides };
  if (!readAllowed(object, headers)) return { status: 304, headers: withoutBodyHeaders(described) };

  const range = rangeStands(object, headers) ? parseRange(headers['range'], object.size) : undefined;
  const wantsChecksum = headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED' && !range;
  const answer = {
    status: range ? 206 : 200,
    headers: {
      ...described,
      ...(wantsChecksum ? checksumHeaders(object.checksum) : {}),
      'content-length': String(range ? range.end - range.start + 1 : object.size),
      ...(range ? { 'content-range': `bytes ${range.start}-${range.end}/${object.size}` } : {}),
    },
  };
  if (request.method === 'HEAD') return answer;
  return { ...answer, body: await context.files.read(object.file, range) };
};

/**
 * The object that `caller` may read. Whoever may not list the bucket is not told that a key is missing:
 * that is `AccessDenied`, as for a key that is there. Throws `NoSuchKey`, `NoSuchVersion` and
 * `MethodNotAllowed` (a delete marker asked for by its version).
 */
export function findObject(
  context: S3Context,
  caller: Principal,
  bucket: Bucket,
  key: string,
  versionId?: string,
): StoredObject {
  context.access.check(caller, versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion', bucket, key);
  const { objects } = context;
  const object =
    versionId === undefined ? objects.latest(bucket.name, key) : objects.version(bucket.name, key, versionId);
  if (object && !object.deleteMarker) return object;
  context.access.check(caller, 's3:ListBucket', bucket);
  if (versionId === undefined) throw s3Error.noSuchKey(key);
  if (object) throw s3Error.methodNotAllowed('GET', 'DeleteMarker');
  throw s3Error.noSuchVersion(key, versionId);
}

function readOverrides(request: S3Request): Record<string, string> {
  const overrides: Record<string, string> = {};
  for (const name of OVERRIDES) {
    const value = request.query.get(`response-${name}`);
    if (value === null) continue;
    if (request.caller.kind === 'anonymous')
      throw s3Error.invalidRequest(
        'Request specific response headers cannot be used for anonymous GET requests.',
      );
    if (/[^\u0020-\u007e\u0080-\u00ff]/.test(value))
      throw s3Error.invalidArgument(
        'Header value cannot be represented using ISO-8859-1.',
        `response-${name}`,
      );
    overrides[name] = value;
  }
  return overrides;
}

function withoutBodyHeaders(headers: Record<string, string>): Record<string, string> {
  const { 'content-type': _type, 'content-encoding': _encoding, ...rest } = headers;
  return rest;
}
