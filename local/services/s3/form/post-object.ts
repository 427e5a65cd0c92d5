import { pipeline } from 'node:stream/promises';
import type { Principal } from '../../../runtime/principal.ts';
import type { Bucket } from '../buckets/bucket.ts';
import type { Operation, S3Context } from '../context.ts';
import { s3Error } from '../errors.ts';
import { logCreated, writtenHeaders } from '../operations/object-response.ts';
import { withNewFile } from '../operations/put-object.ts';
import { storedHeaders } from '../operations/stored-headers.ts';
import { readTagDocument } from '../operations/tagging.ts';
import { BodySink, type Target } from '../payload/body-sink.ts';
import { declaredDigests } from '../payload/declared-digests.ts';
import { MAX_PUT_BYTES } from '../payload/limits.ts';
import type { Received } from '../payload/payload.ts';
import { checkKey, type S3Request, type S3Response } from '../request.ts';
import type { StoredObject } from '../store/object-row.ts';
import { xmlDocument } from '../xml.ts';
import { checkPolicy, parsePolicy, type PostPolicy } from './policy.ts';
import { readForm, type FormFile } from './read-form.ts';
import { signerOf } from './signature.ts';

type Fields = ReadonlyMap<string, string>;

/** POST object: a browser's form, allowed by whoever signed its policy. */
export const postObject: Operation = (context, request, bucket) =>
  readForm(request.body, request.headers, async (sent, file) => {
    const key = readKey(sent, file.filename);
    const fields = new Map(sent).set('key', key);
    const { caller, policy } = admit(context, bucket, fields);
    context.access.check(caller, 's3:PutObject', bucket, key);
    const stored = await store(context, { ...request, caller }, bucket, { key, fields, file, policy });
    logCreated(context, 'POST', bucket, key, stored.size);
    return answer(context, bucket, fields, stored);
  });

/** Who the form comes from and what its policy allows. A form without a policy is anybody's. */
function admit(
  context: S3Context,
  bucket: Bucket,
  fields: Fields,
): { caller: Principal; policy: PostPolicy | undefined } {
  if (!fields.has('policy') && !fields.has('x-amz-signature'))
    return { caller: { kind: 'anonymous' }, policy: undefined };
  const caller = signerOf(fields, context);
  const policy = parsePolicy(fields.get('policy')!);
  checkPolicy(policy, fields, bucket.name, context.now());
  return { caller, policy };
}

function readKey(fields: Fields, filename: string): string {
  const key = fields.get('key')?.replaceAll('${filename}', () => filename);
  if (!key)
    throw s3Error.invalidArgument(
      "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
      'key',
      '',
    );
  return checkKey(key);
}

interface Upload {
  readonly key: string;
  readonly fields: Fields;
  readonly file: FormFile;
  readonly policy: PostPolicy | undefined;
}

async function store(
  context: S3Context,
  request: S3Request,
  bucket: Bucket,
  upload: Upload,
): Promise<StoredObject> {
  const headers = storedHeaders(bucket, Object.fromEntries(upload.fields));
  const tagging = upload.fields.get('tagging');
  const tags = tagging === undefined ? {} : readTagDocument(tagging);
  if (tagging !== undefined) context.access.check(request.caller, 's3:PutObjectTagging', bucket, upload.key);
  return withNewFile(context, async (file) => {
    const expected = Number(request.headers['content-length'] ?? 0);
    const { size, md5, checksum } = await receive(upload, await context.files.write(file), expected);
    const content = { file, size, etag: md5, headers, checksum, tags };
    return context.objects.put(bucket, upload.key, content, { event: 'Post', requester: request });
  });
}

/**
 * Writes at most as much as the policy allows, but reads the file to its end: the refusal says how large it
 * was, and a browser reads no answer before it has sent everything.
 */
async function receive(
  { fields, file, policy }: Upload,
  target: Target,
  expected: number,
): Promise<Received> {
  const { min, max } = policy?.lengthRange ?? { min: 0, max: MAX_PUT_BYTES };
  const limit = Math.min(max, MAX_PUT_BYTES);
  const declared = declaredDigests(Object.fromEntries(fields));
  const { algorithms } = declared;
  // A piece that is a whole chunk of the form is nobody else's: the parser has nothing of it left.
  const sink = new BodySink({ target, algorithms, limit, beyond: 'count', expected, releasing: true });
  await pipeline(file.bytes, sink);
  const { size } = sink;
  if (size > limit) throw s3Error.entityTooLarge(size, limit);
  if (size < min) throw s3Error.entityTooSmall(size, min);
  return { size, ...declared.verify(sink.digests) };
}

/** `success_action_redirect`, else `success_action_status`: 204 unless it is 200 or 201. */
function answer(context: S3Context, bucket: Bucket, fields: Fields, stored: StoredObject): S3Response {
  const location = `${context.url}/${bucket.name}/${stored.key.split('/').map(encodeURIComponent).join('/')}`;
  const headers = { ...writtenHeaders(bucket, stored), location };
  const redirect = readRedirect(fields.get('success_action_redirect') ?? fields.get('redirect'));
  if (redirect) {
    redirect.searchParams.set('bucket', bucket.name);
    redirect.searchParams.set('key', stored.key);
    redirect.searchParams.set('etag', `"${stored.etag}"`);
    return { status: 303, headers: { ...headers, location: redirect.href } };
  }
  switch (fields.get('success_action_status')) {
    case '200':
      return { status: 200, headers };
    case '201':
      return {
        status: 201,
        headers,
        body: xmlDocument('PostResponse', {
          Location: location,
          Bucket: bucket.name,
          Key: stored.key,
          ETag: `"${stored.etag}"`,
        }),
      };
    default:
      return { status: 204, headers };
  }
}

/** A redirect that cannot be read is as good as none. */
function readRedirect(text: string | undefined): URL | undefined {
  return text !== undefined && /^https?:/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}
