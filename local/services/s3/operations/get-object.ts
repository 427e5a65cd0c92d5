import type { Principal } from '../../../runtime/principal.ts';
import type { Bucket } from '../buckets/bucket.ts';
import type { Operation, S3Context } from '../context.ts';
import { s3Error, S3Refusal } from '../errors.ts';
import type { S3Request } from '../request.ts';
import type { StoredChecksum, StoredObject } from '../store/object-row.ts';
import { checksumHeaders, objectHeaders } from './object-response.ts';
import { rangeStands, readAllowed } from './preconditions.ts';
import { readPartNumber } from './multipart-upload.ts';
import { parseRange, type ByteRange } from './range.ts';

/** Parameters of a read that stand in for a stored header. */
const OVERRIDES = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

/** `GetObject` and `HeadObject`, of the whole object, a range of it, or one of the parts it was uploaded in. */
export const getObject: Operation = async (context, request, bucket) => {
  const { headers, query } = request;
  const overrides = readOverrides(request);
  const object = findVersion(context, request, bucket, readAction(query.get('versionId')));
  const tags = Object.keys(context.objects.tags(object.sequence)).length;
  const described = {
    ...objectHeaders(bucket, object),
    ...(tags > 0 ? { 'x-amz-tagging-count': String(tags) } : {}),
    ...overrides,
  };
  if (!readAllowed(object, headers)) return { status: 304, headers: withoutBodyHeaders(described) };

  const part = readPart(context, request, object);
  const range =
    part?.range ?? (rangeStands(object, headers) ? parseRange(headers['range'], object.size) : undefined);
  const partial = range !== undefined || part !== undefined;
  const checksum = part ? part.checksum : range ? undefined : object.checksum;
  const answer = {
    status: partial ? 206 : 200,
    headers: {
      ...described,
      ...(headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED' ? checksumHeaders(checksum) : {}),
      ...(part?.count === undefined ? {} : { 'x-amz-mp-parts-count': String(part.count) }),
      'content-length': String(range ? range.end - range.start + 1 : object.size),
      ...(range ? { 'content-range': `bytes ${range.start}-${range.end}/${object.size}` } : {}),
    },
  };
  if (request.method === 'HEAD') return answer;
  return { ...answer, body: await context.bytes.read(object, range) };
};

interface RequestedPart {
  /** Absent for a part without bytes. */
  readonly range: ByteRange | undefined;
  readonly checksum: StoredChecksum | undefined;
  /** How many parts there are; absent for an object that was sent in one piece. */
  readonly count: number | undefined;
}

/** The part that `?partNumber` asks for. Throws `InvalidArgument`, `InvalidRequest` and `InvalidPartNumber`. */
function readPart(context: S3Context, request: S3Request, object: StoredObject): RequestedPart | undefined {
  if (!request.query.has('partNumber')) return undefined;
  const number = readPartNumber(request);
  if (request.headers['range'] !== undefined)
    throw s3Error.invalidRequest('Cannot specify both Range header and partNumber query parameter');
  const parts = context.objects.parts(object.sequence);
  if (parts.length === 0) {
    if (number > 1) throw s3Error.invalidPartNumber(number, 1);
    return { range: rangeOf(0, object.size), checksum: object.checksum, count: undefined };
  }
  // Parts keep the numbers of their upload only in their order.
  const part = parts[number - 1];
  if (!part) throw s3Error.invalidPartNumber(number, parts.length);
  const start = parts.slice(0, number - 1).reduce((sum, { size }) => sum + size, 0);
  const checksum = part.checksum && object.checksum && { ...part.checksum, type: object.checksum.type };
  return { range: rangeOf(start, part.size), checksum, count: parts.length };
}

const rangeOf = (start: number, size: number): ByteRange | undefined =>
  size === 0 ? undefined : { start, end: start + size - 1 };

const readAction = (versionId: string | null) =>
  versionId === null ? 's3:GetObject' : 's3:GetObjectVersion';

/** The object or version that a request names. Throws as `findObject` does. */
export const findVersion = (
  context: S3Context,
  { caller, key, query }: S3Request,
  bucket: Bucket,
  action: string,
): StoredObject => findObject(context, caller, bucket, { key, versionId: query.get('versionId'), action });

interface Wanted {
  readonly key: string;
  readonly versionId?: string | null;
  /** What the caller must be allowed to do to it; by default to read it. */
  readonly action?: string;
}

/**
 * The object that `caller` may read. Whoever may not list the bucket is not told that a key is missing:
 * that is `AccessDenied`, as for a key that is there. Throws `NoSuchKey`, `NoSuchVersion` and
 * `MethodNotAllowed` (a delete marker asked for by its version).
 */
export function findObject(
  context: S3Context,
  caller: Principal,
  bucket: Bucket,
  { key, versionId = null, action = readAction(versionId) }: Wanted,
): StoredObject {
  context.access.check(caller, action, bucket, key);
  const { objects } = context;
  const object =
    versionId === null ? objects.latest(bucket.name, key) : objects.version(bucket.name, key, versionId);
  if (object && !object.deleteMarker) return object;
  context.access.check(caller, 's3:ListBucket', bucket);
  const marker: Record<string, string> = object
    ? { 'x-amz-delete-marker': 'true', 'x-amz-version-id': object.versionId }
    : {};
  if (versionId === null) throw new S3Refusal(s3Error.noSuchKey(key), marker);
  if (!object) throw s3Error.noSuchVersion(key, versionId);
  throw new S3Refusal(s3Error.methodNotAllowed('GET', 'DeleteMarker'), {
    ...marker,
    'last-modified': object.modified.toUTCString(),
    allow: 'DELETE',
  });
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
