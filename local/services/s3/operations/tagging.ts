import type { Operation } from '../context.ts';
import { s3Error } from '../errors.ts';
import { receiveText } from '../payload/payload.ts';
import type { S3Request } from '../request.ts';
import type { Tags } from '../store/object-row.ts';
import { parseXml, xmlDocument, xmlList } from '../xml.ts';
import { findVersion } from './get-object.ts';
import { versionHeader } from './object-response.ts';

const MAX_DOCUMENT_BYTES = 128 * 1024;
const MAX_TAGS = 10;

const actionFor = (verb: string, request: S3Request) =>
  `s3:${verb}Object${request.query.has('versionId') ? 'Version' : ''}Tagging`;

/** `GetObjectTagging` */
export const getObjectTagging: Operation = (context, request, bucket) => {
  const object = findVersion(context, request, bucket, actionFor('Get', request));
  const tags = Object.entries(context.objects.tags(object.sequence));
  return {
    status: 200,
    headers: versionHeader(bucket, object.versionId),
    body: xmlDocument('Tagging', { TagSet: { Tag: tags.map(([Key, Value]) => ({ Key, Value })) } }),
  };
};

/** `PutObjectTagging`: replaces all tags. */
export const putObjectTagging: Operation = async (context, request, bucket) => {
  const action = actionFor('Put', request);
  findVersion(context, request, bucket, action);
  const tags = readTagDocument(await receiveText(request, MAX_DOCUMENT_BYTES, context));
  // Looked up again: the body took its time.
  const object = findVersion(context, request, bucket, action);
  context.objects.setTags(object.sequence, tags);
  return { status: 200, headers: versionHeader(bucket, object.versionId) };
};

/** `DeleteObjectTagging` */
export const deleteObjectTagging: Operation = (context, request, bucket) => {
  const object = findVersion(context, request, bucket, actionFor('Delete', request));
  context.objects.setTags(object.sequence, {});
  return { status: 204, headers: versionHeader(bucket, object.versionId) };
};

/** The tags of an `x-amz-tagging` header. Throws `InvalidArgument` and `InvalidTag`. */
export function readTagHeader(value: string | undefined): Tags {
  if (value === undefined) return {};
  const pairs = [...new URLSearchParams(value)];
  if (new Set(pairs.map(([key]) => key)).size < pairs.length)
    throw s3Error.invalidArgument(
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      'x-amz-tagging',
      value,
    );
  return checkTags(pairs);
}

/** The tags of a `Tagging` document: a body, or the form field `tagging`. Throws `MalformedXML` and `InvalidTag`. */
export function readTagDocument(text: string): Tags {
  const set = parseXml(text, 'Tagging')['TagSet'];
  if (set !== '' && (typeof set !== 'object' || set === null)) throw s3Error.malformedXml();
  const pairs = xmlList(set === '' ? undefined : (set as { Tag?: unknown }).Tag).map(
    ({ Key, Value }) => [String(Key ?? ''), String(Value ?? '')] as const,
  );
  if (new Set(pairs.map(([key]) => key)).size < pairs.length)
    throw s3Error.invalidTag('Cannot provide multiple Tags with the same key');
  return checkTags(pairs);
}

function checkTags(pairs: readonly (readonly [string, string])[]): Tags {
  if (pairs.length > MAX_TAGS) throw s3Error.badRequest('Object tags cannot be greater than 10');
  for (const [key, value] of pairs) {
    if (key === '' || key.length > 128 || key.startsWith('aws:') || !isTagText(key))
      throw s3Error.invalidTag('The TagKey you have provided is invalid');
    if (value.length > 256 || !isTagText(value))
      throw s3Error.invalidTag('The TagValue you have provided is invalid');
  }
  return Object.fromEntries(pairs);
}

const isTagText = (text: string) => /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text);
